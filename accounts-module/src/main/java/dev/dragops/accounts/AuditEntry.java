package dev.dragops.accounts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request did, for the audit trail: never a value.
 *
 * @param action what was done, as {@code noun.verb}, such as {@code connection.created}
 * @param objects the ids of everything it touched
 * @param details short facts for a reader, such as names of secrets; never input values
 */
public record AuditEntry(
        String action,
        Outcome outcome,
        List<String> objects,
        Map<String, String> details,
        Optional<Execution> execution) {

    /** How it ended. */
    public enum Outcome {
        SUCCEEDED,
        REFUSED,
        FAILED
    }

    public AuditEntry {
        objects = List.copyOf(objects);
        details = Map.copyOf(details);
    }

    /** The same with one more detail. */
    AuditEntry with(String detail, String fact) {
        Map<String, String> more = new HashMap<>(details);
        more.put(detail, fact);
        return new AuditEntry(action, outcome, objects, more, execution);
    }

    /** A change that succeeds with the transaction it is recorded in. */
    public static AuditEntry of(String action, List<String> objects, Map<String, String> details) {
        return new AuditEntry(action, Outcome.SUCCEEDED, objects, details, Optional.empty());
    }
}
