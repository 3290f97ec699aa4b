package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import java.time.Instant;
import java.util.Optional;

/**
 * A secret as people see it: everything but its value.
 *
 * @param version 1 for the first value, one more with each that replaced it
 * @param seededBy the source of its value, until someone edits it
 */
public record Secret(
        EnvironmentId environment,
        SecretName name,
        long version,
        Optional<SeedSource> seededBy,
        Instant createdAt,
        Instant updatedAt) {}
