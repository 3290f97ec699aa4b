package dev.dragops.accounts;

import java.util.Optional;

/**
 * Where in the execution engine a credential is needed; kept in the audit trail. Each id is the engine's own, 1 to 200
 * characters.
 */
public record Execution(String executionId, Optional<String> patternId, Optional<String> nodeId) {
    private static final int LONGEST = 200;

    /**
     * Checks the ids.
     *
     * @throws AccountsException.Invalid naming {@code executionId}, {@code patternId} or {@code nodeId}
     */
    public Execution {
        InputCheck check = new InputCheck();
        checkId(check, "executionId", executionId);
        patternId.ifPresent(id -> checkId(check, "patternId", id));
        nodeId.ifPresent(id -> checkId(check, "nodeId", id));
        check.refuseFaults();
    }

    private static void checkId(InputCheck check, String field, String id) {
        if (id.isBlank()) {
            check.refuse(field, "REQUIRED", "An id must not be blank");
        } else if (id.codePointCount(0, id.length()) > LONGEST) {
            check.refuse(field, "TOO_LONG", "An id has at most 200 characters");
        }
    }
}
