package dev.dragops.connections;

import java.time.Instant;
import java.util.List;

/** A user's saved credentials for one external service, without the credentials. */
public record Connection(
        ConnectionId id,
        Provider provider,
        String displayName,
        ConnectionType type,
        ConnectionStatus status,
        List<String> scopes,
        Instant createdAt,
        Instant updatedAt) {
    public Connection {
        scopes = List.copyOf(scopes);
    }
}
