package dev.dragops.accounts;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit trail before it is written.
 *
 * @param details as the JSON that is stored
 */
record AuditRow(
        Instant at,
        Optional<UserId> user,
        Optional<String> access,
        String requestId,
        String remoteAddress,
        AuditEntry entry,
        String details) {
    static final int COLUMNS = 11;

    /** What it touched, and each sealed value with its digest. */
    Map<String, Optional<String>> objects() {
        Map<String, Optional<String>> objects = new LinkedHashMap<>();
        entry.objects().forEach(object -> objects.put(object, Optional.empty()));
        entry.sealed()
                .forEach(value ->
                        objects.put(value.object(), Optional.of(value.digest().hex())));
        return objects;
    }

    /** The values of its columns, in the order of the insert. */
    void addTo(List<@Nullable Object> values) {
        Collections.addAll(
                values,
                at,
                user.map(UserId::value).orElse(null),
                access.orElse(null),
                requestId,
                remoteAddress,
                entry.action(),
                entry.outcome().name(),
                details,
                entry.execution().map(Execution::executionId).orElse(null),
                entry.execution().flatMap(Execution::patternId).orElse(null),
                entry.execution().flatMap(Execution::nodeId).orElse(null));
    }
}
