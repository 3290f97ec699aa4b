package dev.dragops.accounts;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whom a bearer proved to be, for less than half a second after the database was asked: a program that opens a thousand
 * credentials in a second asks two or three times. So a revocation, an end or a new role is known to every node within
 * half a second, and at once to the node that made it ({@link #forget}). Only what was found is remembered, by the
 * bearer's hash.
 */
final class RecentBearers {
    /** Half of the second that is promised, less what a request may take beside. */
    static final Duration REMEMBERED = Duration.ofMillis(400);

    private static final int MOST = 10_000;

    private final LongSupplier nanoClock;
    private final Map<ByteBuffer, Known> known = new ConcurrentHashMap<>();
    private final AtomicInteger forgotten = new AtomicInteger();

    private record Known(Proof proof, long askedAt) {}

    RecentBearers(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The proof that is remembered, else what the database says. */
    Optional<Proof> find(Bearer bearer, Supplier<Optional<Proof>> database) {
        ByteBuffer hash = ByteBuffer.wrap(bearer.hash());
        // before the question: what is read may be older than the answer, never younger
        long now = nanoClock.getAsLong();
        Known recent = known.get(hash);
        if (recent != null && now - recent.askedAt() < REMEMBERED.toNanos()) {
            return Optional.of(recent.proof());
        }
        int before = forgotten.get();
        Optional<Proof> found = database.get();
        if (known.size() >= MOST) {
            known.clear();
        }
        found.ifPresent(proof -> known.put(hash, new Known(proof, now)));
        if (found.isEmpty() || forgotten.get() != before) {
            // what was read may be from before whatever is to be forgotten
            known.remove(hash);
        }
        return found;
    }

    /** After the commit of whatever ends a session or a token on this node. */
    void forget() {
        forgotten.incrementAndGet();
        known.clear();
    }
}
