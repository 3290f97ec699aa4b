package dev.dragops.web.pages;

import static dev.dragops.web.pages.Fakes.HOSTILE;

import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.ProviderRequest;
import dev.dragops.oauth.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Packs with a form to draw. */
final class ExamplePacks {
    private ExamplePacks() {}

    /** Takes one key. */
    static Pack slack() {
        Pack.Field key = new Pack.Field(
                "bot-token",
                "Bot token " + HOSTILE,
                Optional.of("Starts with xoxb- " + HOSTILE),
                Optional.of("xoxb-…"),
                true,
                true,
                Optional.of("xoxb-.+"),
                Optional.empty(),
                Optional.of("xoxb-"),
                List.of("SLACK_BOT_TOKEN"));
        return pack("slack", List.of(new Pack.Method(ConnectionType.API_KEY, List.of(key))));
    }

    /** Takes several fields, or one key. */
    static Pack jira() {
        Pack.Field email = field("user-email", true, false, "email");
        Pack.Field token = field("api-token", true, true, "text");
        Pack.Field url = field("base-url", false, false, "url");
        return pack(
                "jira",
                List.of(
                        new Pack.Method(ConnectionType.CREDENTIALS, List.of(email, token, url)),
                        new Pack.Method(ConnectionType.API_KEY, List.of(token))));
    }

    /** Connects by OAuth, to an instance of the person's own, or takes one key. */
    static Pack github() {
        OAuthProvider provider = new OAuthProvider(
                "github",
                OAuthProvider.Grant.AUTHORIZATION_CODE,
                new OAuthProvider.Endpoints(
                        Optional.of(new Template("https://github.example/authorize")),
                        Optional.of(new Template("https://github.example/token")),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false),
                new OAuthProvider.Scopes(
                        List.of("repo"),
                        List.of(
                                new OAuthProvider.Scope("repo", Optional.of("Code " + HOSTILE)),
                                new OAuthProvider.Scope("gist" + HOSTILE, Optional.empty())),
                        " ",
                        " ",
                        Optional.of("scope")),
                new OAuthProvider.AuthorizationRequests(Map.of(), Map.of(), Set.of(), List.of()),
                new OAuthProvider.TokenRequests(
                        OAuthProvider.ClientAuthentication.CLIENT_SECRET_BASIC,
                        OAuthProvider.ClientAuthentication.CLIENT_SECRET_BASIC,
                        OAuthProvider.BodyFormat.FORM,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        false),
                OAuthProvider.TokenReplies.standard(),
                new OAuthProvider.Refreshing(
                        true, OAuthProvider.Rotation.ROTATING, Duration.ofMinutes(5), Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Set.of());
        Pack.OAuth oauth = new Pack.OAuth(
                provider,
                Optional.of("https://github.example/apps"),
                List.of("Do this " + HOSTILE),
                Optional.empty(),
                Optional.empty());
        Pack.VerificationRequest verification = new Pack.VerificationRequest(
                new ProviderRequest(
                        "GET",
                        new Template("https://github.example/user"),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()),
                List.of(200),
                Optional.empty());
        return pack(
                "github",
                List.of(
                        new Pack.Method(
                                ConnectionType.OAUTH,
                                List.of(field("base-url", true, false, "url")),
                                Optional.of(oauth),
                                Optional.of(verification)),
                        new Pack.Method(ConnectionType.API_KEY, List.of(field("token", true, true, "text")))));
    }

    private static Pack.Field field(String name, boolean required, boolean secret, String format) {
        return new Pack.Field(
                name,
                "Label of " + name,
                Optional.empty(),
                Optional.empty(),
                required,
                secret,
                Optional.empty(),
                Optional.of(format),
                Optional.empty(),
                List.of());
    }

    static Pack pack(String provider, List<Pack.Method> methods) {
        return new Pack(
                new Provider(provider),
                provider,
                provider + HOSTILE,
                HOSTILE,
                "1.0.0",
                "other",
                List.of(),
                Optional.of("https://docs.example.com/"),
                methods);
    }
}
