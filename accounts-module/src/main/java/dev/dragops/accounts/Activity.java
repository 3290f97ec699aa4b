package dev.dragops.accounts;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the audit trail, as the user whose it is may read it.
 *
 * @param sequence grows with time; for asking for older ones
 * @param action as {@code noun.verb}, such as {@code connection.refreshed}
 * @param details short facts, never a value
 */
public record Activity(
        long sequence,
        Instant at,
        String action,
        AuditEntry.Outcome outcome,
        Map<String, String> details,
        Optional<String> executionId,
        Optional<String> patternId,
        Optional<String> nodeId) {
    public Activity {
        details = Map.copyOf(details);
    }
}
