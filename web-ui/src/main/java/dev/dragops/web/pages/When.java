package dev.dragops.web.pages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A point in time as a page shows it.
 *
 * @param iso for the browser, ISO 8601 in UTC
 * @param text for a person, in UTC
 */
public record When(String iso, String text) {
    private static final DateTimeFormatter FOR_PEOPLE = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    static When of(Instant instant) {
        return new When(instant.truncatedTo(ChronoUnit.SECONDS).toString(), FOR_PEOPLE.format(instant));
    }
}
