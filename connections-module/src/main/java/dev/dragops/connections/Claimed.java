package dev.dragops.connections;

import dev.dragops.accounts.UserId;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.vault.Plaintext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of asking for the right to ask a provider for a token. */
sealed interface Claimed {
    /** There is nothing to ask: the row tells why. */
    record Nothing() implements Claimed {}

    /** Another is asking at this moment. */
    record Busy() implements Claimed {}

    /**
     * The right to ask once, and all that it takes. Whoever holds it wipes it.
     *
     * @param generation the tokens that are to be replaced
     * @param attempt this one
     * @param rejection whether it is made since the provider refused the access token
     * @param ownClient the client of a connection that is its own
     */
    record Claim(
            ConnectionId connection,
            UserId user,
            OAuthProvider definition,
            String clientId,
            Optional<String> account,
            long generation,
            long attempt,
            boolean rejection,
            Map<String, String> values,
            List<String> scopes,
            Optional<Plaintext> refreshToken,
            Optional<OwnClient> ownClient)
            implements Claimed, AutoCloseable {
        @Override
        public void close() {
            refreshToken.ifPresent(Plaintext::close);
            ownClient.map(OwnClient::secret).ifPresent(Plaintext::close);
        }

        @Override
        public String toString() {
            return "Claim[" + connection + ", attempt " + attempt + "]";
        }
    }

    /** A client whose id and secret a person entered. */
    record OwnClient(String id, Plaintext secret) {}
}
