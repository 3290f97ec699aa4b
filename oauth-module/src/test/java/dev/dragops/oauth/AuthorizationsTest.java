package dev.dragops.oauth;

import static dev.dragops.oauth.ProviderServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Role;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.Authorizations.Consumed;
import dev.dragops.oauth.Authorizations.Denied;
import dev.dragops.oauth.Authorizations.Request;
import dev.dragops.oauth.Authorizations.Status;
import dev.dragops.oauth.OAuthProvider.Endpoints;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationsTest {
    private static OAuthFixture oauth;
    private static OAuthProvider acme;

    private final Caller ada = OAuthFixture.session(Role.MEMBER);

    @BeforeAll
    static void start() {
        oauth = new OAuthFixture();
        acme = Definitions.of(Definitions.endpoints(oauth.server));
        oauth.withApp(acme);
    }

    @AfterAll
    static void stop() {
        oauth.close();
    }

    private static Request request(Optional<String> returnTo) {
        return new Request(Optional.empty(), List.of(), returnTo, Optional.empty(), Map.of());
    }

    private Authorization begin() {
        return oauth.authorizations.begin(ada, acme, request(Optional.of("/connections")));
    }

    private static Map<String, String> query(URI url) {
        Map<String, String> query = new HashMap<>();
        Arrays.stream(url.getRawQuery().split("&", -1)).forEach(pair -> {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        });
        return query;
    }

    private String state() {
        return query(oauth.authorizations.open(ada, begin().id(), acme)).get("state");
    }

    private static Map<String, List<String>> callback(String state) {
        return Map.of("state", List.of(state), "code", List.of("c1"), "realm", List.of("r1"));
    }

    private void assertRefused(Optional<Caller> caller, OAuthProvider provider, Map<String, List<String>> query) {
        assertThatThrownBy(() -> oauth.authorizations.consume(caller, provider, query))
                .isInstanceOf(OAuthException.CallbackRefused.class);
    }

    @Test
    void asksWithPkceAndStateAndComesBackOnce() {
        Authorization begun = begin();
        assertThat(oauth.authorizations.opensAtOnce(ada, begun.id(), acme)).isTrue();
        Map<String, String> asked = query(oauth.authorizations.open(ada, begun.id(), acme));

        assertThat(begun.status()).isEqualTo(Status.PENDING);
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "client 1")
                .containsEntry("redirect_uri", "http://localhost:8080/oauth/callback/acme")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("scope", "read")
                .containsEntry("prompt", "consent")
                .doesNotContainKey("nonce");
        assertThat(asked.get("state")).hasSize(43);
        assertThat(asked.get("code_challenge")).hasSize(43);

        Consumed consumed =
                (Consumed) oauth.authorizations.consume(Optional.of(ada), acme, callback(asked.get("state")));

        assertThat(consumed.id()).isEqualTo(begun.id());
        assertThat(consumed.request().scopes()).containsExactly("read");
        assertThat(consumed.kept()).isEqualTo(Map.of("realm", "r1"));
        assertThat(com.nimbusds.oauth2.sdk.pkce.CodeChallenge.compute(
                                com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod.S256,
                                new com.nimbusds.oauth2.sdk.pkce.CodeVerifier(
                                        consumed.code().verifier().revealText()))
                        .getValue())
                .isEqualTo(asked.get("code_challenge"));
        assertThat(oauth.authorizations.get(ada, begun.id()).status()).isEqualTo(Status.EXCHANGING);
        assertRefused(Optional.of(ada), acme, callback(asked.get("state")));
    }

    @Test
    void givesTheSameAnswerToOneOfTwentyThreads() throws Exception {
        Map<String, List<String>> callback = callback(state());
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            Callable<Boolean> once = () -> {
                try {
                    return oauth.authorizations.consume(Optional.of(ada), acme, callback) instanceof Consumed;
                } catch (OAuthException.CallbackRefused refused) {
                    return false;
                }
            };
            List<Callable<Boolean>> twenty = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                twenty.add(once);
            }
            int consumed = 0;
            for (Future<Boolean> one : threads.invokeAll(twenty)) {
                consumed += one.get() ? 1 : 0;
            }
            assertThat(consumed).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesWhatDoesNotFitAndConsumesNothing() {
        String state = state();
        OAuthProvider other = new OAuthProvider(
                "other",
                acme.grant(),
                acme.endpoints(),
                acme.scopes(),
                acme.authorization(),
                acme.tokens(),
                acme.replies(),
                acme.refreshing(),
                acme.revocation(),
                acme.account(),
                acme.unsure());
        Caller otherSession = new Caller(
                ada.user(),
                ada.role(),
                ada.scopes(),
                OAuthFixture.session(Role.MEMBER).access(),
                Optional.empty(),
                Optional.empty(),
                ada.request());

        assertRefused(Optional.empty(), acme, callback(state));
        assertRefused(Optional.of(OAuthFixture.session(Role.MEMBER)), acme, callback(state));
        assertRefused(Optional.of(otherSession), acme, callback(state));
        assertRefused(Optional.of(OAuthFixture.byToken(ada)), acme, callback(state));
        assertRefused(Optional.of(ada), other, callback(state));
        assertRefused(Optional.of(ada), acme, callback("x" + state));
        assertRefused(Optional.of(ada), acme, callback("é"));
        assertRefused(Optional.of(ada), acme, Map.of("code", List.of("c1")));
        assertRefused(Optional.of(ada), acme, Map.of("state", List.of(state)));
        assertRefused(Optional.of(ada), acme, Map.of("state", List.of(state, state), "code", List.of("c1")));
        assertRefused(Optional.of(ada), acme, Map.of("state", List.of(state), "code", List.of("c1", "c2")));

        assertThat(oauth.authorizations.consume(Optional.of(ada), acme, callback(state)))
                .isInstanceOf(Consumed.class);
    }

    @Test
    void refusesTheStateOfAnEarlierOpening() {
        Authorization begun = begin();
        String first = query(oauth.authorizations.open(ada, begun.id(), acme)).get("state");
        String second = query(oauth.authorizations.open(ada, begun.id(), acme)).get("state");

        assertRefused(Optional.of(ada), acme, callback(first));
        assertThat(oauth.authorizations.consume(Optional.of(ada), acme, callback(second)))
                .isInstanceOf(Consumed.class);
        assertThatThrownBy(() -> oauth.authorizations.open(ada, begun.id(), acme))
                .isInstanceOf(OAuthException.AuthorizationOver.class);
    }

    @Test
    void expiresByTheDatabasesClock() {
        Authorization begun = begin();
        String state = query(oauth.authorizations.open(ada, begun.id(), acme)).get("state");
        oauth.sql.update(
                "UPDATE oau_authorization SET expires_at = UTC_TIMESTAMP(6) WHERE id = ?",
                begun.id().value());

        assertRefused(Optional.of(ada), acme, callback(state));
        assertThat(oauth.authorizations.get(ada, begun.id()).status()).isEqualTo(Status.EXPIRED);
    }

    @Test
    void tellsThatTheProviderRefused() {
        Authorization begun = begin();
        String state = query(oauth.authorizations.open(ada, begun.id(), acme)).get("state");

        Authorizations.Callback callback = oauth.authorizations.consume(
                Optional.of(ada), acme, Map.of("state", List.of(state), "error", List.of("access_denied<script>")));

        assertThat(callback)
                .isEqualTo(
                        new Denied(begun.id(), ada.user(), "acme", "access_deniedscript", Optional.of("/connections")));
        Authorization failed = oauth.authorizations.get(ada, begun.id());
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.failure()).contains("access_deniedscript");
    }

    @Test
    void checksTheIssuerWhereTheMetadataSaysThatItComes() {
        String issuer = oauth.server.url("/iss");
        oauth.server.on("/.well-known/oauth-authorization-server/iss", json(200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t",
                 "authorization_response_iss_parameter_supported":true}""".formatted(issuer)));
        OAuthProvider provider = Definitions.of(Definitions.discovered(issuer, false));
        Authorization begun = oauth.authorizations.begin(ada, provider, request(Optional.empty()));
        assertThat(oauth.authorizations.opensAtOnce(ada, begun.id(), provider))
                .as("nobody has read the metadata yet")
                .isFalse();
        URI url = oauth.authorizations.open(ada, begun.id(), provider);
        assertThat(oauth.authorizations.opensAtOnce(ada, begun.id(), provider)).isTrue();
        String state = query(url).get("state");

        assertThat(url.toString()).startsWith(issuer + "/a?");
        assertRefused(Optional.of(ada), provider, callback(state));
        Map<String, List<String>> answer = new HashMap<>(callback(state));
        answer.put("iss", List.of(issuer + "/"));
        assertRefused(Optional.of(ada), provider, answer);
        answer.put("iss", List.of(issuer));
        assertThat(oauth.authorizations.consume(Optional.of(ada), provider, answer))
                .isInstanceOf(Consumed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/\\evil.example",
                "javascript:alert(1)",
                "https://evil.example",
                "",
                "connections",
                "/a\nb",
                "/\t/evil.example",
                "/a\\b"
            })
    void comesBackToAPathOfItsOwnOnly(String returnTo) {
        assertThatThrownBy(() -> oauth.authorizations.begin(ada, acme, request(Optional.of(returnTo))))
                .isInstanceOf(OAuthException.Invalid.class);
    }

    @Test
    void opensInASessionOfItsUserOnly() {
        Authorization begun = begin();

        assertThatThrownBy(() -> oauth.authorizations.open(OAuthFixture.session(Role.ADMINISTRATOR), begun.id(), acme))
                .isInstanceOf(OAuthException.AuthorizationNotFound.class);
        assertThatThrownBy(() -> oauth.authorizations.open(OAuthFixture.byToken(ada), begun.id(), acme))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> oauth.authorizations.opensAtOnce(OAuthFixture.byToken(ada), begun.id(), acme))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> oauth.authorizations.get(OAuthFixture.session(Role.MEMBER), begun.id()))
                .isInstanceOf(OAuthException.AuthorizationNotFound.class);
    }

    @Test
    void asksForAnIdTokenAlsoWhereNobodyNamedItsScope() {
        Endpoints plain = Definitions.endpoints(oauth.server);
        OAuthProvider openId = Definitions.of(new Endpoints(
                plain.authorization(), plain.token(), plain.refresh(), plain.issuer(), true, plain.issRequired()));

        Authorization begun = oauth.authorizations.begin(ada, openId, request(Optional.empty()));

        assertThat(query(oauth.authorizations.open(ada, begun.id(), openId)))
                .containsEntry("scope", "openid read")
                .containsKey("nonce");
    }

    @Test
    void opensWhileAnotherProvidersMetadataHangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(4);
        CountDownLatch release = new CountDownLatch(1);
        oauth.server.on("/.well-known/oauth-authorization-server/slow", exchange -> {
            hanging.countDown();
            await(release);
            json(404, "{}").answer(exchange);
        });
        OAuthProvider slow = Definitions.of(Definitions.discovered(oauth.server.url("/slow"), false));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<URI>> opening = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Authorization begun = oauth.authorizations.begin(ada, slow, request(Optional.empty()));
                opening.add(threads.submit(() -> oauth.authorizations.open(ada, begun.id(), slow)));
            }
            hanging.await();

            assertThat(oauth.authorizations.open(ada, begin().id(), acme)).hasPath("/authorize");
            release.countDown();
            for (Future<URI> answer : opening) {
                assertThatThrownBy(answer::get).hasCauseInstanceOf(OAuthException.MetadataRefused.class);
            }
        } finally {
            release.countDown();
            threads.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void keepsTwentyThatWait() {
        Authorization oldest = begin();
        for (int i = 0; i < 20; i++) {
            begin();
        }

        assertThat(oauth.authorizations.get(ada, oldest.id()).status()).isEqualTo(Status.EXPIRED);
    }

    @Test
    void endsOnce() {
        Authorization begun = begin();
        oauth.authorizations.open(ada, begun.id(), acme);
        oauth.authorizations.succeed(begun.id(), "conn_1");
        assertThat(oauth.authorizations.get(ada, begun.id()).status()).isEqualTo(Status.OPENED);

        oauth.authorizations.fail(begun.id(), "invalid_grant");
        oauth.authorizations.fail(begun.id(), "another");
        assertThat(oauth.authorizations.get(ada, begun.id()).failure()).contains("invalid_grant");
    }
}
