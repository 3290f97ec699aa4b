package dev.dragops.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.dragops.oauth.OAuthProvider.BodyFormat;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.egress.Answer;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.oauth.egress.Outgoing;
import dev.dragops.oauth.egress.Parameters;
import dev.dragops.vault.Plaintext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request that this server makes as a client: parameters, with what proves who it is (RFC 6749 section 2.3, RFC 7523
 * section 2.2).
 */
final class TokenRequest implements AutoCloseable {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final Parameters parameters = new Parameters();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> renamed;

    /**
     * An empty request.
     *
     * @param renamed standard parameters that the provider calls otherwise, or (by an empty name) does not take
     */
    TokenRequest(Map<String, String> renamed) {
        this.renamed = renamed;
        headers.put("Accept", "application/json");
    }

    TokenRequest set(String name, String value) {
        String wire = renamed.getOrDefault(name, name);
        if (!wire.isEmpty()) {
            parameters.set(wire, value);
        }
        return this;
    }

    TokenRequest set(String name, Plaintext value) {
        String wire = renamed.getOrDefault(name, name);
        if (!wire.isEmpty()) {
            parameters.setCopy(wire, value);
        }
        return this;
    }

    /** What the pack adds; never in place of what was set. */
    TokenRequest add(Map<String, Template> more, Map<String, String> values) {
        more.forEach((name, template) -> {
            if (!parameters.has(name)) {
                parameters.set(name, template.fill(values));
            }
        });
        return this;
    }

    TokenRequest headers(Map<String, Template> more, Map<String, String> values) {
        more.forEach((name, template) -> header(name, template.fill(values)));
        return this;
    }

    TokenRequest header(String name, String value) {
        headers.keySet().removeIf(name::equalsIgnoreCase);
        headers.put(name, value);
        return this;
    }

    /**
     * Proves who we are.
     *
     * @param audience of an assertion: the issuer where it is known, else the endpoint
     */
    TokenRequest authenticate(Client client, ClientAuthentication wanted, String audience) {
        switch (client.authentication(wanted)) {
            case CLIENT_SECRET_BASIC -> basic(client);
            case CLIENT_SECRET_POST -> {
                set("client_id", client.id());
                client.secret().ifPresent(secret -> set("client_secret", secret));
            }
            case PRIVATE_KEY_JWT -> assertion(client, audience);
            case NONE -> set("client_id", client.id());
        }
        return this;
    }

    /** RFC 6749 section 2.3.1: both are form-encoded before they are joined. */
    private void basic(Client client) {
        Secret secret = new Secret(client.secret().map(Plaintext::revealText).orElse(""));
        header("Authorization", new ClientSecretBasic(new ClientID(client.id()), secret).toHTTPAuthorizationHeader());
    }

    /** A fresh one for each request, good for a minute. */
    private void assertion(Client client, String audience) {
        SigningKey key = client.privateKey()
                .flatMap(SigningKey::read)
                .orElseThrow(() -> new IllegalStateException("the app's private key cannot be read"));
        try {
            PrivateKeyJWT assertion = new PrivateKeyJWT(
                    new JWTAuthenticationClaimsSet(new ClientID(client.id()), new Audience(audience)),
                    key.algorithm(),
                    key.key(),
                    key.id().orElse(null),
                    null);
            set("client_id", client.id());
            set("client_assertion_type", ASSERTION_TYPE);
            set("client_assertion", assertion.getClientAssertion().serialize());
        } catch (JOSEException failed) {
            throw new IllegalStateException("the app's private key cannot sign", failed);
        }
    }

    Answer send(EgressClient egress, String method, String url, BodyFormat format) {
        Outgoing.Body body = format == BodyFormat.JSON ? parameters.json() : parameters.form();
        try (Plaintext bytes = body.bytes()) {
            boolean empty = bytes.length() == (format == BodyFormat.JSON ? 2 : 0);
            return egress.send(new Outgoing(
                    method, url, headers, empty && !method.equals("POST") ? Optional.empty() : Optional.of(body)));
        } catch (IllegalArgumentException notAHeader) {
            // a field that a header of the pack holds; what it says may repeat it
            return new Answer.NotSent("header_impossible");
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
