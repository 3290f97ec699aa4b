package dev.dragops.oauth;

import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.vault.Plaintext;
import java.util.Optional;

/**
 * This server as a provider knows it, with what proves it. Whoever holds it wipes it.
 *
 * @param authentication how it wants to prove itself, instead of what the pack says
 */
public record Client(
        String id,
        Optional<Plaintext> secret,
        Optional<Plaintext> privateKey,
        Optional<ClientAuthentication> authentication)
        implements AutoCloseable {

    /** How it proves itself where the pack wants that way: a client without a secret cannot send one. */
    public ClientAuthentication authentication(ClientAuthentication wanted) {
        if (authentication.isPresent()) {
            return authentication.get();
        }
        if (privateKey.isPresent()) {
            return ClientAuthentication.PRIVATE_KEY_JWT;
        }
        return secret.isEmpty() || wanted == ClientAuthentication.PRIVATE_KEY_JWT
                ? secret.isEmpty() ? ClientAuthentication.NONE : ClientAuthentication.CLIENT_SECRET_BASIC
                : wanted;
    }

    /** Another that is wiped on its own. */
    public Client copy() {
        return new Client(id, secret.map(Client::copy), privateKey.map(Client::copy), authentication);
    }

    private static Plaintext copy(Plaintext value) {
        return Plaintext.of(value.reveal().clone());
    }

    @Override
    public void close() {
        secret.ifPresent(Plaintext::close);
        privateKey.ifPresent(Plaintext::close);
    }
}
