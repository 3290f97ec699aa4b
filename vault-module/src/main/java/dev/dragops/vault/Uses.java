package dev.dragops.vault;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often each key sealed, since nonces by chance are safe for 2^32 uses of a key (NIST SP 800-38D, 8.3). Leave
 * for a block of uses is taken from the database before the first of them, so that what a crash loses was counted and
 * not made: too many may be counted, too few never. That ends where a dump is restored, which has the count of its day:
 * rotate then (docs/keys.md). For any number of threads; one of a block's uses waits for the
 * database, the others for nothing.
 */
final class Uses {
    /** Uses at which a key should be replaced. */
    static final long DUE = 1L << 31;

    /** Uses that a key never has more of. */
    static final long MOST = 1L << 32;

    /** So few that a start costs a key nothing, so many that the database is asked seldom. */
    static final long BLOCK = 8192;

    /** Takes leave for a block of uses, durably. */
    interface Reservation {
        /**
         * Counts that many more.
         *
         * @throws VaultException.KeyExhausted where the key may not be used that often
         */
        void reserve(int key, long uses);
    }

    private final Reservation reservation;
    private final long block;
    private final Map<Integer, AtomicLong> left = new ConcurrentHashMap<>();

    Uses(Reservation reservation, long block) {
        this.reservation = reservation;
        this.block = block;
    }

    /**
     * Counts one use of the key, before it is made.
     *
     * @throws VaultException.KeyExhausted where the key was used as often as it may
     */
    void count(int key) {
        AtomicLong known = left.get(key);
        AtomicLong rest = known == null ? left.computeIfAbsent(key, unused -> new AtomicLong()) : known;
        if (rest.getAndDecrement() > 0) {
            return;
        }
        synchronized (rest) {
            // another thread may have come first
            if (rest.getAndDecrement() <= 0) {
                reservation.reserve(key, block);
                rest.set(block - 1);
            }
        }
    }
}
