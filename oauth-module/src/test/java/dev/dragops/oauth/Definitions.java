package dev.dragops.oauth;

import dev.dragops.oauth.OAuthProvider.AuthorizationRequests;
import dev.dragops.oauth.OAuthProvider.BodyFormat;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.OAuthProvider.Endpoints;
import dev.dragops.oauth.OAuthProvider.Refreshing;
import dev.dragops.oauth.OAuthProvider.Rotation;
import dev.dragops.oauth.OAuthProvider.Scopes;
import dev.dragops.oauth.OAuthProvider.TokenReplies;
import dev.dragops.oauth.OAuthProvider.TokenRequests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Providers as packs would define them. */
final class Definitions {
    private Definitions() {}

    static OAuthProvider of(Endpoints endpoints) {
        return of(endpoints, TokenReplies.standard());
    }

    static OAuthProvider of(Endpoints endpoints, TokenReplies replies) {
        return new OAuthProvider(
                "acme",
                OAuthProvider.Grant.AUTHORIZATION_CODE,
                endpoints,
                new Scopes(List.of("read"), List.of(), " ", " ", Optional.of("scope")),
                new AuthorizationRequests(
                        Map.of("prompt", new Template("consent")), Map.of(), Set.of(), List.of("realm")),
                new TokenRequests(
                        ClientAuthentication.CLIENT_SECRET_BASIC,
                        ClientAuthentication.CLIENT_SECRET_POST,
                        BodyFormat.FORM,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        false),
                replies,
                new Refreshing(true, Rotation.ROTATING, Duration.ofMinutes(5), Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    static Endpoints endpoints(ProviderServer server) {
        return new Endpoints(
                Optional.of(new Template(server.url("/authorize"))),
                Optional.of(new Template(server.url("/token"))),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }

    static Endpoints discovered(String issuer, boolean openId) {
        return new Endpoints(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(new Template(issuer)), openId, false);
    }
}
