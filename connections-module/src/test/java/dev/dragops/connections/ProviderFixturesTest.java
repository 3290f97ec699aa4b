package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.BodyFormat;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.OAuthProvider.TokenKind;
import dev.dragops.oauth.ProviderRequest;
import dev.dragops.oauth.Template;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what the packs say of OAuth against what each provider documents: one fixture a provider, with the requests as
 * they are sent, replies of the documented shape, and what must come of them. All values are made up.
 */
class ProviderFixturesTest {
    private static final Map<String, OAuthProvider> DEFINITIONS = ProviderDefinitions.all();

    static Stream<String> providers() {
        return DEFINITIONS.keySet().stream();
    }

    private static JsonObject fixture(String provider) {
        return ProviderDefinitions.fixture(provider);
    }

    @Test
    void hasAFixtureForEachProviderAndNoOther() throws IOException {
        try (Stream<Path> files = Files.list(ProviderDefinitions.FIXTURES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(DEFINITIONS.keySet())
                    .hasSizeGreaterThanOrEqualTo(30);
        }
    }

    @Test
    void callsTheProvidersOfTheProductByHttpsOnly() {
        assertThat(PackCatalogue.read(Optional.empty()).packs())
                .flatExtracting(Pack::methods)
                .flatExtracting(OAuthDefinition::addresses)
                .extracting(Template::text)
                .allMatch(address -> address.startsWith("https://") || address.startsWith("${"));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void sendsTheBrowserWhereTheProviderExpectsIt(String provider) {
        OAuthProvider definition = DEFINITIONS.get(provider);
        JsonObject fixture = fixture(provider);
        JsonObject expected = fixture.getJsonObject("authorize");
        Map<String, String> values = strings(fixture, "fields");

        assertThat(fill(definition.endpoints().authorization(), values)).isEqualTo(expected.getString("url"));
        Map<String, String> query = new TreeMap<>(Map.of(
                "response_type", "code",
                "client_id", "client-1",
                "redirect_uri", "https://dragops.example/oauth/callback/" + provider,
                "state", "{state}",
                "code_challenge", "{challenge}",
                "code_challenge_method", "S256"));
        definition.authorization().omitted().forEach(query::remove);
        rename(query, definition.authorization().renamed());
        List<String> scopes = texts(fixture, "scopes");
        if (!scopes.isEmpty()) {
            query.put(
                    definition.scopes().parameter().orElseThrow(),
                    String.join(definition.scopes().separator(), scopes));
        }
        definition.authorization().parameters().forEach((name, template) -> query.put(name, template.fill(values)));
        assertThat(strings(expected, "query")).isEqualTo(query);
        assertThat(definition.scopes().defaults()).isEqualTo(scopes);
        assertThat(strings(
                        fixture.getOrDefault("callback", JsonValue.EMPTY_JSON_OBJECT)
                                .asJsonObject(),
                        "kept"))
                .containsOnlyKeys(definition.authorization().kept());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void asksForTokensAsTheProviderExpectsIt(String provider) {
        OAuthProvider definition = DEFINITIONS.get(provider);
        JsonObject fixture = fixture(provider);
        Map<String, String> values = afterExchange(fixture);

        Map<String, String> exchange = new TreeMap<>(Map.of(
                "grant_type", "authorization_code",
                "code", "code-1",
                "code_verifier", "{verifier}",
                "redirect_uri", "https://dragops.example/oauth/callback/" + provider));
        definition.tokens().parameters().forEach((name, template) -> exchange.put(name, template.fill(values)));
        checkTokenRequest(
                definition,
                fixture.getJsonObject("exchange").getJsonObject("request"),
                fill(definition.endpoints().token(), values),
                exchange,
                definition.tokens().authentication());
        if (fixture.containsKey("refresh")) {
            Map<String, String> refresh =
                    new TreeMap<>(Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1"));
            definition
                    .tokens()
                    .refreshParameters()
                    .forEach((name, template) -> refresh.put(name, template.fill(values)));
            if (definition.tokens().scopeOnRefresh()) {
                refresh.put("scope", String.join(definition.scopes().separator(), texts(fixture, "scopes")));
            }
            checkTokenRequest(
                    definition,
                    fixture.getJsonObject("refresh").getJsonObject("request"),
                    fill(definition.endpoints().refresh().or(definition.endpoints()::token), values),
                    refresh,
                    definition.tokens().refreshAuthentication());
        } else {
            assertThat(fixture.getJsonObject("exchange").getJsonObject("becomes"))
                    .as("a provider whose refresh is not in the fixture gives no refresh token")
                    .doesNotContainKey("refreshToken");
        }
    }

    private static void checkTokenRequest(
            OAuthProvider definition,
            JsonObject expected,
            String url,
            Map<String, String> parameters,
            ClientAuthentication authentication) {
        if (authentication == ClientAuthentication.CLIENT_SECRET_POST) {
            parameters.put("client_id", "client-1");
            parameters.put("client_secret", "app-secret-1");
        }
        rename(parameters, definition.tokens().renamed());
        assertThat(url).isEqualTo(expected.getString("url"));
        assertThat(strings(expected, definition.tokens().body() == BodyFormat.JSON ? "json" : "form"))
                .isEqualTo(parameters);
        Map<String, String> headers = new HashMap<>();
        definition.tokens().headers().forEach((name, template) -> headers.put(name, template.text()));
        if (authentication == ClientAuthentication.CLIENT_SECRET_BASIC) {
            headers.put("Authorization", "Basic Y2xpZW50LTE6YXBwLXNlY3JldC0x");
        }
        assertThat(strings(expected, "headers")).isEqualTo(headers);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void findsThePartsOfAReply(String provider) {
        OAuthProvider definition = DEFINITIONS.get(provider);
        JsonObject fixture = fixture(provider);
        checkReply(definition, fixture.getJsonObject("exchange"), true);
        if (fixture.containsKey("refresh")) {
            checkReply(definition, fixture.getJsonObject("refresh"), false);
        }
        if (fixture.containsKey("refused")) {
            JsonObject refused = fixture.getJsonObject("refused");
            JsonObject body = refused.getJsonObject("reply").getJsonObject("body");
            OAuthProvider.ErrorInOk error = definition.replies().error().orElseThrow();
            assertThat(at(body, error.pointer()).map(JsonValue::toString))
                    .isPresent()
                    .get()
                    .isNotEqualTo(error.success());
            assertThat(text(body, error.code())).contains(refused.getString("becomes"));
        }
        assertThat(definition.replies().error().isPresent()).isEqualTo(fixture.containsKey("refused"));
    }

    private static void checkReply(OAuthProvider definition, JsonObject leg, boolean first) {
        OAuthProvider.TokenReplies replies = definition.replies();
        JsonObject body = leg.getJsonObject("reply").getJsonObject("body");
        JsonObject becomes = leg.getJsonObject("becomes");
        assertThat(text(body, replies.accessToken())).contains(becomes.getString("accessToken"));
        assertThat(text(body, replies.refreshToken())).isEqualTo(text(becomes, "/refreshToken"));
        assertThat(text(body, replies.expiresIn())
                        .or(() -> replies.defaultLifetime().map(lifetime -> String.valueOf(lifetime.toSeconds()))))
                .isEqualTo(text(becomes, "/lifetimeSeconds"));
        assertThat(text(body, replies.tokenType()).map(type -> type.toLowerCase(java.util.Locale.ROOT)))
                .as("a type that is no Bearer would be refused")
                .isIn(Optional.empty(), Optional.of("bearer"));
        assertThat(scopes(at(body, replies.scope()), definition.scopes().replySeparator()))
                .isEqualTo(texts(becomes, "scopes"));
        replies.error().ifPresent(error -> assertThat(at(body, error.pointer()).map(JsonValue::toString))
                .contains(error.success()));
        Map<String, String> kept = new TreeMap<>();
        replies.kept().forEach((name, pointer) -> text(body, pointer).ifPresent(value -> kept.put(name, value)));
        assertThat(strings(becomes, "kept")).isEqualTo(kept);
        if (first) {
            assertThat(kept).containsOnlyKeys(replies.kept().keySet());
        }
    }

    private static List<String> scopes(Optional<JsonValue> scope, String separator) {
        return scope.map(value -> value instanceof JsonString text
                        ? List.of(text.getString().split(java.util.regex.Pattern.quote(separator), -1))
                        : value.getValueType() == JsonValue.ValueType.ARRAY
                                ? value.asJsonArray().getValuesAs(JsonString::getString)
                                : List.<String>of())
                .orElse(List.of());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void endsAGrantAsTheProviderExpectsIt(String provider) {
        OAuthProvider definition = DEFINITIONS.get(provider);
        JsonObject fixture = fixture(provider);
        JsonObject expected = fixture.getJsonObject("revoke");
        Optional<OAuthProvider.Revocation> revocation = definition.revocation();
        if (!expected.containsKey("request")) {
            assertThat(expected.getString("becomes")).isEqualTo("NOT_SUPPORTED");
            assertThat(revocation.flatMap(OAuthProvider.Revocation::url)).isEmpty();
            assertThat(revocation.flatMap(OAuthProvider.Revocation::page).map(Object::toString))
                    .isEqualTo(text(expected, "/page"));
            return;
        }
        OAuthProvider.Revocation revoke = revocation.orElseThrow();
        JsonObject request = expected.getJsonObject("request");
        boolean refresh = revoke.token() == TokenKind.REFRESH
                && fixture.getJsonObject("exchange").getJsonObject("becomes").containsKey("refreshToken");
        Map<String, String> values = new HashMap<>(afterExchange(fixture));
        values.put("token", refresh ? "refresh-1" : "access-1");
        values.put("client_id", "client-1");

        assertThat(request.getString("method")).isEqualTo(revoke.method());
        assertThat(request.getString("url")).isEqualTo(fill(revoke.url(), values));
        Map<String, String> parameters = new TreeMap<>();
        revoke.parameter().ifPresent(name -> parameters.put(name, values.get("token")));
        revoke.parameters().forEach((name, template) -> parameters.put(name, template.fill(values)));
        if (!revoke.bearer() && revoke.authentication() == ClientAuthentication.CLIENT_SECRET_POST) {
            parameters.put("client_id", "client-1");
            parameters.put("client_secret", "app-secret-1");
        }
        assertThat(strings(request, revoke.body() == BodyFormat.JSON ? "json" : "form"))
                .isEqualTo(parameters);
        Map<String, String> headers = new HashMap<>();
        if (revoke.bearer()) {
            headers.put("Authorization", "Bearer " + values.get("token"));
        } else if (revoke.authentication() == ClientAuthentication.CLIENT_SECRET_BASIC) {
            headers.put("Authorization", "Basic Y2xpZW50LTE6YXBwLXNlY3JldC0x");
        }
        assertThat(strings(request, "headers")).isEqualTo(headers);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void findsTheAccount(String provider) {
        OAuthProvider definition = DEFINITIONS.get(provider);
        JsonObject fixture = fixture(provider);
        assertThat(definition.account().isPresent()).isEqualTo(fixture.containsKey("account"));
        definition.account().ifPresent(account -> {
            JsonObject expected = fixture.getJsonObject("account");
            JsonObject from = expected.containsKey("reply") ? expected : fixture.getJsonObject("exchange");
            JsonObject body = from.getJsonObject("reply").getJsonObject("body");
            assertThat(text(body, account.id())).isEqualTo(text(expected, "/becomes/id"));
            assertThat(text(body, account.label())).isEqualTo(text(expected, "/becomes/label"));
            assertThat(account.request().isPresent()).isEqualTo(expected.containsKey("request"));
            account.request().ifPresent(request -> checkAccountRequest(request, fixture));
        });
    }

    private static void checkAccountRequest(ProviderRequest request, JsonObject fixture) {
        JsonObject expected = fixture.getJsonObject("account").getJsonObject("request");
        Map<String, String> values = new HashMap<>(afterExchange(fixture));
        values.put("token", "access-1");
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, template) -> headers.put(name, template.fill(values)));
        assertThat(request.method()).isEqualTo(expected.getString("method"));
        assertThat(fill(Optional.of(request.url()), values)).isEqualTo(expected.getString("url"));
        assertThat(headers).isEqualTo(strings(expected, "headers"));
        assertThat(request.body())
                .isEqualTo(Optional.ofNullable(expected.get("json")).map(JsonValue::toString));
    }

    /** The fields, and what the callback and the reply brought. */
    private static Map<String, String> afterExchange(JsonObject fixture) {
        Map<String, String> values = new HashMap<>(strings(fixture, "fields"));
        values.putAll(strings(
                fixture.getOrDefault("callback", JsonValue.EMPTY_JSON_OBJECT).asJsonObject(), "kept"));
        values.putAll(strings(fixture.getJsonObject("exchange").getJsonObject("becomes"), "kept"));
        return values;
    }

    /** The fixtures have no value that an address would encode. */
    private static String fill(Optional<Template> address, Map<String, String> values) {
        return address.orElseThrow().fill(values);
    }

    private static void rename(Map<String, String> parameters, Map<String, String> names) {
        names.forEach((standard, own) -> parameters.put(own, parameters.remove(standard)));
    }

    private static Map<String, String> strings(JsonObject object, String member) {
        return PackJson.strings(object, member);
    }

    private static List<String> texts(JsonObject object, String member) {
        return PackJson.texts(object.get(member));
    }

    private static Optional<JsonValue> at(JsonStructure document, String pointer) {
        var place = Json.createPointer(pointer);
        return place.containsValue(document) ? Optional.of(place.getValue(document)) : Optional.empty();
    }

    private static Optional<String> text(JsonObject document, String pointer) {
        return at(document, pointer)
                .filter(value -> value.getValueType() != JsonValue.ValueType.NULL)
                .map(value -> value instanceof JsonString text ? text.getString() : value.toString());
    }
}
