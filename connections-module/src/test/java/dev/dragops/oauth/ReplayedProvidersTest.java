package dev.dragops.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragops.connections.ProviderDefinitions;
import dev.dragops.oauth.OAuthProvider.AccountLookup;
import dev.dragops.oauth.OAuthProvider.Endpoints;
import dev.dragops.oauth.OAuthProvider.Revocation;
import dev.dragops.oauth.ProviderClient.Revoked;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.platform.Database;
import dev.dragops.platform.HostPort;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Speaks to each provider as its pack says, at a server that answers what the fixture recorded, and compares what
 * arrived there. The addresses are rewritten in a copy of the definition: {@code https://host/path} becomes
 * {@code http://127.0.0.1:port/host/path}, so that host and path are both seen.
 */
class ReplayedProvidersTest {
    private record Seen(String method, String url, Map<String, String> headers, String body) {}

    private record Reply(int status, String body) {}

    private static final Map<String, OAuthProvider> DEFINITIONS = ProviderDefinitions.all();
    private static final List<Seen> SEEN = new ArrayList<>();
    private static final Deque<Reply> REPLIES = new ArrayDeque<>();

    private static HttpServer server;
    private static EgressClient egress;
    private static String base;

    static Stream<String> providers() {
        return DEFINITIONS.keySet().stream();
    }

    @BeforeAll
    static void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", ReplayedProvidersTest::answer);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        egress = new EgressClient(
                Set.of(new HostPort("127.0.0.1", server.getAddress().getPort())),
                InetAddress::getAllByName,
                new EgressClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(10)));
    }

    @AfterAll
    static void shut() {
        egress.close();
        server.stop(0);
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
        REPLIES.clear();
    }

    private static synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
            SEEN.add(new Seen(
                    exchange.getRequestMethod(),
                    "https:/" + exchange.getRequestURI(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Reply reply = REPLIES.remove();
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void replaysWhatTheProviderDocuments(String provider) {
        JsonObject fixture = ProviderDefinitions.fixture(provider);
        OAuthProvider definition = local(DEFINITIONS.get(provider));
        ProviderClient client = client();
        List<String> scopes = definition.scopes().defaults();
        Map<String, String> values = local(strings(fixture, "fields"));

        checkAuthorization(fixture, definition, values, scopes);

        values.putAll(local(strings(object(fixture, "callback"), "kept")));
        TokenReply.Granted first = granted(exchange(client, definition, values, scopes, fixture, "exchange"));
        checkRequest(fixture.getJsonObject("exchange").getJsonObject("request"), true, provider);
        checkGranted(fixture.getJsonObject("exchange").getJsonObject("becomes"), first);
        values.putAll(local(first.kept()));

        checkAccount(client, fixture, definition, values, first);

        if (fixture.containsKey("refused")) {
            JsonObject refused = fixture.getJsonObject("refused");
            assertThat(exchange(client, definition, values, scopes, fixture, "refused"))
                    .isEqualTo(new TokenReply.Refused(refused.getString("becomes")));
        }
        if (fixture.containsKey("refresh")) {
            JsonObject refresh = fixture.getJsonObject("refresh");
            reply(refresh);
            TokenReply.Granted next = granted(client.refresh(
                    definition, values, scopes, first.tokens().refreshToken().orElseThrow()));
            checkRequest(refresh.getJsonObject("request"), true, provider);
            checkRefreshed(refresh.getJsonObject("becomes"), next, definition);
        }

        JsonObject revoke = fixture.getJsonObject("revoke");
        if (revoke.containsKey("request")) {
            reply(revoke);
        }
        assertThat(client.revoke(definition, values, first.tokens()))
                .isEqualTo(Revoked.valueOf(revoke.getString("becomes")));
        if (revoke.containsKey("request")) {
            checkRequest(revoke.getJsonObject("request"), false, provider);
        }
        assertThat(SEEN).isEmpty();
    }

    private static TokenReply exchange(
            ProviderClient client,
            OAuthProvider definition,
            Map<String, String> values,
            List<String> scopes,
            JsonObject fixture,
            String leg) {
        SEEN.clear();
        reply(fixture.getJsonObject(leg));
        TokenReply reply = client.exchange(
                definition,
                values,
                scopes,
                new ProviderClient.Code(
                        Plaintext.ofText("code-1"), Plaintext.ofText("{verifier}"), Plaintext.ofText("nonce-1")));
        if (leg.equals("refused")) {
            SEEN.clear();
        }
        return reply;
    }

    private static TokenReply.Granted granted(TokenReply reply) {
        assertThat(reply).isInstanceOf(TokenReply.Granted.class);
        return (TokenReply.Granted) reply;
    }

    private static void checkAuthorization(
            JsonObject fixture, OAuthProvider definition, Map<String, String> values, List<String> scopes) {
        AuthorizationUrl.Fresh fresh = new AuthorizationUrl.Fresh();
        String address = Endpoint.known(definition, values, new Addresses(egress), discovery())
                .authorization();
        URI url = AuthorizationUrl.of(definition, address, "client-1", scopes, values, fresh);

        JsonObject expected = fixture.getJsonObject("authorize");
        assertThat("https:/" + url.getRawPath()).isEqualTo(expected.getString("url"));
        Map<String, String> query = form(url.getRawQuery());
        query.replace("state", fresh.state().getValue(), "{state}");
        assertThat(query.get("code_challenge")).hasSize(43);
        query.replace("code_challenge", "{challenge}");
        query.replace("redirect_uri", RedirectUri.of(definition.provider()), redirect(definition.provider()));
        assertThat(query).isEqualTo(strings(expected, "query"));
    }

    private static String redirect(String provider) {
        return "https://dragops.example/oauth/callback/" + provider;
    }

    private static void checkGranted(JsonObject becomes, TokenReply.Granted granted) {
        TokenSet tokens = granted.tokens();
        assertThat(tokens.accessToken().revealText()).isEqualTo(becomes.getString("accessToken"));
        assertThat(tokens.refreshToken().map(Plaintext::revealText)).isEqualTo(text(becomes, "refreshToken"));
        assertThat(tokens.lifetime().map(Duration::toSeconds).map(String::valueOf))
                .isEqualTo(text(becomes, "lifetimeSeconds"));
        assertThat(granted.scopes().orElse(List.of())).isEqualTo(texts(becomes, "scopes"));
        assertThat(granted.kept()).isEqualTo(strings(becomes, "kept"));
    }

    /** A refresh that names no lifetime keeps the one before, which is not the client's to know. */
    private static void checkRefreshed(JsonObject becomes, TokenReply.Granted next, OAuthProvider definition) {
        boolean defaulted = definition.replies().defaultLifetime().isPresent()
                && next.tokens().lifetime().isEmpty();
        checkGranted(
                defaulted
                        ? Json.createObjectBuilder(becomes)
                                .remove("lifetimeSeconds")
                                .build()
                        : becomes,
                next);
    }

    private static void checkAccount(
            ProviderClient client,
            JsonObject fixture,
            OAuthProvider definition,
            Map<String, String> values,
            TokenReply.Granted first) {
        if (!fixture.containsKey("account")) {
            return;
        }
        JsonObject account = fixture.getJsonObject("account");
        JsonObject becomes = account.getJsonObject("becomes");
        ProviderAccount expected = new ProviderAccount(becomes.getString("id"), becomes.getString("label"));
        if (account.containsKey("request")) {
            reply(account);
            assertThat(client.account(definition, values, first.tokens())).contains(expected);
            checkRequest(account.getJsonObject("request"), true, definition.provider());
        } else {
            assertThat(first.account()).contains(expected);
        }
    }

    /** What arrived is what the fixture says. Further headers may come along; where told, a further client id too. */
    private static void checkRequest(JsonObject expected, boolean exactly, String provider) {
        assertThat(SEEN).hasSize(1);
        Seen seen = SEEN.remove(0);
        assertThat(seen.method()).isEqualTo(expected.getString("method"));
        assertThat(seen.url()).isEqualTo(expected.getString("url"));
        assertThat(seen.headers()).containsAllEntriesOf(strings(expected, "headers"));
        if (!expected.getJsonObject("headers").containsKey("Authorization")) {
            assertThat(seen.headers()).doesNotContainKey("Authorization");
        }
        if (expected.containsKey("json")) {
            assertThat(seen.headers().get("Content-Type")).startsWith("application/json");
        } else if (expected.containsKey("form")) {
            assertThat(seen.headers().get("Content-Type")).startsWith("application/x-www-form-urlencoded");
        }
        Map<String, String> arrived = expected.containsKey("json") ? flat(seen.body()) : form(seen.body());
        arrived.replace("redirect_uri", RedirectUri.of(provider), redirect(provider));
        Map<String, String> wanted = strings(expected, expected.containsKey("json") ? "json" : "form");
        if (!exactly && !wanted.containsKey("client_id")) {
            arrived.remove("client_id", "client-1");
        }
        assertThat(arrived).isEqualTo(wanted);
    }

    private static void reply(JsonObject leg) {
        JsonObject reply = leg.getJsonObject("reply");
        REPLIES.add(new Reply(
                reply.getInt("status"),
                reply.containsKey("body") ? reply.get("body").toString() : ""));
    }

    private static ProviderClient client() {
        return new ProviderClient(
                egress,
                discovery(),
                new Apps(new OneApp(), new AppRows(noDatabase(), new Vault())),
                new ProviderKeys(egress, Clock.systemUTC()));
    }

    /** Every provider knows us by the same id and secret. */
    private static final class OneApp extends ConfiguredApps {
        @Override
        public Optional<Client> find(String provider) {
            return Optional.of(new Client(
                    "client-1", Optional.of(Plaintext.ofText("app-secret-1")), Optional.empty(), Optional.empty()));
        }
    }

    private static Discovery discovery() {
        return new Discovery(egress, noDatabase());
    }

    /** No provider of the product needs metadata, and the app is configured. */
    private static Database noDatabase() {
        return Database.of((DataSource) Proxy.newProxyInstance(
                ReplayedProvidersTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    throw new AssertionError("no database is needed");
                }));
    }

    private static OAuthProvider local(OAuthProvider it) {
        Endpoints endpoints = it.endpoints();
        return new OAuthProvider(
                it.provider(),
                it.grant(),
                new Endpoints(
                        endpoints.authorization().map(ReplayedProvidersTest::local),
                        endpoints.token().map(ReplayedProvidersTest::local),
                        endpoints.refresh().map(ReplayedProvidersTest::local),
                        endpoints.issuer().map(ReplayedProvidersTest::local),
                        endpoints.openId(),
                        endpoints.issRequired()),
                it.scopes(),
                it.authorization(),
                it.tokens(),
                it.replies(),
                it.refreshing(),
                it.revocation()
                        .map(revoke -> new Revocation(
                                revoke.url().map(ReplayedProvidersTest::local),
                                revoke.method(),
                                revoke.token(),
                                revoke.authentication(),
                                revoke.bearer(),
                                revoke.body(),
                                revoke.parameter(),
                                revoke.parameters(),
                                revoke.endsGrant(),
                                revoke.success(),
                                revoke.page())),
                it.account()
                        .map(account -> new AccountLookup(
                                account.request().map(ReplayedProvidersTest::local), account.id(), account.label())),
                it.unsure());
    }

    private static ProviderRequest local(ProviderRequest request) {
        return new ProviderRequest(
                request.method(), local(request.url()), request.headers(), request.basic(), request.body());
    }

    private static Template local(Template address) {
        return new Template(local(address.text()));
    }

    private static String local(String address) {
        return address.replaceFirst("^https://", base + "/");
    }

    /** Base addresses among the values lead here too. */
    private static Map<String, String> local(Map<String, String> values) {
        Map<String, String> rewritten = new HashMap<>();
        values.forEach((name, value) -> rewritten.put(name, local(value)));
        return rewritten;
    }

    private static Map<String, String> form(String encoded) {
        Map<String, String> parameters = new HashMap<>();
        Stream.of(encoded.split("&", -1)).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            String[] parts = pair.split("=", 2);
            String before = parameters.put(decoded(parts[0]), decoded(parts[1]));
            assertThat(before).as("sent twice").isNull();
        });
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> flat(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return strings(reader.readObject());
        }
    }

    private static JsonObject object(JsonObject object, String member) {
        return object.containsKey(member) ? object.getJsonObject(member) : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static Map<String, String> strings(JsonObject object, String member) {
        return strings(object(object, member));
    }

    private static Map<String, String> strings(JsonObject object) {
        Map<String, String> texts = new HashMap<>();
        object.forEach((name, value) -> texts.put(name, text(value)));
        return texts;
    }

    private static List<String> texts(JsonObject object, String member) {
        return object.containsKey(member) ? object.getJsonArray(member).getValuesAs(JsonString::getString) : List.of();
    }

    private static Optional<String> text(JsonObject object, String member) {
        return Optional.ofNullable(object.get(member)).map(ReplayedProvidersTest::text);
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString text ? text.getString() : value.toString();
    }
}
