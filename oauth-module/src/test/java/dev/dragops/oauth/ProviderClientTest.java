package dev.dragops.oauth;

import static dev.dragops.oauth.ProviderServer.json;
import static dev.dragops.oauth.ProviderServer.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.dragops.oauth.OAuthProvider.ErrorInOk;
import dev.dragops.oauth.OAuthProvider.TokenReplies;
import dev.dragops.oauth.TokenReply.Granted;
import dev.dragops.oauth.TokenReply.Later;
import dev.dragops.oauth.TokenReply.NotSent;
import dev.dragops.oauth.TokenReply.Odd;
import dev.dragops.oauth.TokenReply.Refused;
import dev.dragops.oauth.TokenReply.Unknown;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.vault.Plaintext;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderClientTest {
    private static OAuthFixture oauth;
    private static OAuthProvider acme;

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

    @BeforeEach
    void forget() {
        oauth.server.asked.clear();
    }

    private static ProviderClient.Code code() {
        return new ProviderClient.Code(
                Plaintext.ofText("the code"), Plaintext.ofText("verifier"), Plaintext.ofText("nonce"));
    }

    private static TokenReply refresh(int status, String body) {
        oauth.server.on("/token", json(status, body));
        return refresh();
    }

    private static TokenReply refresh() {
        return oauth.client.refresh(acme, Map.of(), List.of("read"), Plaintext.ofText("r&1"));
    }

    private static Granted granted(String body) {
        return (Granted) refresh(200, body);
    }

    @Test
    void exchangesWithTheVerifierAndTheFormEncodedClient() {
        oauth.server.on(
                "/token",
                json(
                        200,
                        "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600,\"token_type\":\"bearer\"}"));

        Granted granted = (Granted) oauth.client.exchange(acme, Map.of(), List.of("read"), code());

        assertThat(granted.tokens().accessToken().revealText()).isEqualTo("at");
        assertThat(granted.tokens().refreshToken().orElseThrow().revealText()).isEqualTo("rt");
        assertThat(granted.tokens().tokenType()).isEqualTo("Bearer");
        assertThat(granted.tokens().lifetime()).contains(Duration.ofHours(1));
        assertThat(oauth.server.last().body())
                .contains("grant_type=authorization_code")
                .contains("code=the%20code")
                .contains("code_verifier=verifier")
                .contains("redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Facme")
                .doesNotContain("secret");
        String basic = Base64.getEncoder().encodeToString("client+1:s%26cret".getBytes(StandardCharsets.UTF_8));
        assertThat(oauth.server.last().headers().getFirst("Authorization")).isEqualTo("Basic " + basic);
    }

    @Test
    void refreshesWithItsOwnWayToAuthenticate() {
        granted("{\"access_token\":\"at\"}");

        assertThat(oauth.server.last().body())
                .isEqualTo("grant_type=refresh_token&refresh_token=r%261&client_id=client%201&client_secret=s%26cret");
        assertThat(oauth.server.last().headers()).doesNotContainKey("Authorization");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3600|3600",
                "\"3600\"|3600",
                "3599.9|3599",
                "\"3599.9\"|3599",
                "0|0",
                "-5|0",
                "1e999999999|315360000",
                "99999999999999999999999999999999999999999999999999999999999999999999999999|315360000",
                "null|none",
                "\"\"|none",
                "\"soon\"|none",
                "true|none",
                "[]|none"
            })
    void readsLifetimesHoweverTheyAreWritten(String expiresIn, String seconds) {
        Granted granted = granted("{\"access_token\":\"at\",\"expires_in\":" + expiresIn + "}");

        Optional<Duration> expected =
                seconds.equals("none") ? Optional.empty() : Optional.of(Duration.ofSeconds(Long.parseLong(seconds)));
        assertThat(granted.tokens().lifetime()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null"})
    void countsAnEmptyRefreshTokenAndScopeAsAbsent(String nothing) {
        Granted granted =
                granted("{\"access_token\":\"at\",\"refresh_token\":" + nothing + ",\"scope\":" + nothing + "}");

        assertThat(granted.tokens().refreshToken()).isEmpty();
        assertThat(granted.scopes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"read write\"", "[\"read\",\"write\"]"})
    void readsScopesFromATextOrAList(String scope) {
        assertThat(granted("{\"access_token\":\"at\",\"scope\":" + scope + "}").scopes())
                .contains(List.of("read", "write"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "<html>",
                "{}",
                "{\"access_token\":\"\"}",
                "{\"access_token\":5}",
                "{\"access_token\":\"a\\nb\"}",
                "{\"access_token\":\"é\"}",
                "{\"access_token\":\"a\",\"access_token\":\"b\"}",
                "{\"access_token\":\"a\",\"x\":\"\\ud800\"}",
                "{\"access_token\":\"a\",\"refresh_token\":7}",
                "{\"access_token\":\"a\",\"token_type\":\"mac\"}"
            })
    void doesNotKnowWhatAnUnreadableSuccessDid(String body) {
        assertThat(refresh(200, body)).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"error\":\"invalid_grant\"}|invalid_grant",
                "401|{\"error\":\"invalid_client\"}|invalid_client",
                "403|{\"error\":\"access_denied\"}|access_denied",
                "200|{\"error\":\"bad_refresh_token\"}|bad_refresh_token",
                "400|{\"error\":\"<Script>alert(1)</script>\"}|scriptalert1script"
            })
    void tellsRefusals(int status, String body, String error) {
        assertThat(refresh(status, body)).isEqualTo(new Refused(error));
    }

    @Test
    void tellsWhatTheProviderMayDoLater() {
        oauth.server.on("/token", reply(429, "text/html", "slow", headers -> headers.set("Retry-After", "7")));
        assertThat(refresh()).isEqualTo(new Later(Optional.of(Duration.ofSeconds(7))));

        oauth.server.on(
                "/token",
                reply(
                        503,
                        "application/json",
                        "{\"error\":\"temporarily_unavailable\"}",
                        headers -> headers.set("Retry-After", "999999")));
        assertThat(refresh()).isEqualTo(new Later(Optional.of(Duration.ofHours(1))));
        assertThat(refresh(400, "{\"error\":\"slow_down\"}")).isEqualTo(new Later(Optional.empty()));
    }

    @Test
    void tellsUnknownFromOdd() {
        assertThat(refresh(500, "oops")).isInstanceOf(Unknown.class);
        assertThat(refresh(503, "<html>")).isInstanceOf(Unknown.class);
        assertThat(refresh(500, "{\"status\":500,\"error\":\"Internal Server Error\"}"))
                .as("a framework's error page is no OAuth error")
                .isInstanceOf(Unknown.class);
        assertThat(refresh(503, "{\"error\":\"Service Unavailable\"}")).isInstanceOf(Unknown.class);
        assertThat(refresh(502, "{\"error\":{\"code\":502}}")).isInstanceOf(Unknown.class);
        assertThat(refresh(500, "{\"error\":\"invalid_grant\"}")).isEqualTo(new Refused("invalid_grant"));
        oauth.server.on("/token", reply(503, "text/html", "", headers -> headers.set("Retry-After", "120")));
        assertThat(refresh()).isEqualTo(new Unknown("status_503", Optional.of(Duration.ofMinutes(2))));
        assertThat(refresh(404, "<html>")).isEqualTo(new Odd(404));
        oauth.server.on(
                "/token", reply(302, "text/html", "", headers -> headers.set("Location", oauth.server.url("/other"))));
        assertThat(refresh()).isEqualTo(new Odd(302));
        assertThat(oauth.server.asked).extracting(ProviderServer.Asked::path).doesNotContain("/other");
    }

    @Test
    void givesUpOnWhatIsTooLargeOrCutOrCompressed() {
        assertThat(refresh(200, "{\"access_token\":\"" + "a".repeat(70_000) + "\"}"))
                .isEqualTo(new Unknown("too_large"));

        oauth.server.on("/token", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"access_token\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            throw new java.io.IOException("gone");
        });
        assertThat(refresh()).isInstanceOf(Unknown.class);

        oauth.server.on(
                "/token",
                reply(
                        200,
                        "application/json",
                        "{\"access_token\":\"a\"}",
                        headers -> headers.set("Content-Encoding", "gzip")));
        assertThat(refresh()).isEqualTo(new Unknown("unreadable"));
    }

    @Test
    void endsASlowDripAtTheDeadlineAndSendsOnce() {
        oauth.server.on("/token", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 1_000_000; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
        });
        EgressClient hasty = new EgressClient(
                Set.of(oauth.server.address()),
                InetAddress::getAllByName,
                new EgressClient.Limits(Duration.ofMillis(400), Duration.ofMillis(500)));
        try (hasty) {
            ProviderClient client = new ProviderClient(
                    hasty,
                    oauth.discovery,
                    new Apps(oauth.configured, new AppRows(oauth.sql, oauth.vault)),
                    new ProviderKeys(hasty, Clock.systemUTC()));
            assertThat(client.refresh(acme, Map.of(), List.of(), Plaintext.ofText("r")))
                    .isEqualTo(new Unknown("timeout"));
        }
        assertThat(oauth.server.asked).hasSize(1);
    }

    @Test
    void knowsThatNothingWasSent() {
        OAuthProvider closed;
        try (ProviderServer gone = new ProviderServer()) {
            closed = Definitions.of(Definitions.endpoints(gone));
        }
        assertThat(oauth.client.refresh(closed, Map.of(), List.of(), Plaintext.ofText("r")))
                .isInstanceOf(NotSent.class);
    }

    @Test
    void readsAFormWhereTheTypeSaysSo() {
        oauth.server.on(
                "/token",
                reply(
                        200,
                        "application/x-www-form-urlencoded; charset=utf-8",
                        "access_token=a%7Eb&scope=read",
                        headers -> {}));
        assertThat(((Granted) refresh()).tokens().accessToken().revealText()).isEqualTo("a~b");

        oauth.server.on("/token", reply(200, "text/plain", "access_token=a", headers -> {}));
        assertThat(refresh()).isInstanceOf(Unknown.class);
    }

    @Test
    void tellsAnErrorThatCameAsASuccess() {
        TokenReplies slack = new TokenReplies(
                "/access_token",
                "/refresh_token",
                "/expires_in",
                "/scope",
                "/token_type",
                Optional.of(new ErrorInOk("/ok", "true", "/error")),
                Optional.empty(),
                Map.of("team", "/team/id"));
        OAuthProvider provider = Definitions.of(Definitions.endpoints(oauth.server), slack);
        oauth.server.on("/token", json(200, "{\"ok\":false,\"error\":\"invalid_refresh_token\"}"));
        assertThat(oauth.client.refresh(provider, Map.of(), List.of(), Plaintext.ofText("r")))
                .isEqualTo(new Refused("invalid_refresh_token"));

        oauth.server.on("/token", json(200, "{\"ok\":true,\"access_token\":\"a\",\"team\":{\"id\":\"T1\"}}"));
        assertThat(((Granted) oauth.client.refresh(provider, Map.of(), List.of(), Plaintext.ofText("r"))).kept())
                .isEqualTo(Map.of("team", "T1"));
    }

    // OpenID Connect

    private static RSAKey key(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    private static void openId(RSAKey... keys) {
        String issuer = oauth.server.url("");
        oauth.server.on("/.well-known/openid-configuration", json(200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                 "jwks_uri":"%1$s/keys%2$d","userinfo_endpoint":"%1$s/userinfo",
                 "id_token_signing_alg_values_supported":["RS256"]}""".formatted(issuer, keys[0].hashCode())));
        String set = String.join(
                ",",
                java.util.Arrays.stream(keys)
                        .map(key -> key.toPublicJWK().toJSONString())
                        .toList());
        oauth.server.on("/keys" + keys[0].hashCode(), json(200, "{\"keys\":[" + set + "]}"));
        oauth.discovery.pin(issuer, true);
    }

    private static TokenReply exchange(String idToken) {
        oauth.server.on("/token", json(200, "{\"access_token\":\"at\",\"id_token\":\"" + idToken + "\"}"));
        return oauth.client.exchange(
                Definitions.of(Definitions.discovered(oauth.server.url(""), true)),
                Map.of(),
                List.of("openid"),
                code());
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(oauth.server.url(""))
                .audience("client 1")
                .subject("sub-1")
                .claim("email", "ada@example.com")
                .claim("nonce", "nonce")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    private static String signed(RSAKey key, boolean named, JWTClaimsSet claims) throws JOSEException {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256);
        SignedJWT jwt = new SignedJWT(named ? header.keyID(key.getKeyID()).build() : header.build(), claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    @Test
    void tellsTheAccountOfAValidIdToken() throws JOSEException {
        RSAKey key = key("k1");
        openId(key);

        Granted granted = (Granted) exchange(signed(key, true, claims().build()));

        assertThat(granted.account()).contains(new ProviderAccount("sub-1", "ada@example.com"));
    }

    @Test
    void triesTheKeysThatFitWhereNoneIsNamed() throws JOSEException {
        RSAKey second = key("k2");
        openId(key("k1"), second);

        assertThat(exchange(signed(second, false, claims().build()))).isInstanceOf(Granted.class);
    }

    @Test
    void refusesIdTokensThatAreNotForThis() throws JOSEException {
        RSAKey key = key("k1");
        openId(key);
        List<JWTClaimsSet> wrong = List.of(
                claims().issuer("https://evil.example").build(),
                claims().audience("another").build(),
                claims().audience(List.of("client 1", "another"))
                        .claim("azp", "another")
                        .build(),
                claims().audience(List.of("client 1", "another")).build(),
                claims().claim("nonce", "another").build(),
                claims().claim("nonce", null).build(),
                claims().subject(null).build(),
                claims().expirationTime(Date.from(Instant.now().minusSeconds(120)))
                        .build(),
                claims().issueTime(Date.from(Instant.now().plusSeconds(600))).build());

        for (JWTClaimsSet claims : wrong) {
            assertThat(exchange(signed(key, true, claims)))
                    .as(claims.toString())
                    .isEqualTo(new Refused("invalid_id_token"));
        }
        assertThat(exchange(signed(key("k1"), true, claims().build()))).isEqualTo(new Refused("invalid_id_token"));
        assertThat(exchange(new PlainJWT(claims().build()).serialize())).isEqualTo(new Refused("invalid_id_token"));
        assertThat(exchange("")).isEqualTo(new Refused("invalid_id_token"));
    }

    @Test
    void tellsAnIdTokenThatCannotBeVerifiedFromOneThatIsNotValid() throws JOSEException {
        RSAKey key = key("k1");
        openId(key);
        String good = signed(key, true, claims().build());
        oauth.server.on("/keys" + key.hashCode(), json(503, "{}"));
        assertThat(exchange(good)).isEqualTo(new Refused("id_token_not_verifiable"));

        String issuer = oauth.server.url("");
        oauth.server.on("/.well-known/openid-configuration", json(200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token"}""".formatted(issuer)));
        oauth.discovery.pin(issuer, true);
        assertThat(exchange(good)).as("no keys anywhere").isEqualTo(new Refused("id_token_not_verifiable"));
    }

    @Test
    void sendsNothingWhereTheAppCannotBeOpened() {
        OAuthProvider broken = new OAuthProvider(
                "broken",
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
        oauth.withApp(broken);
        oauth.sql.update(
                "UPDATE oau_app SET sealed = CONCAT(LEFT(sealed, 5), REVERSE(SUBSTR(sealed, 6))) WHERE provider = 'broken'");

        assertThat(oauth.client.refresh(broken, Map.of(), List.of(), Plaintext.ofText("r")))
                .as("an attempt that was not made must not count as one of unknown outcome")
                .isEqualTo(new NotSent("app_unreadable"));
        assertThat(oauth.server.asked).isEmpty();
    }

    @Test
    void refusesUserinfoOfAnother() throws JOSEException {
        RSAKey key = key("k1");
        openId(key);
        String unlabelled = signed(key, true, claims().claim("email", null).build());

        oauth.server.on("/userinfo", json(200, "{\"sub\":\"sub-2\",\"email\":\"eve@example.com\"}"));
        assertThat(exchange(unlabelled)).isEqualTo(new Refused("userinfo_mismatch"));

        oauth.server.on("/userinfo", json(200, "{\"email\":\"eve@example.com\"}"));
        assertThat(((Granted) exchange(unlabelled)).account())
                .as("an answer that does not say whose it is")
                .contains(new ProviderAccount("sub-1", "sub-1"));

        oauth.server.on("/userinfo", json(200, "{\"sub\":\"sub-1\",\"email\":\"ada@example.com\"}"));
        assertThat(((Granted) exchange(unlabelled)).account())
                .contains(new ProviderAccount("sub-1", "ada@example.com"));
    }

    @Test
    void refusesARefreshThatIsForAnotherSubject() throws JOSEException {
        RSAKey key = key("k1");
        openId(key);
        OAuthProvider provider = Definitions.of(Definitions.discovered(oauth.server.url(""), true));
        Granted first = (Granted) exchange(signed(key, true, claims().build()));
        String another = signed(key, true, claims().subject("sub-2").build());
        oauth.server.on("/token", json(200, "{\"access_token\":\"at\",\"id_token\":\"" + another + "\"}"));

        assertThat(oauth.client.refresh(provider, first.kept(), List.of(), Plaintext.ofText("r")))
                .isEqualTo(new Refused("invalid_id_token"));
    }

    @Test
    void refusesMetadataOfAnotherIssuer() {
        oauth.server.on(
                "/.well-known/oauth-authorization-server/tenant",
                json(200, "{\"issuer\":\"https://evil.example\",\"token_endpoint\":\"https://evil.example/t\"}"));

        assertThat(oauth.client.exchange(
                        Definitions.of(Definitions.discovered(oauth.server.url("/tenant"), false)),
                        Map.of(),
                        List.of(),
                        code()))
                .isEqualTo(new NotSent("provider_metadata_refused"));
    }

    @Test
    void revokesByTheEndpointOfTheMetadata() {
        String issuer = oauth.server.url("/revoking");
        oauth.server.on("/.well-known/oauth-authorization-server/revoking", json(200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t",
                 "revocation_endpoint":"%1$s/revoke"}""".formatted(issuer)));
        oauth.server.on("/revoking/revoke", json(200, ""));
        oauth.discovery.pin(issuer, false);
        TokenSet tokens =
                new TokenSet(Plaintext.ofText("at"), Optional.of(Plaintext.ofText("rt")), "Bearer", Optional.empty());

        assertThat(oauth.client.revoke(Definitions.of(Definitions.discovered(issuer, false)), Map.of(), tokens))
                .isEqualTo(ProviderClient.Revoked.CONFIRMED);
        assertThat(oauth.server.last().body()).isEqualTo("token=rt");
        assertThat(oauth.client.revoke(acme, Map.of(), tokens)).isEqualTo(ProviderClient.Revoked.NOT_SUPPORTED);
    }

    @Test
    void provesACredential() {
        ProviderRequest request = new ProviderRequest(
                "GET",
                new Template(oauth.server.url("/me/${part}")),
                Map.of("X-Key", new Template("${apiKey}")),
                Optional.empty(),
                Optional.empty());
        Optional<OAuthProvider.AccountLookup> lookup =
                Optional.of(new OAuthProvider.AccountLookup(Optional.empty(), "/id", "/login"));
        oauth.server.on("/me/a/b", json(200, "{\"id\":7,\"login\":\"ada\"}"));

        ProviderClient.Proof proof = oauth.client.prove(
                request, Map.of("part", "a/b"), Map.of("apiKey", Plaintext.ofText("k")), List.of(200), lookup);

        assertThat(proof).isEqualTo(new ProviderClient.Proof.Accepted(Optional.of(new ProviderAccount("7", "ada"))));
        assertThat(oauth.server.last().path()).isEqualTo("/me/a%2Fb");
        oauth.server.on("/me/a/b", json(401, "{}"));
        assertThat(oauth.client.prove(
                        request, Map.of("part", "a/b"), Map.of("apiKey", Plaintext.ofText("k")), List.of(200), lookup))
                .isEqualTo(new ProviderClient.Proof.Rejected(401));
        assertThat(oauth.client.prove(
                        request,
                        Map.of("part", "x"),
                        Map.of("apiKey", Plaintext.ofText("k\r\nX-Other: y")),
                        List.of(200),
                        lookup))
                .isInstanceOf(ProviderClient.Proof.Inconclusive.class);
    }
}
