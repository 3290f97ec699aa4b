package dev.dragops.connections;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A user's saved credentials for one external service, without the credentials.
 *
 * @param statusReason what the status alone does not say, such as {@code expiring} or {@code refresh_outcome_unknown}
 * @param grant of those that have tokens
 */
public record Connection(
        ConnectionId id,
        Provider provider,
        String displayName,
        ConnectionType type,
        ConnectionStatus status,
        Optional<String> statusReason,
        Optional<Grant> grant,
        Instant createdAt,
        Instant updatedAt) {
    /** The scopes that were granted; none where the connection has no tokens. */
    public List<String> scopes() {
        return grant.map(Grant::scopes).orElse(List.of());
    }
}
