package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import java.util.Optional;

/**
 * What became of a secret whose source went away.
 *
 * @param passedTo who seeds it from now on; empty where it was removed
 */
public record Released(EnvironmentId environment, SecretName name, Optional<SeedSource> passedTo) {}
