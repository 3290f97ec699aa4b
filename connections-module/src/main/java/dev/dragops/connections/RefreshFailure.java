package dev.dragops.connections;

import java.time.Duration;
import java.util.Locale;

/** How an attempt to get a token failed, and how long it rests after that. */
enum RefreshFailure {
    /** The provider may have acted: with a refresh token that is used once, one retry is all that is safe. */
    OUTCOME_UNKNOWN(Duration.ofSeconds(5), Duration.ofMinutes(10), Standing.PROVIDER_UNAVAILABLE),
    NOT_SENT(Duration.ofSeconds(5), Duration.ofMinutes(10), Standing.PROVIDER_UNAVAILABLE),
    /** The provider did nothing and named a time, or should have. */
    LATER(Duration.ofSeconds(5), Duration.ofMinutes(10), Standing.PROVIDER_UNAVAILABLE),
    REFUSED(Duration.ofSeconds(30), Duration.ofHours(1), Standing.REFRESH_FAILING),
    /** The provider does not know this server as its client, or nobody has told this server who it is there. */
    APP(Duration.ofMinutes(1), Duration.ofHours(1), Standing.APP_MISCONFIGURED),
    /** The stored tokens cannot be opened. */
    UNREADABLE(Duration.ofHours(1), Duration.ofHours(1), Standing.REFRESH_FAILING);

    /** How soon an attempt of unknown outcome is made again: soon, since a token that was rotated lives on for little. */
    static final Duration AFTER_UNKNOWN = Duration.ofSeconds(2);

    private final Duration first;
    private final Duration longest;
    private final String reason;

    RefreshFailure(Duration first, Duration longest, String reason) {
        this.first = first;
        this.longest = longest;
        this.reason = reason;
    }

    /** After that many failures in a row. */
    Duration backoff(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** Where the connection stands with that, its token being usable or not. */
    Standing standing(boolean usable) {
        if (!usable) {
            return Standing.failing(reason);
        }
        return Standing.active(this == APP ? reason : Standing.REFRESH_FAILING);
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
