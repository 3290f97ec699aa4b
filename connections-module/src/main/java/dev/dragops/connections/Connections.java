package dev.dragops.connections;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import jakarta.ejb.Stateless;
import java.util.Optional;

/** A user's connections: saved once, their secrets seeded in the same transaction, opened only for an execution. */
@Stateless
public class Connections {
    /** The caller's connections. Needs {@code connections:read}. */
    public ConnectionPage list(Caller caller, ConnectionQuery query) {
        throw new UnsupportedOperationException();
    }

    /** One of the caller's connections. Needs {@code connections:read}. */
    public Connection get(Caller caller, ConnectionId id) {
        throw new UnsupportedOperationException();
    }

    /** Saves a connection and seeds its secrets, all or nothing. Needs {@code connections:write}. */
    public Saved create(Caller caller, NewConnection request, Optional<Idempotency> idempotency) {
        throw new UnsupportedOperationException();
    }

    /** Needs {@code connections:write}. */
    public Connection rename(Caller caller, ConnectionId id, String displayName) {
        throw new UnsupportedOperationException();
    }

    /** Keeps the id and updates the seeded secrets that nobody edited. Needs {@code connections:write}. */
    public Saved replaceCredential(Caller caller, ConnectionId id, Credential credential) {
        throw new UnsupportedOperationException();
    }

    /** Erases the credential and keeps the row. Needs {@code connections:write}. */
    public Connection revoke(Caller caller, ConnectionId id) {
        throw new UnsupportedOperationException();
    }

    /** Deletes a connection and what it seeded, or passes that on. Needs {@code connections:write}. */
    public void delete(Caller caller, ConnectionId id) {
        throw new UnsupportedOperationException();
    }

    /** What uses a connection. Needs {@code connections:read}. */
    public ConnectionUsage usage(Caller caller, ConnectionId id) {
        throw new UnsupportedOperationException();
    }

    /** Opens the credential of a connection, named by display name or id. Needs {@code runtime}. */
    public Opened open(Caller caller, String reference, Execution execution) {
        throw new UnsupportedOperationException();
    }
}
