package dev.dragops.accounts;

import java.util.Optional;

/** Where in the execution engine a credential is needed; kept in the audit trail. */
public record Execution(String executionId, Optional<String> patternId, Optional<String> nodeId) {}
