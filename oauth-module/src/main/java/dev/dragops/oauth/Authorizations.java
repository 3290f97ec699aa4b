package dev.dragops.oauth;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.UserId;
import jakarta.ejb.Stateless;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Authorizations under way: asked for by a user or program, opened in the user's browser, come back once (RFC 6749
 * section 4.1, RFC 9700 section 4).
 */
@Stateless
public class Authorizations {
    /**
     * What a user asks for.
     *
     * @param scopes empty for the pack's defaults
     * @param returnTo a path of ours to come back to
     * @param connection the id of the connection to reconnect; empty for a new one
     * @param fields the instance fields that the definition needs
     */
    public record Request(
            Optional<String> displayName,
            List<String> scopes,
            Optional<String> returnTo,
            Optional<String> connection,
            Map<String, String> fields) {
        public Request {
            scopes = List.copyOf(scopes);
            fields = Map.copyOf(fields);
        }
    }

    /** How far it is. */
    public enum Status {
        /** Not yet opened in a browser. */
        PENDING,
        /** At the provider. */
        OPENED,
        /** Came back; the provider is asked for tokens. */
        EXCHANGING,
        SUCCEEDED,
        FAILED,
        /** Its ten minutes are over. */
        EXPIRED
    }

    /**
     * An authorization as its user may know it.
     *
     * @param url ours: opens it in the browser session of that user
     * @param connection the connection that came of it, or that is reconnected
     * @param failure why it failed, such as {@code access_denied}
     */
    public record Authorization(
            AuthorizationId id,
            String provider,
            Status status,
            URI url,
            Instant expiresAt,
            Optional<String> connection,
            Optional<String> failure,
            Optional<String> returnTo) {}

    /** What came back and is good for one exchange. Whoever holds it wipes it. */
    public record Consumed(
            AuthorizationId id,
            UserId user,
            String provider,
            Request request,
            ProviderClient.Code code,
            Map<String, String> kept)
            implements AutoCloseable {
        @Override
        public void close() {
            code.code().close();
            code.verifier().close();
            code.nonce().close();
        }
    }

    public Authorization begin(Caller caller, OAuthProvider definition, Request request) {
        throw new UnsupportedOperationException();
    }

    /** Binds it to the caller's session, and answers where the browser goes at the provider. */
    public URI open(Caller caller, AuthorizationId id, OAuthProvider definition) {
        throw new UnsupportedOperationException();
    }

    /**
     * Consumes what came back, once.
     *
     * @throws OAuthException.CallbackRefused where it is not an answer to what this session asked of this provider
     */
    public Consumed consume(Optional<Caller> caller, OAuthProvider definition, Map<String, List<String>> query) {
        throw new UnsupportedOperationException();
    }

    /** In the transaction that saves the connection. */
    public void succeed(AuthorizationId id, String connection) {
        throw new UnsupportedOperationException();
    }

    public void fail(AuthorizationId id, String code) {
        throw new UnsupportedOperationException();
    }

    public Authorization get(Caller caller, AuthorizationId id) {
        throw new UnsupportedOperationException();
    }
}
