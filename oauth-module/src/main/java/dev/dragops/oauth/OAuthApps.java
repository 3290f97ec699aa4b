package dev.dragops.oauth;

import dev.dragops.accounts.Caller;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.vault.Plaintext;
import jakarta.ejb.Stateless;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The OAuth apps of this server, one for a provider; configuration goes before what was saved. */
@Stateless
public class OAuthApps {
    /** What an administrator saves; exactly one of secret and private key, but for a public client. */
    public record NewApp(
            String clientId,
            Optional<Plaintext> clientSecret,
            Optional<Plaintext> privateKey,
            Optional<ClientAuthentication> authentication) {}

    /** The result of trying an app. */
    public record Trial(boolean works, String outcome) {}

    public List<OAuthApp> list(Caller administrator) {
        throw new UnsupportedOperationException();
    }

    public OAuthApp get(Caller administrator, String provider) {
        throw new UnsupportedOperationException();
    }

    /** Saves it, its secret sealed, and pins the provider's metadata where the definition names an issuer. */
    public OAuthApp put(Caller administrator, OAuthProvider definition, NewApp app) {
        throw new UnsupportedOperationException();
    }

    public void delete(Caller administrator, String provider) {
        throw new UnsupportedOperationException();
    }

    /** Asks the token endpoint with a code that cannot be valid: a known client is told invalid_grant. */
    public Trial test(Caller administrator, OAuthProvider definition) {
        throw new UnsupportedOperationException();
    }

    /** Whether people can connect to that provider. */
    public Optional<OAuthApp> find(String provider) {
        throw new UnsupportedOperationException();
    }

    /** Remembers that the provider refuses the app, or (empty) that it works again; audited where it changes. */
    public void tell(String provider, Optional<String> problem) {
        throw new UnsupportedOperationException();
    }

    public URI redirectUri(String provider) {
        throw new UnsupportedOperationException();
    }
}
