package dev.dragops.connections;

import dev.dragops.secrets.SeedResult;

/**
 * A connection whose credential was just saved, and what that seeded.
 *
 * @param replayed whether this repeats the answer to an earlier request with the same {@code Idempotency-Key}
 */
public record Saved(Connection connection, SeedResult seedResult, boolean replayed) {}
