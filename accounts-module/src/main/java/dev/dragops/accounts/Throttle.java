package dev.dragops.accounts;

import dev.dragops.platform.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Slows guessing down, on all nodes together. An attempt is counted as a failure before the password is looked at, so
 * that attempts at once cannot slip by, and taken back when it proves good. From the limit on each failure closes the
 * key for 1, 2, 4, 8 and then 15 minutes; 15 quiet minutes after that it is forgotten. Keys are kept as keyed hashes:
 * the table does not tell who tried to sign in.
 */
final class Throttle {
    private static final int ACCOUNT_LIMIT = 5;
    private static final int ADDRESS_LIMIT = 20;
    private static final Duration LONGEST_BLOCK = Duration.ofMinutes(15);
    private static final Duration MEMORY = Duration.ofMinutes(15);

    private final Database database;
    private final UnaryOperator<byte[]> mac;
    private final Clock clock;

    /**
     * A throttle.
     *
     * @param mac a keyed hash of 32 bytes, the same on each node
     */
    Throttle(Database database, UnaryOperator<byte[]> mac, Clock clock) {
        this.database = database;
        this.mac = mac;
        this.clock = clock;
    }

    /** What is counted: an account, whether it exists or not, or the network of a client. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Key(byte[] hash, int limit) {}

    /** An answer to whoever wants to try. */
    sealed interface Admission permits Admitted, Refused {}

    /** Counted; {@link #succeeded} takes it back. */
    record Admitted(List<Counted> counted) implements Admission {}

    /** Too early, and not counted. */
    record Refused(long retryAfterSeconds, boolean firstOfThisBlock) implements Admission {}

    /** One key's share of an attempt: the block that this attempt began. */
    record Counted(Key key, Optional<Instant> blockedUntil) {}

    private record Attempts(int failures, boolean told, Optional<Instant> blockedUntil, Instant forgetAt) {
        boolean areClosed(Instant now) {
            return blockedUntil.filter(now::isBefore).isPresent();
        }
    }

    Key account(String normalisedEmail) {
        return new Key(mac("account:" + normalisedEmail), ACCOUNT_LIMIT);
    }

    Key address(String remoteAddress) {
        return new Key(mac("address:" + ClientNetwork.of(remoteAddress)), ADDRESS_LIMIT);
    }

    private byte[] mac(String key) {
        return mac.apply(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The refusal where one of the keys is closed. Counts nothing and locks nothing: who hammers on a closed door costs
     * one look.
     */
    Optional<Refused> refusal(Key... keys) {
        Instant now = clock.instant();
        for (Key key : keys) {
            Optional<Attempts> attempts = attempts(key, "");
            if (attempts.isPresent() && attempts.get().areClosed(now)) {
                return Optional.of(refused(key, attempts.get(), now));
            }
        }
        return Optional.empty();
    }

    /**
     * Counts an attempt on every key, or on none where one of them is closed. Needs a transaction that ends before the
     * password is looked at. Keys of accounts come before keys of addresses, or two attempts could wait for each other.
     */
    Admission admit(Key... keys) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Attempts> known = new ArrayList<>();
        for (Key key : keys) {
            known.add(lock(key, now));
        }
        for (int i = 0; i < keys.length; i++) {
            if (known.get(i).areClosed(now)) {
                return refused(keys[i], known.get(i), now);
            }
        }
        List<Counted> counted = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            counted.add(count(keys[i], known.get(i), now));
        }
        return new Admitted(counted);
    }

    private Refused refused(Key key, Attempts attempts, Instant now) {
        boolean first = !attempts.told()
                && database.update("UPDATE acc_attempt SET told = TRUE WHERE key_hash = ? AND told = FALSE", (Object)
                                key.hash())
                        == 1;
        Duration wait = Duration.between(now, attempts.blockedUntil().orElse(now));
        return new Refused(wait.plusMillis(999).toSeconds(), first);
    }

    /**
     * Takes a counted attempt back since it was good. An account starts anew; the count of an address only loses this
     * one, or whoever has one good account could try all others.
     */
    void succeeded(Admitted admitted) {
        for (Counted counted : admitted.counted()) {
            Key key = counted.key();
            if (key.limit() == ACCOUNT_LIMIT) {
                database.update("DELETE FROM acc_attempt WHERE key_hash = ?", (Object) key.hash());
            } else {
                @Nullable Instant begun = counted.blockedUntil().orElse(null);
                database.update(
                        "UPDATE acc_attempt SET failures = failures - 1,"
                                + " blocked_until = IF(blocked_until = ?, NULL, blocked_until)"
                                + " WHERE key_hash = ? AND failures > 0",
                        begun,
                        key.hash());
            }
        }
    }

    /** Drops what is past; answers how many rows. */
    int forget() {
        return database.update("DELETE FROM acc_attempt WHERE forget_at < ? LIMIT 10000", clock.instant());
    }

    /** How long a key is closed after that many failures. */
    static Duration block(int failures, int limit) {
        if (failures < limit) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures - limit, 4);
        Duration block = Duration.ofMinutes(1L << doublings);
        return block.compareTo(LONGEST_BLOCK) > 0 ? LONGEST_BLOCK : block;
    }

    private Attempts lock(Key key, Instant now) {
        // makes the row, or locks the one there is
        database.update(
                "INSERT INTO acc_attempt (key_hash, failures, told, forget_at) VALUES (?, 0, FALSE, ?)"
                        + " ON DUPLICATE KEY UPDATE key_hash = VALUES(key_hash)",
                key.hash(),
                now.plus(MEMORY));
        return attempts(key, " FOR UPDATE")
                .filter(attempts -> attempts.forgetAt().isAfter(now))
                .orElseGet(() -> new Attempts(0, false, Optional.empty(), now));
    }

    private Optional<Attempts> attempts(Key key, String lock) {
        return database.first(
                "SELECT failures, told, blocked_until, forget_at FROM acc_attempt WHERE key_hash = ?" + lock,
                row -> new Attempts(
                        row.getInt("failures"),
                        row.getBoolean("told"),
                        Database.optionalInstant(row, "blocked_until"),
                        Database.instant(row, "forget_at")),
                (Object) key.hash());
    }

    private Counted count(Key key, Attempts before, Instant now) {
        int failures = before.failures() + 1;
        Duration block = block(failures, key.limit());
        Optional<Instant> blockedUntil = block.isZero() ? Optional.empty() : Optional.of(now.plus(block));
        database.update(
                "UPDATE acc_attempt SET failures = ?, told = FALSE, blocked_until = ?, forget_at = ?"
                        + " WHERE key_hash = ?",
                failures,
                blockedUntil.orElse(null),
                now.plus(block).plus(MEMORY),
                key.hash());
        return new Counted(key, blockedUntil);
    }
}
