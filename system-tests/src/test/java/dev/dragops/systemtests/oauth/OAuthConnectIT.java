package dev.dragops.systemtests.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import dev.dragops.systemtests.provider.TokenAnswer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the wish to connect to the connection, and every way in which what comes back is not an answer to it. */
@SystemTest
class OAuthConnectIT {
    private final Dragops dragops;
    private final Database database;
    private final Providers providers;
    private final Realm realm;
    private final Realm strict;
    private final Person ada;
    private final Program engine;

    OAuthConnectIT(Dragops dragops, Installation installation, Providers providers) {
        this.dragops = dragops;
        this.database = installation.database();
        this.providers = providers;
        this.realm = providers.realm(Providers.ROTATING);
        this.strict = providers.realm(Providers.STRICT);
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    @BeforeEach
    void honest() {
        realm.honest();
        strict.honest();
    }

    private Answer begin(String json) {
        return ada.beginAuthorization(Providers.ROTATING, json).expect(201);
    }

    private long exchanges() {
        return realm.calls("authorization_code") + strict.calls("authorization_code");
    }

    /** Goes there as the browser would, and finds that it is refused without a word to any provider. */
    private Page refused(Browser browser, URI callback) {
        long before = exchanges();

        Page page = browser.step(callback).expect(400);

        assertThat(exchanges()).as("token calls").isEqualTo(before);
        return page;
    }

    private static URI with(URI callback, String parameter, String value) {
        String encoded = parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        String query = callback.getRawQuery();
        String replaced = query.replaceAll("(^|&)" + parameter + "=[^&]*", "$1" + encoded);
        return at(callback, replaced.equals(query) ? query + "&" + encoded : replaced);
    }

    private static URI without(URI callback, String parameter) {
        return at(callback, callback.getRawQuery().replaceAll("(^|&)" + parameter + "=[^&]*", ""));
    }

    private static URI at(URI callback, String query) {
        return callback.resolve(callback.getRawPath() + "?" + query);
    }

    @Test
    void connectsAndShowsAccountScopesAndExpiry() {
        Answer begun = begin("{\"displayName\":\"My mock\",\"scopes\":[\"read\",\"write\"]}");
        assertThat(begun.text("/authorizationUrl")).isEqualTo(dragops.base() + "oauth/authorizations/" + begun.id());
        assertThat(Instant.parse(begun.text("/expiresAt")))
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(11)));
        assertThat(begun.header("Location")).endsWith("/api/oauth/authorizations/" + begun.id());
        assertThat(ada.authorization(begun.id()).expect(200).text("/status")).isEqualTo("pending");
        realm.grantsOnly("read");

        ada.browser().open(begun.text("/authorizationUrl")).expect(200);

