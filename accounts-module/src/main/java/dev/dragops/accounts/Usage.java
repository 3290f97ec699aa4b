package dev.dragops.accounts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What the audit trail saw of an object's openings.
 *
 * @param lastUsedAt the last successful opening, however long ago
 * @param seen the patterns and nodes that opened it lately, the most recent first
 * @param days how often it was opened lately, the first day first; a day without an opening is left out
 */
public record Usage(Optional<Instant> lastUsedAt, List<Seen> seen, List<Day> days) {
    public Usage {
        seen = List.copyOf(seen);
        days = List.copyOf(days);
    }

    /** A node of a pattern that opened the object. */
    public record Seen(Optional<String> patternId, Optional<String> nodeId, Instant lastUsedAt, long openings) {}

    /** A day in UTC on which the object was opened. */
    public record Day(LocalDate day, long openings) {}
}
