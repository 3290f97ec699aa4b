package dev.dragops.accounts;

import java.time.Instant;

/** A stage inside a workspace, such as production. */
public record Environment(EnvironmentId id, WorkspaceId workspace, String name, Instant createdAt) {}
