package dev.dragops.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the audit trail saw of an object's openings.
 *
 * @param lastUsedAt the last successful opening, however long ago
 * @param seen the patterns and nodes that opened it lately, the most recent first
 */
public record Usage(Optional<Instant> lastUsedAt, List<Seen> seen) {
    public Usage {
        seen = List.copyOf(seen);
    }

    /** A node of a pattern that opened the object. */
    public record Seen(Optional<String> patternId, Optional<String> nodeId, Instant lastUsedAt, long openings) {}
}
