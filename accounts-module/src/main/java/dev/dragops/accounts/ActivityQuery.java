package dev.dragops.accounts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Which rows of the audit trail are wanted.
 *
 * @param everybody those of all users, for an administrator; else the caller's own
 * @param from not before that
 * @param until before that
 * @param text the id of an object, session or token, or else a part of what a row says
 */
public record ActivityQuery(
        boolean everybody,
        Optional<ActivityGroup> group,
        Optional<AuditEntry.Outcome> outcome,
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<String> text) {
    /** The longest text that is looked for. */
    public static final int LONGEST_TEXT = 200;

    public ActivityQuery {
        text = text.map(String::strip).filter(wanted -> !wanted.isEmpty());
        if (text.filter(wanted -> wanted.length() > LONGEST_TEXT).isPresent()) {
            throw new IllegalArgumentException("the text is too long");
        }
    }

    /** All that the caller did, and that happened to what is theirs. */
    public static ActivityQuery own() {
        return new ActivityQuery(
                false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A time of ISO 8601, or a day, which begins at midnight UTC; empty where it is neither. */
    public static Optional<Instant> start(String text) {
        return time(text).or(() -> day(text).map(ActivityQuery::midnight));
    }

    /** A time of ISO 8601, or a day, which is looked for to its end. */
    public static Optional<Instant> end(String text) {
        return time(text).or(() -> day(text).map(day -> midnight(day.plusDays(1))));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(ActivityQuery::isStorable);
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(day -> isStorable(midnight(day)));
        } catch (DateTimeParseException notADay) {
            return Optional.empty();
        }
    }

    /** What a DATETIME column can be compared with. */
    private static boolean isStorable(Instant time) {
        int year = time.atZone(ZoneOffset.UTC).getYear();
        return year >= 1000 && year < 9999;
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
