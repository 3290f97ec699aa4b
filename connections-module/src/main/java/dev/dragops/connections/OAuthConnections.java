package dev.dragops.connections;

import dev.dragops.accounts.Caller;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.Authorizations.Authorization;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Connecting by OAuth: from the wish to the connection with its tokens. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class OAuthConnections {
    /** Begins an authorization, or the reconnection of a connection. Needs {@code connections:write}. */
    public Authorization begin(Caller caller, Provider provider, Authorizations.Request request) {
        throw new UnsupportedOperationException();
    }

    /** Binds it to the caller's browser session, and answers where the browser goes. Needs a session. */
    public URI open(Caller caller, AuthorizationId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes what came back to the redirect URI: consumes the state, exchanges the code, saves the connection. What can
     * be refused at once is thrown; later failures are in the answer's authorization.
     *
     * @throws dev.dragops.oauth.OAuthException.CallbackRefused where it was not asked for: no token call is made
     */
    public CompletableFuture<Authorization> finish(
            Optional<Caller> caller, Provider provider, Map<String, List<String>> query) {
        throw new UnsupportedOperationException();
    }

    /** Needs {@code connections:read}. */
    public Authorization authorization(Caller caller, AuthorizationId id) {
        throw new UnsupportedOperationException();
    }

    /** Refreshes now, as a person asks; one who asks may also end {@code refresh_outcome_unknown}. Needs {@code connections:write}. */
    public CompletableFuture<Connection> refresh(Caller caller, ConnectionId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * The provider refused the token: one refresh, never a loop. Needs {@code runtime}.
     *
     * @param which tells the refused token from a newer one that is already here
     */
    public CompletableFuture<Connection> rejected(Caller caller, ConnectionId id, RejectedToken which) {
        throw new UnsupportedOperationException();
    }
}
