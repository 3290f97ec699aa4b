package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;

/**
 * A name that a source would seed, where the secret has its value from elsewhere.
 *
 * @param lost whether the source held it until someone edited or deleted the secret; else it was there before
 */
public record Kept(EnvironmentId environment, SecretName name, boolean lost) {}
