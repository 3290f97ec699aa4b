package dev.dragops.accounts;

import java.time.Instant;

/**
 * The space a user works in.
 *
 * @param active whether it is the one in force for this user where neither a request nor a token names another
 */
public record Workspace(WorkspaceId id, String name, boolean active, Instant createdAt) {}
