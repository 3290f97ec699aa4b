package dev.dragops.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the audit trail is proved.
 *
 * @param begun where the proof begins; empty until the first row was chained
 * @param head empty until then
 * @param unsealed how many rows wait for their place in the chain; counted to 100,000
 * @param lag for how long the oldest of them has waited, zero where none does
 * @param copy of the head on this node
 */
public record AuditProof(Optional<Begun> begun, Optional<Head> head, long unsealed, Duration lag, Copy copy) {
    /** Longer than a sealer takes to follow one that died. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * Where the proof begins.
     *
     * @param foundTo the sequence of the last row that was there before, and was chained as it was found; 0 for none
     */
    public record Begun(Instant at, long foundTo) {}

    /**
     * The end of the chain.
     *
     * @param place of the last row in the chain, which has no gap; 0 before the first
     * @param hash 64 hex digits
     * @param line the head as a line of a head file, which proves by itself who wrote it
     */
    public record Head(long place, String hash, String line) {}

    /**
     * The head outside the database.
     *
     * @param configured whether this node was given a file to write it to
     * @param writtenAt when this node wrote it last; empty where it has not led since its start
     * @param fault why it is not written, or does not agree with the trail; empty where all is well
     */
    public record Copy(boolean configured, Optional<Instant> writtenAt, Optional<Fault> fault) {}

    /** What is wrong with the copy. */
    public enum Fault {
        /** The file cannot be read or written. */
        UNWRITABLE,
        /** The trail does not have what the file tells: it was cut, or comes from an older backup. */
        AHEAD
    }

    /** Whether the operator need not look. */
    public boolean isWell() {
        return copy.fault().isEmpty() && lag.compareTo(PATIENCE) < 0;
    }
}
