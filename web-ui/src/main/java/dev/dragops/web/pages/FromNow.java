package dev.dragops.web.pages;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time as seen from now.
 *
 * @param exact for a person who wants to know exactly
 * @param text such as {@code in 3 hours}
 */
public record FromNow(When exact, String text) {
    static FromNow of(Instant instant, Instant now) {
        Duration away = Duration.between(now, instant);
        String span = span(away.abs());
        return new FromNow(When.of(instant), Messages.text(away.isNegative() ? "time.ago" : "time.in", span));
    }

    private static String span(Duration away) {
        if (away.toMinutes() < 1) {
            return Messages.text("time.seconds");
        }
        if (away.toHours() < 2) {
            return Messages.text("time.minutes", away.toMinutes());
        }
        return away.toDays() < 2
                ? Messages.text("time.hours", away.toHours())
                : Messages.text("time.days", away.toDays());
    }
}
