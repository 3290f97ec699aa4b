package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.SealedValue;
import java.util.Optional;

/**
 * What became of a secret whose source went away.
 *
 * @param passedTo who seeds it from now on; empty where it was removed
 * @param sealed what became of its value, for the audit row of whoever released it; empty where it is only foreseen
 */
public record Released(
        EnvironmentId environment, SecretName name, Optional<SeedSource> passedTo, Optional<SealedValue> sealed) {}
