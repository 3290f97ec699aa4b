package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PackValidationTest {
    private static final Provider JIRA = new Provider("jira");
    private static final Provider ACME = new Provider("acme");
    private static final PackCatalogue BUILT_IN = PackCatalogue.read(Optional.empty());

    @Test
    void acceptsTheExamplesOfTheContract() {
        assertThat(PackValidation.check(
                        builtIn("slack", ConnectionType.API_KEY),
                        new Provider("slack"),
                        new Credential.ApiKey(value("xoxb-1234567890-abcdefghijklmnop"))))
                .isEmpty();
        assertThat(jira(Map.of(
                        "user-email", "[email protected]",
                        "api-token", "your-api-token",
                        "base-url", "https://mycompany.atlassian.net")))
                .isEmpty();
    }

    @Test
    void namesEveryFieldThatIsMissing() {
        assertThat(jira(Map.of("api-token", "t")))
                .containsExactly(
                        new FieldError("credentials.user-email", "REQUIRED", "E-mail address is required"),
                        new FieldError("credentials.base-url", "REQUIRED", "Instance URL is required"));
    }

    @Test
    void namesAFieldThatThePackDoesNotKnow() {
        assertThat(jira(Map.of("user-email", "a@b", "api-token", "t", "base-url", "https://a.b", "email", "a@b")))
                .containsExactly(new FieldError(
                        "credentials.email",
                        "UNKNOWN_FIELD",
                        "There is no such field; known are user-email, api-token, base-url"));
    }

    @Test
    void refusesAnEmptyValueAndAWrongFormatWithoutRepeatingIt() {
        List<FieldError> errors =
                jira(Map.of("user-email", "a@b", "api-token", "", "base-url", "canary://user:secret@host"));

        assertThat(errors)
                .containsExactlyInAnyOrder(
                        new FieldError("credentials.api-token", "REQUIRED", "API token must not be empty"),
                        new FieldError(
                                "credentials.base-url",
                                "INVALID",
                                "Instance URL must be an http or https address, such as https://example.com"));
    }

    @Test
    void matchesThePatternAgainstTheWholeValue() {
        Optional<Pack.Method> method = Optional.of(new Pack.Method(
                ConnectionType.API_KEY, List.of(field("key", "Key", Optional.of("[a-z]{4}"), List.of()))));

        assertThat(PackValidation.check(method, ACME, new Credential.ApiKey(value("abcd"))))
                .isEmpty();
        assertThat(PackValidation.check(method, ACME, new Credential.ApiKey(value("canary"))))
                .containsExactly(new FieldError("apiKey", "INVALID", "Key must match [a-z]{4}"));
        assertThat(PackValidation.check(method, ACME, new Credential.ApiKey(value("abcd\n"))))
                .hasSize(1);
    }

    @Test
    void neverRefusesForAKeyPrefix() {
        assertThat(PackValidation.check(
                        builtIn("slack", ConnectionType.API_KEY),
                        new Provider("slack"),
                        new Credential.ApiKey(value("xapp-other"))))
                .isEmpty();
    }

    @Test
    void boundsValuesWithoutAPackToo() {
        assertThat(apiKey("k".repeat(65_536))).isEmpty();
        assertThat(apiKey("k".repeat(65_537)))
                .containsExactly(new FieldError("apiKey", "TOO_LONG", "The value must have at most 65536 bytes"));
        assertThat(apiKey("é".repeat(32_769))).hasSize(1);
        assertThat(apiKey("")).containsExactly(new FieldError("apiKey", "REQUIRED", "The value must not be empty"));
        assertThat(apiKey("\u0000\r\n")).isEmpty();
    }

    @Test
    void boundsTheNumberOfFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        assertThat(acme(fields)).extracting(FieldError::field).containsExactly("credentials");
        for (int i = 1; i <= 64; i++) {
            fields.put("f" + i, "v");
        }
        assertThat(acme(fields)).isEmpty();
        fields.put("f65", "v");
        assertThat(acme(fields)).containsExactly(new FieldError("credentials", "INVALID", "1 to 64 fields are needed"));
    }

    @Test
    void refusesFieldNamesThatAreNoneAndDoesNotRepeatThem() {
        for (String name : List.of("", " ", "a\nb", "canary\u0000", "a".repeat(65))) {
            assertThat(acme(Map.of(name, "v"))).singleElement().satisfies(error -> {
                assertThat(error.field()).isEqualTo("credentials");
                assertThat(error.message()).doesNotContain("canary");
            });
        }
        assertThat(acme(Map.of("a".repeat(64), "v", "A1_.-", "v"))).isEmpty();
    }

    @Test
    void refusesTwoFieldsThatSeedOneSecret() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("base-url", "v");
        fields.put("base_url", "v");

        assertThat(acme(fields))
                .containsExactly(new FieldError(
                        "credentials.base_url",
                        "SAME_SECRET_NAME",
                        "This field and base-url would both seed the secret ACME_BASE_URL"));
    }

    @Test
    void refusesAFieldAfterWhichNoSecretCanBeNamed() {
        Map<String, Plaintext> fields = Map.of("f".repeat(64), value("v"));

        assertThat(PackValidation.check(Optional.empty(), new Provider("p".repeat(64)), new Credential.Fields(fields)))
                .extracting(FieldError::code)
                .containsExactly("INVALID");
    }

    @Test
    void refusesToCheckAgainstAMethodOfAnotherType() {
        assertThatThrownBy(() -> PackValidation.check(
                        builtIn("jira", ConnectionType.CREDENTIALS), JIRA, new Credential.ApiKey(value("k"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<FieldError> jira(Map<String, String> fields) {
        return PackValidation.check(builtIn("jira", ConnectionType.CREDENTIALS), JIRA, fields(fields));
    }

    private static List<FieldError> acme(Map<String, String> fields) {
        return PackValidation.check(Optional.empty(), ACME, fields(fields));
    }

    private static List<FieldError> apiKey(String key) {
        return PackValidation.check(Optional.empty(), ACME, new Credential.ApiKey(value(key)));
    }

    private static Optional<Pack.Method> builtIn(String provider, ConnectionType type) {
        return Optional.of(BUILT_IN.packs().stream()
                .filter(pack -> pack.provider().value().equals(provider))
                .findFirst()
                .flatMap(pack -> pack.method(type))
                .orElseThrow());
    }

    private static Credential fields(Map<String, String> texts) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> values.put(name, value(text)));
        return new Credential.Fields(values);
    }

    private static Plaintext value(String text) {
        return Plaintext.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Pack.Field field(String name, String label, Optional<String> pattern, List<String> seedAs) {
        return new Pack.Field(
                name,
                label,
                Optional.empty(),
                Optional.empty(),
                true,
                true,
                pattern,
                Optional.empty(),
                Optional.empty(),
                seedAs);
    }

    private static final Pack.Method CLOUD_OR_OWN = new Pack.Method(
            ConnectionType.CREDENTIALS,
            List.of(
                    field("deployment", false, List.of("cloud", "own"), Optional.empty()),
                    field("host", false, List.of(), Optional.of(new Pack.Condition("deployment", "own"))),
                    field("token", true, List.of(), Optional.empty())));

    private static Pack.Field field(
            String name, boolean secret, List<String> options, Optional<Pack.Condition> visibleWhen) {
        return new Pack.Field(
                name,
                name,
                Optional.empty(),
                Optional.empty(),
                true,
                secret,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                options.stream().map(option -> new Pack.Option(option, option)).toList(),
                visibleWhen);
    }

    private static List<FieldError> cloudOrOwn(Map<String, String> texts) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> values.put(name, value(text)));
        return PackValidation.check(Optional.of(CLOUD_OR_OWN), ACME, new Credential.Fields(values));
    }

    @Test
    void asksForAFieldOnlyBesideTheValueThatItDependsOn() {
        assertThat(cloudOrOwn(Map.of("deployment", "cloud", "token", "t"))).isEmpty();
        assertThat(cloudOrOwn(Map.of("deployment", "own", "host", "h", "token", "t")))
                .isEmpty();
        assertThat(cloudOrOwn(Map.of("deployment", "own", "token", "t")))
                .containsExactly(new FieldError("credentials.host", "REQUIRED", "host is required"));
    }

    @Test
    void refusesAFieldThatIsNotAskedForAndAValueThatIsNoOption() {
        assertThat(cloudOrOwn(Map.of("deployment", "cloud", "host", "canary", "token", "t")))
                .containsExactly(new FieldError(
                        "credentials.host", "NOT_ASKED_FOR", "host is not asked for beside the other values"));
        assertThat(cloudOrOwn(Map.of("deployment", "canary", "token", "t")))
                .containsExactly(new FieldError(
                        "credentials.deployment", "INVALID", "deployment must be one of the values to choose"));
    }
}
