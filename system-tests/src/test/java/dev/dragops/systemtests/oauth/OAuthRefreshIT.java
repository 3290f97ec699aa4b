package dev.dragops.systemtests.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Gate;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import dev.dragops.systemtests.provider.TokenAnswer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each answer of a provider to a refresh leaves of the connection: the token is fresh, or the status says why not. */
@SystemTest
class OAuthRefreshIT {
    private final Database database;
    private final Installation installation;
    private final Realm realm;
    private final Realm stable;
    private final Person ada;
    private final Program engine;

    OAuthRefreshIT(Dragops dragops, Installation installation, Providers providers) {
        this.installation = installation;
        this.database = installation.database();
        this.realm = providers.realm(Providers.ROTATING);
        this.stable = providers.realm(Providers.STABLE);
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    @BeforeEach
    void honest() {
        realm.honest();
        stable.honest();
    }

    private String token(String connection) {
        return engine.openConnection(connection).expect(200).text("/credentials/accessToken");
    }

    /** A connection whose token has run out. */
    private String expired() {
        return expired(Providers.ROTATING, realm);
    }

    private String expired(String provider, Realm at) {
        String id = ada.connects(provider);
        Tokens.expire(database, at, id, ada.accountOf(id));
        return id;
    }

    private long refreshes(String connection) {
        return realm.refreshes(ada.accountOf(connection));
    }

    private static Consumer<ObjectNode> change(Consumer<ObjectNode> change) {
        return change;
    }

    @Test
    void servesAFreshTokenWithoutAskingTheProvider() {
        String id = ada.connects(Providers.ROTATING);

        token(id);
        token(id);

        assertThat(refreshes(id)).isZero();
    }

    @Test
    void renewsATokenThatHasRunOut() {
        String id = expired();

        assertThat(realm.accepts(token(id))).isTrue();

        assertThat(refreshes(id)).isEqualTo(1);
        assertThat(realm.reuses(ada.accountOf(id))).isZero();
        assertThat(ada.connection(id).text("/status")).isEqualTo("active");
        assertThat(database.texts(Audit.ACTIONS_OF, id)).contains("connection.refreshed");
    }

    @Test
    void renewsATokenWithinItsBuffer() {
        // the buffer is half of so short a life
        realm.issuesFor(Duration.ofSeconds(4));
        String id = ada.connects(Providers.ROTATING);
        Instant until = Instant.parse(ada.connection(id).text("/expiresAt"));
        realm.issuesFor(Duration.ofHours(1));
        await("the buffer is reached").until(() -> Instant.now().isAfter(until.minusSeconds(2)));

        String token = token(id);

        assertThat(realm.accepts(token)).isTrue();
        assertThat(Instant.parse(ada.connection(id).text("/expiresAt"))).isAfter(until.plusSeconds(60));
        assertThat(refreshes(id)).isEqualTo(1);
    }

    static Stream<Arguments> repliesThatAreSuccesses() {
        return Stream.of(
                Arguments.of("no refresh token", change(json -> json.remove("refresh_token"))),
                Arguments.of("an empty refresh token", change(json -> json.put("refresh_token", ""))),
                Arguments.of("a null refresh token", change(json -> json.putNull("refresh_token"))),
                Arguments.of("no expires_in", change(json -> json.remove("expires_in"))),
                Arguments.of("expires_in as text", change(json -> json.put("expires_in", "3600"))),
                Arguments.of("expires_in as a fraction", change(json -> json.put("expires_in", 3599.5))),
                Arguments.of("a huge expires_in", change(json -> json.put("expires_in", 99_999_999_999_999L))),
                Arguments.of("no scope", change(json -> json.remove("scope"))),
                Arguments.of("bearer in lower case", change(json -> json.put("token_type", "bearer"))),
                Arguments.of(
                        "members of its own", change(json -> json.put("x", "y").putArray("z"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("repliesThatAreSuccesses")
    void storesWhatCameAndKeepsTheOldRefreshTokenWhereNoneCame(String what, Consumer<ObjectNode> change) {
        stable.keepsRefreshTokens();
        String id = expired(Providers.STABLE, stable);
        stable.alwaysAnswersRefresh(TokenAnswer.changed(change));

        String first = token(id);
        ada.refreshConnection(id).expect(200);
        String second = token(id);

        assertThat(stable.accepts(first)).isTrue();
        assertThat(stable.accepts(second)).isTrue();
        assertThat(second).isNotEqualTo(first);
        assertThat(ada.connection(id).text("/status")).isEqualTo("active");
        assertThat(ada.connection(id).texts("/scopes")).containsExactly("read");
    }

    @Test
    void asksForAPersonOnceTheProviderRefusesTheRefreshToken() {
        String id = expired();
        String account = ada.accountOf(id);
        realm.endGrants(account);

        engine.openConnection(id).expectProblem(409, "REAUTHENTICATION_REQUIRED_AT_PROVIDER");
        engine.openConnection(id).expectProblem(409, "REAUTHENTICATION_REQUIRED_AT_PROVIDER");

        Answer connection = ada.connection(id).expect(200);
        assertThat(connection.text("/status")).isEqualTo("reauth_required");
        assertThat(connection.text("/statusReason")).isEqualTo("refresh_token_rejected");
        assertThat(realm.refreshes(account)).isEqualTo(1);
        assertThat(database.texts(Audit.ACTIONS_OF, id)).contains("connection.reauth_required");

        ada.reconnects(Providers.ROTATING, id);
        assertThat(realm.accepts(token(id))).isTrue();
        assertThat(ada.connection(id).json().has("statusReason")).isFalse();
    }

    @Test
    void blamesTheAppWhereTheProviderDoesNotKnowIt() {
        String id = expired();
        realm.forgetsTheClient();

        engine.openConnection(id).expectProblem(503, "TOKEN_UNAVAILABLE");

        Answer connection = ada.connection(id).expect(200);
        assertThat(connection.text("/status")).isEqualTo("failing");
        assertThat(connection.text("/statusReason")).isEqualTo("app_misconfigured");
        assertThat(connection.text("/nextAttemptAt")).isNotBlank();

        realm.honest();
        ada.refreshConnection(id).expect(200);
        assertThat(realm.accepts(token(id))).isTrue();
    }

    @Test
    void waitsAsLongAsTheProviderAsks() {
        String id = expired();
        realm.answersRefresh(ada.accountOf(id), TokenAnswer.status(429, "Retry-After", "120"));

        Answer refused = engine.openConnection(id).expectProblem(503, "TOKEN_UNAVAILABLE");
        engine.openConnection(id).expectProblem(503, "TOKEN_UNAVAILABLE");

        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 120);
        assertThat(refreshes(id)).isEqualTo(1);
        Answer connection = ada.connection(id).expect(200);
        assertThat(connection.text("/status")).isEqualTo("failing");
        assertThat(Instant.parse(connection.text("/nextAttemptAt")))
                .isAfter(Instant.now().plusSeconds(60));
    }

    @Test
    void servesATokenThatIsStillValidWhereItsRefreshFails() {
        realm.issuesFor(Duration.ofMinutes(2));
        String id = ada.connects(Providers.ROTATING);
        String first = token(id);
        realm.alwaysAnswersRefresh(TokenAnswer.error(503, "temporarily_unavailable"));

        ada.refreshConnection(id);

        Answer opened = engine.openConnection(id).expect(200);
        assertThat(opened.text("/credentials/accessToken")).isEqualTo(first);
        Answer connection = ada.connection(id).expect(200);
        assertThat(connection.text("/status")).isEqualTo("active");
        assertThat(connection.text("/statusReason")).isEqualTo("refresh_failing");
    }

    /** Replies after which nobody knows whether the old refresh token was used up; each was processed, so it was. */
    static Stream<Arguments> repliesThatTellNothing() {
        return Stream.of(
                Arguments.of("lost", TokenAnswer.lost()),
                Arguments.of("cut off", TokenAnswer.cutOff()),
                Arguments.of("not JSON", text(json -> "access_token=x")),
                Arguments.of("empty", text(json -> "")),
                Arguments.of("an array", text(json -> "[" + json + "]")),
                Arguments.of("duplicate keys", text(json -> json.replace("{", "{\"access_token\":\"first\","))),
                Arguments.of("cut JSON", text(json -> json.substring(0, json.length() - 1))),
                Arguments.of("200 KiB", text(json -> json.replace("{", "{\"x\":\"" + "x".repeat(200_000) + "\","))),
                Arguments.of("depth", text(json -> "[".repeat(20_000))),
                Arguments.of(
                        "a token that is no text", text(json -> json.replaceAll("mock-access-[^\"]*", "\" :1,\"y"))),
                Arguments.of("a MAC token", text(json -> json.replace("\"Bearer\"", "\"mac\""))),
                Arguments.of("a token with CRLF", text(json -> json.replace("mock-access-", "mock\\r\\naccess"))));
    }

    private static TokenAnswer text(UnaryOperator<String> change) {
        return TokenAnswer.text("application/json", change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("repliesThatTellNothing")
    void triesTheOldTokenOnceMoreAndThenAsksForAPerson(String what, TokenAnswer answer) {
        String id = expired();
        String account = ada.accountOf(id);
        realm.answersRefresh(account, answer);

        // whatever is answered meanwhile, it is no token that does not work
        await(what)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> engine.openConnection(id).status() == 409);

        Answer connection = ada.connection(id).expect(200);
        assertThat(connection.text("/status")).isEqualTo("reauth_required");
        assertThat(connection.text("/statusReason")).isEqualTo("refresh_outcome_unknown");
        assertThat(realm.refreshes(account)).as("attempts").isLessThanOrEqualTo(2);
    }

    /** Answers after which the refresh token is as good as before. */
    static Stream<Arguments> answersOfAProviderThatDidNothing() {
        return Stream.of(
                Arguments.of("500", TokenAnswer.status(500)),
                Arguments.of("503", TokenAnswer.status(503)),
                Arguments.of("503 with Retry-After", TokenAnswer.status(503, "Retry-After", "1")),
                Arguments.of("server_error", TokenAnswer.error(500, "server_error")),
                Arguments.of("a broken connection", TokenAnswer.reset()),
                Arguments.of("a redirect", TokenAnswer.redirect(URI.create("http://127.0.0.1:1/token"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersOfAProviderThatDidNothing")
    void recoversWhenAPersonAsks(String what, TokenAnswer answer) {
        String id = expired();
        String account = ada.accountOf(id);
        realm.answersRefresh(account, answer);

        Answer meanwhile = engine.openConnection(id);
        assertThat(meanwhile.status()).as(meanwhile.body()).isIn(200, 503);
        await("a token again").atMost(Duration.ofSeconds(30)).until(() -> {
            ada.refreshConnection(id);
            return engine.openConnection(id).status() == 200;
        });

        assertThat(realm.accepts(token(id))).isTrue();
        assertThat(realm.reuses(account)).isZero();
        assertThat(realm.refreshes(account)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void followsNoRedirect() {
        String id = expired();
        realm.answersRefresh(ada.accountOf(id), TokenAnswer.redirect(URI.create(realm.issuer() + "/elsewhere")));

        engine.openConnection(id).expectProblem(503, "TOKEN_UNAVAILABLE");

        assertThat(realm.calls("/elsewhere")).isZero();
    }

    @Test
    void endsAReplyThatTakesForEver() {
        String id = expired();
        realm.answersRefresh(ada.accountOf(id), TokenAnswer.dripping());

        Answer refused = engine.openConnection(id);

        // ten seconds are the deadline; the client of these tests would wait for a minute
        assertThat(refused.status()).as(refused.body()).isIn(409, 503);
    }

    @Test
    void refreshesOnceWhereAProgramSaysThatTheTokenWasRefused() {
        String id = ada.connects(Providers.ROTATING);
        Answer opened = engine.openConnection(id).expect(200);
        String refused = opened.text("/credentials/accessToken");
        String byFingerprint =
                "{\"connectionId\":\"%s\",\"tokenFingerprint\":\"%s\"}".formatted(id, Tokens.fingerprint(refused));
        String byExpiry =
                "{\"connectionId\":\"%s\",\"expiresAt\":\"%s\"}".formatted(id, opened.text("/credentials/expiresAt"));

        assertThat(engine.rejectToken(byFingerprint).expect(200).text("/status"))
                .isEqualTo("active");
        engine.rejectToken(byFingerprint).expect(200);
        engine.rejectToken(byExpiry).expect(200);

        assertThat(refreshes(id)).isEqualTo(1);
        assertThat(token(id)).isNotEqualTo(refused);
        assertThat(database.texts(Audit.ACTIONS_OF, id)).contains("connection.rejected");
    }

    @Test
    void neverLoopsWhereEachNewTokenIsRefused() {
        String id = ada.connects(Providers.ROTATING);

        for (int i = 0; i < 4; i++) {
            Answer opened = engine.openConnection(id);
            if (opened.status() == 409) {
                break;
            }
            engine.rejectToken("{\"connectionId\":\"%s\",\"tokenFingerprint\":\"%s\"}"
                            .formatted(id, Tokens.fingerprint(opened.text("/credentials/accessToken"))))
                    .expect(200);
        }

        assertThat(refreshes(id)).isLessThanOrEqualTo(2);
    }

    @Test
    void tellsOnlyTheOwnersProgramsThatATokenWasRefused() {
        String id = ada.connects(Providers.ROTATING);
        String json = "{\"connectionId\":\"%s\",\"tokenFingerprint\":\"%s\"}".formatted(id, "0".repeat(64));

        ada.program("connections:write").rejectToken(json).expectProblem(403, "INSUFFICIENT_SCOPE");
        engine.rejectToken("{\"connectionId\":\"" + id + "\"}").expectProblem(400, "VALIDATION_FAILED");
        engine.rejectToken(json.replace("0".repeat(64), "no fingerprint")).expectRefusedField("tokenFingerprint");

        assertThat(refreshes(id)).isZero();
    }

    @Test
    void refusesToRefreshWhatHasNoTokens() {
        String id = ada.createSlack("xoxb-1", "Not refreshable");

        ada.refreshConnection(id).expectProblem(409, "NOT_REFRESHABLE");
    }

    @Test
    void dropsWhatCameForAConnectionThatWasDeletedMeanwhile() {
        String id = expired();
        String account = ada.accountOf(id);
        Gate gate = new Gate();
        realm.answersRefresh(account, TokenAnswer.held(gate));
        CompletableFuture<Answer> opening = CompletableFuture.supplyAsync(() -> engine.openConnection(id));
        gate.awaitArrival();

        ada.deleteConnection(id).expect(204);
        gate.open();

        assertThat(opening.join().status()).isIn(404, 409, 503);
        ada.connection(id).expect(404);
        await("the grant ends").atMost(Duration.ofSeconds(30)).until(() -> !realm.isAlive(account));
    }

    @Test
    void keepsTheNewestGrantWhereItWasReconnectedMeanwhile() {
        String id = expired();
        Gate gate = new Gate();
        realm.answersRefresh(ada.accountOf(id), TokenAnswer.held(gate));
        CompletableFuture<Answer> opening = CompletableFuture.supplyAsync(() -> engine.openConnection(id));
        gate.awaitArrival();

        ada.reconnects(Providers.ROTATING, id);
        String reconnected = token(id);
        gate.open();
        opening.join();

        assertThat(token(id)).isEqualTo(reconnected);
        assertThat(realm.accepts(reconnected)).isTrue();
    }

    @Test
    void resurrectsNothingThatWasRevokedMeanwhile() {
        String id = expired();
        Gate gate = new Gate();
        realm.answersRefresh(ada.accountOf(id), TokenAnswer.held(gate));
        CompletableFuture<Answer> opening = CompletableFuture.supplyAsync(() -> engine.openConnection(id));
        gate.awaitArrival();

        ada.revokeConnection(id).expect(200);
        gate.open();
        opening.join();

        assertThat(ada.connection(id).text("/status")).isEqualTo("revoked");
        engine.openConnection(id).expectProblem(409, "CONNECTION_REVOKED");
    }

    @Test
    void leaksNoTokenInAnyOfThis() {
        assertThat(realm.everySecret()).isNotEmpty();
        assertThat(installation.console())
                .doesNotContain("mock-access-", "mock-refresh-", "mock-code-", realm.clientSecret());
        database.everyValue((place, value) -> assertThat(new String(value, StandardCharsets.ISO_8859_1))
                .as(place)
                .doesNotContain("mock-access-", "mock-refresh-", "mock-code-", realm.clientSecret()));
    }
}
