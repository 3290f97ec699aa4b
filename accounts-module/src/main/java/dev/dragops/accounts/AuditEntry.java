package dev.dragops.accounts;

import java.util.ArrayList;
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
 * @param sealed every value that it sealed or erased, so that a row that is put back to its past is found
 */
public record AuditEntry(
        String action,
        Outcome outcome,
        List<String> objects,
        Map<String, String> details,
        Optional<Execution> execution,
        List<SealedValue> sealed) {

    /** How it ended. */
    public enum Outcome {
        SUCCEEDED,
        REFUSED,
        FAILED
    }

    public AuditEntry {
        objects = List.copyOf(objects);
        details = Map.copyOf(details);
        sealed = List.copyOf(sealed);
    }

    /** An entry that sealed nothing. */
    public AuditEntry(
            String action,
            Outcome outcome,
            List<String> objects,
            Map<String, String> details,
            Optional<Execution> execution) {
        this(action, outcome, objects, details, execution, List.of());
    }

    /** The same with one more detail. */
    AuditEntry with(String detail, String fact) {
        Map<String, String> more = new HashMap<>(details);
        more.put(detail, fact);
        return new AuditEntry(action, outcome, objects, more, execution, sealed);
    }

    /** The same, which also sealed or erased these; of two for one value the later stands. */
    public AuditEntry sealing(List<SealedValue> more) {
        List<SealedValue> all = new ArrayList<>(sealed);
        all.addAll(more);
        return new AuditEntry(action, outcome, objects, details, execution, all);
    }

    /** A change that succeeds with the transaction it is recorded in. */
    public static AuditEntry of(String action, List<String> objects, Map<String, String> details) {
        return new AuditEntry(action, Outcome.SUCCEEDED, objects, details, Optional.empty());
    }
}
