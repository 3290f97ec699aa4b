package dev.dragops.connections;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its grant, at a moment of the database's clock.
 *
 * @param grant of those that have tokens
 */
record Held(StoredConnection connection, Optional<StoredGrant> grant, Instant now) {
    /** A row of {@code select c, g, now}. */
    static Held of(@Nullable Object[] row) {
        return new Held(
                Objects.requireNonNull((StoredConnection) row[0]),
                Optional.ofNullable((StoredGrant) row[1]),
                GrantStore.instant(Objects.requireNonNull((String) row[2])));
    }

    Connection metadata() {
        return connection.metadata(grant.map(StoredGrant::facts), now);
    }
}