        String id = ada.connectionOf(begun);
        Answer connection = ada.connection(id).expect(200);
        assertThat(connection.text("/displayName")).isEqualTo("My mock");
        assertThat(connection.text("/type")).isEqualTo("oauth");
        assertThat(connection.text("/status")).isEqualTo("active");
        assertThat(connection.texts("/scopes")).containsExactly("read");
        assertThat(connection.texts("/scopesRequested")).containsExactly("read", "write");
        assertThat(connection.text("/account/id")).startsWith("acct-");
        assertThat(connection.text("/account/label")).isEqualTo("login of " + connection.text("/account/id"));
        assertThat(Instant.parse(connection.text("/expiresAt"))).isAfter(Instant.now());
        assertThat(ada.usage(id).expect(200).json().at("/secrets")).isEmpty();
        Answer opened = engine.openConnection("My mock").expect(200);
        assertThat(realm.accepts(opened.text("/credentials/accessToken"))).isTrue();
        assertThat(opened.text("/credentials/tokenType")).isEqualToIgnoringCase("Bearer");
        assertThat(opened.text("/credentials/expiresAt")).isEqualTo(connection.text("/expiresAt"));
        assertThat(opened.json().path("credentials").has("refreshToken")).isFalse();
        assertThat(database.texts(Audit.ACTIONS_OF, id)).contains("connection.connected", "credential.opened");
    }

    @Test
    void keepsTheConnectionWhenItIsReconnected() {
        String id = ada.connects(Providers.ROTATING);
        String first = engine.openConnection(id).text("/credentials/accessToken");

        ada.reconnects(Providers.ROTATING, id);

        String second = engine.openConnection(id).expect(200).text("/credentials/accessToken");
        assertThat(second).isNotEqualTo(first);
        assertThat(realm.accepts(second)).isTrue();
        assertThat(ada.connections().texts("/connections", "id")).containsOnlyOnce(id);
        assertThat(database.texts(Audit.ACTIONS_OF, id)).contains("connection.reconnected");
    }

    @Test
    void tellsThatThePersonDenied() {
        realm.denies("access_denied");
        Answer begun = begin("{}");
        long before = exchanges();

        ada.browser().open(begun.text("/authorizationUrl"));

        Answer failed = ada.authorization(begun.id()).expect(200);
        assertThat(failed.text("/status")).isEqualTo("failed");
        assertThat(failed.text("/error")).isEqualTo("access_denied");
        assertThat(failed.json().has("connectionId")).isFalse();
        assertThat(exchanges()).isEqualTo(before);
    }

    @Test
    void leavesAConnectionAloneWhoseReconnectionWasDenied() {
        String id = ada.connects(Providers.ROTATING);
        realm.denies("access_denied");
        Answer begun = begin("{\"connectionId\":" + Json.quote(id) + "}");

        ada.browser().open(begun.text("/authorizationUrl"));

        assertThat(ada.connection(id).text("/status")).isEqualTo("active");
        engine.openConnection(id).expect(200);
    }

    @Test
    void failsWhereTheProviderRefusesTheCode() {
        realm.answersExchange(TokenAnswer.error(400, "invalid_grant"));
        List<String> before = ada.connectionNames();
        Answer begun = begin("{}");

        ada.browser().open(begun.text("/authorizationUrl"));

        assertThat(ada.authorization(begun.id()).expect(200).text("/status")).isEqualTo("failed");
        assertThat(ada.connectionNames()).isEqualTo(before);
    }

    @Test
    void refusesACallbackWithoutItsState() {
        URI callback = ada.approve(begin("{}"));

        refused(ada.browser(), without(callback, "state"));
        refused(ada.browser(), with(callback, "state", ""));
        refused(ada.browser(), with(callback, "state", "A".repeat(43)));
        refused(ada.browser(), with(callback, "state", "é\u0000<script>"));
        refused(ada.browser(), with(callback, "state", "x".repeat(4000)));
        refused(ada.browser(), at(callback, callback.getRawQuery() + "&state=another"));
    }

    @Test
    void makesOneTokenCallOfACallbackThatComesTwice() {
        Answer begun = begin("{}");
        URI callback = ada.approve(begun);
        long before = exchanges();

        ada.browser().open(callback.toString()).expect(200);
        refused(ada.browser(), callback);

        assertThat(exchanges()).isEqualTo(before + 1);
        assertThat(ada.connection(ada.connectionOf(begun)).text("/status")).isEqualTo("active");
    }

    @Test
    void refusesAStateThatHasRunOut() {
        Answer begun = begin("{}");
        URI callback = ada.approve(begun);
        database.execute("UPDATE oau_authorization SET expires_at = '2020-01-01' WHERE id = '" + begun.id() + "'");

        refused(ada.browser(), callback);

        assertThat(ada.authorization(begun.id()).text("/status")).isEqualTo("expired");
    }

    @Test
    void refusesTheCallbackOfAnotherUser() {
        URI callback = ada.approve(begin("{}"));
        Person eve = dragops.register();

        refused(eve.browser(), callback);
        refused(new Browser(dragops), callback);
        assertThat(eve.connectionNames()).isEmpty();
    }

    @Test
    void refusesTheCallbackInAnotherSessionOfTheSameUser() {
        URI callback = ada.approve(begin("{}"));

        refused(ada.signInWithABrowser(), callback);
    }

    @Test
    void refusesWhatCameBackForAnotherProvider() {
        URI callback = ada.approve(begin("{}"));

        refused(
                ada.browser(),
                URI.create(callback.toString().replace("/oauth/callback/mock?", "/oauth/callback/mock-strict?")));
        long before = exchanges();
        ada.browser()
                .step(URI.create(callback.toString().replace("/oauth/callback/mock?", "/oauth/callback/nobody?")))
                .expect(404);
        assertThat(exchanges()).isEqualTo(before);
    }

    @Test
    void refusesAnIssuerThatIsAnother() {
        URI callback = ada.approve(ada.beginAuthorization(Providers.STRICT, "{}"));

        refused(ada.browser(), with(callback, "iss", realm.issuer()));
    }

    @Test
    void refusesACallbackWithoutTheIssuerThatIsRequired() {
        strict.hidesItsIssuer();
        URI callback = ada.approve(ada.beginAuthorization(Providers.STRICT, "{}"));

        refused(ada.browser(), callback);
    }

    @Test
    void refusesAnIssuerThatIsAnotherWhereNoneIsRequired() {
        URI callback = ada.approve(begin("{}"));

        refused(ada.browser(), with(callback, "iss", strict.issuer()));
    }

    @Test
    void refusesParametersThatComeTwice() {
        URI callback = ada.approve(begin("{}"));

        refused(ada.browser(), at(callback, callback.getRawQuery() + "&code=another"));
    }

    @Test
    void acceptsTheIssuerThatIsRequired() {
        String id = ada.connects(Providers.STRICT);

        assertThat(ada.connection(id).text("/status")).isEqualTo("active");
    }

    @Test
    void opensAnAuthorizationToItsUserOnly() {
        Answer begun = begin("{}");
        Person eve = dragops.register();
        long before = realm.calls("authorize");

        eve.browser().open(begun.text("/authorizationUrl")).expect(404);
        Page signIn = new Browser(dragops).open(begun.text("/authorizationUrl"));

        assertThat(signIn.path()).startsWith("/sign-in");
        assertThat(realm.calls("authorize")).isEqualTo(before);
        eve.authorization(begun.id()).expectProblem(404, "AUTHORIZATION_NOT_FOUND");
        assertThat(ada.authorization(begun.id()).text("/status")).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "/\\\\evil.example", "javascript:alert(1)", "https://evil.example/"})
    void comesBackToItselfOnly(String returnTo) {
        Answer begun = ada.beginAuthorization(Providers.ROTATING, "{\"returnTo\":\"" + returnTo + "\"}");
        if (begun.status() == 400) {
            begun.expectRefusedField("returnTo");
            return;
        }

        Page landed = ada.browser().open(begun.expect(201).text("/authorizationUrl"));

        assertThat(landed.uri().getAuthority()).isEqualTo(dragops.base().getAuthority());
    }

    @Test
    void comesBackToWhereTheProgramWants() {
        Answer begun = begin("{\"returnTo\":\"/secrets\"}");

        Page landed = ada.browser().open(begun.text("/authorizationUrl")).expect(200);

        assertThat(landed.path()).isEqualTo("/secrets");
    }

    @Test
    void reconnectsOnlyWhatIsTheCallersOwn() {
        String id = ada.connects(Providers.ROTATING);
        Person eve = dragops.register();

        eve.beginAuthorization(Providers.ROTATING, "{\"connectionId\":" + Json.quote(id) + "}")
                .expectProblem(404, "CONNECTION_NOT_FOUND");
        ada.beginAuthorization(Providers.STRICT, "{\"connectionId\":" + Json.quote(id) + "}")
                .expect(400);
    }

    @Test
    void beginsNothingWithoutAnApp() {
        ada.beginAuthorization(Providers.WITHOUT_APP, "{}").expectProblem(409, "OAUTH_APP_NOT_CONFIGURED");
        ada.beginAuthorization("nobody", "{}").expectProblem(404, "PROVIDER_NOT_FOUND");
        dragops.anybody().beginAuthorization(Providers.ROTATING, "{}").expect(401);
        ada.program("connections:read")
                .beginAuthorization(Providers.ROTATING, "{}")
                .expectProblem(403, "INSUFFICIENT_SCOPE");
    }

    @Test
    void letsAProgramBeginAndWait() {
        Program program = ada.program("connections:read", "connections:write");
        Answer begun = program.beginAuthorization(Providers.ROTATING, "{}").expect(201);

        ada.browser().open(begun.text("/authorizationUrl")).expect(200);

        Answer done = program.authorization(begun.id()).expect(200);
        assertThat(done.text("/status")).isEqualTo("succeeded");
        program.connection(done.text("/connectionId")).expect(200);
    }

    @Test
    void connectsAMachineByItsOwnClient() {
        Realm machine = providers.realm(Providers.MACHINE).honest();

        String id = ada.createCredentialsConnection("""
                {"provider":"mock-machine","credentials":{"client-id":"%s","client-secret":"%s"}}
                """.formatted(machine.clientId(), machine.clientSecret()))
                .expect(201)
                .id();

        Answer opened = engine.openConnection(id).expect(200);
        assertThat(machine.accepts(opened.text("/credentials/accessToken"))).isTrue();
        assertThat(List.of("credentials", "oauth")).contains(ada.connection(id).text("/type"));
    }
}
