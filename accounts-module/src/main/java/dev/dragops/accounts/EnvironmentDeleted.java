package dev.dragops.accounts;

/**
 * Fired in the transaction that deletes an environment, before it commits: whoever keeps something of that environment
 * erases it in the same transaction.
 */
public record EnvironmentDeleted(EnvironmentId environment) {}
