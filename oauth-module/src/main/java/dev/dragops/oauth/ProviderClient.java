package dev.dragops.oauth;

import dev.dragops.vault.Plaintext;
import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls to a provider. Each takes at most ten seconds, follows no redirect, is never resent, and reads at most
 * 64 KiB. None may be made inside a transaction or on a request's thread: see {@link ProviderCalls}.
 */
@Stateless
public class ProviderClient {
    /**
     * What came back to the redirect URI, and what it is checked against.
     *
     * @param verifier of PKCE (RFC 7636)
     * @param nonce of OpenID Connect
     */
    public record Code(Plaintext code, Plaintext verifier, Plaintext nonce) {}

    /** How a revocation ended. */
    public enum Revoked {
        CONFIRMED,
        /** The provider has no way; its page may. */
        NOT_SUPPORTED,
        /** Not now: to be tried again. */
        FAILED,
        /** The provider refuses for good: trying again is useless. */
        REFUSED
    }

    /** What a declared request brought. */
    public sealed interface Proof {
        /** The credential works. */
        record Accepted(Optional<ProviderAccount> account) implements Proof {}

        /** The provider refuses the credential. */
        record Rejected(int status) implements Proof {}

        /** Nothing is known: it could not be asked, or its answer is none that was expected. */
        record Inconclusive(String why) implements Proof {}
    }

    public TokenReply exchange(OAuthProvider provider, Map<String, String> values, List<String> scopes, Code code) {
        throw new UnsupportedOperationException();
    }

    public TokenReply refresh(
            OAuthProvider provider, Map<String, String> values, List<String> scopes, Plaintext refreshToken) {
        throw new UnsupportedOperationException();
    }

    /** RFC 6749 section 4.4, with a client of the connection's own. */
    public TokenReply clientCredentials(
            OAuthProvider provider,
            Map<String, String> values,
            List<String> scopes,
            String clientId,
            Plaintext clientSecret) {
        throw new UnsupportedOperationException();
    }

    public Revoked revoke(OAuthProvider provider, Map<String, String> values, TokenSet tokens) {
        throw new UnsupportedOperationException();
    }

    /** Whose account the token acts for; empty where the definition tells no way or the provider no answer. */
    public Optional<ProviderAccount> account(OAuthProvider provider, Map<String, String> values, TokenSet tokens) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a request that proves a credential.
     *
     * @param secrets places of the request's templates that are secret, beside the plain values
     * @param expected statuses that mean that the credential works
     * @param account where in the answer the account is told
     */
    public Proof prove(
            ProviderRequest request,
            Map<String, String> values,
            Map<String, Plaintext> secrets,
            List<Integer> expected,
            Optional<OAuthProvider.AccountLookup> account) {
        throw new UnsupportedOperationException();
    }
}
