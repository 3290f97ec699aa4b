package dev.dragops.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When something was last used, to the minute: exact times would cost a write on each request. */
final class LastUse {
    private static final Duration ACCURACY = Duration.ofMinutes(1);

    /** Before an update: a row that someone else has locked is left as it is. */
    static final String WITHOUT_WAITING = "SET STATEMENT innodb_lock_wait_timeout = 0 FOR ";

    private LastUse() {}

    static boolean isWorthWriting(Optional<Instant> written, Instant now) {
        return written.map(at -> !now.isBefore(at.plus(ACCURACY))).orElse(true);
    }
}
