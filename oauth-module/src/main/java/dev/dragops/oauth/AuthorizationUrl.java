package dev.dragops.oauth;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.dragops.oauth.egress.Parameters;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a browser asks for an authorization (RFC 6749 section 4.1.1). */
final class AuthorizationUrl {
    /** Never left out, whatever a pack says: state (RFC 6749 section 10.12) and PKCE (RFC 7636, S256 only). */
    private static final Set<String> ALWAYS = Set.of("state", "code_challenge", "code_challenge_method");

    /** What is new each time, 256 bits each. */
    record Fresh(State state, CodeVerifier verifier, Nonce nonce) {
        private static final int BYTES = 32;

        Fresh() {
            this(new State(BYTES), new CodeVerifier(), new Nonce(BYTES));
        }

        /** Each is a secret. */
        @Override
        public String toString() {
            return "Fresh[redacted]";
        }
    }

    private AuthorizationUrl() {}

    static URI of(
            OAuthProvider definition,
            String address,
            String clientId,
            List<String> scopes,
            Map<String, String> values,
            Fresh fresh) {
        Map<String, String> standard = new LinkedHashMap<>();
        standard.put("response_type", "code");
        standard.put("client_id", clientId);
        standard.put("redirect_uri", RedirectUri.of(definition.provider()));
        standard.put("state", fresh.state().getValue());
        standard.put("code_challenge_method", CodeChallengeMethod.S256.getValue());
        standard.put(
                "code_challenge",
                CodeChallenge.compute(CodeChallengeMethod.S256, fresh.verifier())
                        .getValue());
        if (definition.endpoints().openId()) {
            // OpenID Connect Core section 3.1.2.1
            standard.put("nonce", fresh.nonce().getValue());
        }
        OAuthProvider.AuthorizationRequests how = definition.authorization();
        Map<String, String> parameters = new LinkedHashMap<>();
        standard.forEach((name, value) -> {
            if (ALWAYS.contains(name) || !how.omitted().contains(name)) {
                parameters.put(how.renamed().getOrDefault(name, name), value);
            }
        });
        if (!scopes.isEmpty() && !how.omitted().contains("scope")) {
            definition
                    .scopes()
                    .parameter()
                    .ifPresent(name ->
                            parameters.put(name, String.join(definition.scopes().separator(), scopes)));
        }
        how.parameters().forEach((name, template) -> parameters.putIfAbsent(name, template.fill(values)));
        StringBuilder url = new StringBuilder(address);
        parameters.forEach((name, value) -> url.append(url.indexOf("?") < 0 ? '?' : '&')
                .append(Parameters.encoded(name))
                .append('=')
                .append(Parameters.encoded(value)));
        return URI.create(url.toString());
    }
}
