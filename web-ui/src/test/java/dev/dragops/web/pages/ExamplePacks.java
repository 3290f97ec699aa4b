package dev.dragops.web.pages;

import static dev.dragops.web.pages.Fakes.HOSTILE;

import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Provider;
import java.util.List;
import java.util.Optional;

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

    private static Pack pack(String provider, List<Pack.Method> methods) {
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
