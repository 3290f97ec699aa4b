package dev.dragops.connections;

import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import java.util.List;
import java.util.Optional;

/** What connections refuses. */
public abstract sealed class ConnectionsException extends DragopsException {
    private static final long serialVersionUID = 1L;

    ConnectionsException(String code, String message) {
        super(code, message);
    }

    ConnectionsException(String code, String message, List<FieldError> fieldErrors) {
        super(code, message, fieldErrors);
    }

    /** Fields of the input that make no sense. */
    public static final class Invalid extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        public Invalid(List<FieldError> errors) {
            super("VALIDATION_FAILED", "Some fields are not valid", errors);
        }

        /** The contract's own words stand for the whole. */
        public Invalid(String message, List<FieldError> errors) {
            super("VALIDATION_FAILED", message, errors);
        }
    }

    /** No such connection, or another's. */
    public static final class NotFound extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("CONNECTION_NOT_FOUND", "There is no such connection");
        }
    }

    /** No pack defines that provider. */
    public static final class ProviderNotFound extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        public ProviderNotFound() {
            super("PROVIDER_NOT_FOUND", "There is no such provider");
        }
    }

    /** Another connection of the user has that name. */
    public static final class NameTaken extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        NameTaken() {
            super("CONNECTION_NAME_TAKEN", "Another of your connections has this name");
        }
    }

    /** The provider's pack wants another kind of credential. */
    public static final class WrongCredentialKind extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        WrongCredentialKind(String message) {
            super("WRONG_CREDENTIAL_KIND", message);
        }
    }

    /** The connection was revoked; its credential is gone. */
    public static final class Revoked extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        private final String connection;

        Revoked(ConnectionId connection) {
            super("CONNECTION_REVOKED", "This connection was revoked and has no credential");
            this.connection = connection.value();
        }

        @Override
        public Optional<String> concerns() {
            return Optional.of(connection);
        }
    }

    /** The provider wants a person to approve again. */
    public static final class ReauthenticationRequired extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        private final String connection;

        ReauthenticationRequired(ConnectionId connection) {
            super(
                    "REAUTHENTICATION_REQUIRED_AT_PROVIDER",
                    "The provider no longer accepts this connection: reconnect it");
            this.connection = connection.value();
        }

        @Override
        public Optional<String> concerns() {
            return Optional.of(connection);
        }
    }

    /** There is no usable token at the moment; getting one is being tried. */
    public static final class TokenUnavailable extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        private final String connection;
        private final long retryAfterSeconds;

        TokenUnavailable(ConnectionId connection, long retryAfterSeconds) {
            super("TOKEN_UNAVAILABLE", "There is no usable token at the moment; a refresh is being tried");
            this.connection = connection.value();
            this.retryAfterSeconds = retryAfterSeconds;
        }

        @Override
        public Optional<String> concerns() {
            return Optional.of(connection);
        }

        /** When it may be worth asking again. */
        public long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** There is nothing to refresh: no tokens, or none without a person. */
    public static final class NotRefreshable extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        NotRefreshable() {
            super("NOT_REFRESHABLE", "This connection has no token that can be refreshed");
        }
    }

    /** The same {@code Idempotency-Key} came with another body. */
    public static final class IdempotencyMismatch extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        IdempotencyMismatch() {
            super("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used with another request");
        }
    }

    /** A request with the same {@code Idempotency-Key} is still running. */
    public static final class IdempotencyInProgress extends ConnectionsException {
        private static final long serialVersionUID = 1L;

        IdempotencyInProgress() {
            super("IDEMPOTENCY_KEY_IN_USE", "A request with this Idempotency-Key is still running");
        }
    }
}
