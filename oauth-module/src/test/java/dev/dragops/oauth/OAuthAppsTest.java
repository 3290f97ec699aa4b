package dev.dragops.oauth;

import static dev.dragops.oauth.ProviderServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Role;
import dev.dragops.vault.Plaintext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OAuthAppsTest {
    @Test
    void keepsTheSecretSealedAndTellsProblemsOnce() {
        try (OAuthFixture oauth = new OAuthFixture()) {
            OAuthProvider acme = Definitions.of(Definitions.endpoints(oauth.server));
            oauth.withApp(acme).withApp(acme);

            byte[] sealed = oauth.sql
                    .first("SELECT sealed FROM oau_app WHERE provider = 'acme'", row -> row.getBytes("sealed"))
                    .orElseThrow();
            assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("cret");
            oauth.apps.tell("acme", Optional.of("invalid_client"));
            oauth.apps.tell("acme", Optional.of("invalid_client"));
            assertThat(oauth.apps.get(oauth.administrator, "acme").problem()).contains("invalid_client");
            oauth.apps.tell("acme", Optional.empty());
            oauth.apps.tell("acme", Optional.empty());
            assertThat(oauth.apps.find("acme").orElseThrow().problem()).isEmpty();
            oauth.apps.delete(oauth.administrator, "acme");

            assertThat(oauth.audited)
                    .containsExactly(
                            "oauth_app.saved",
                            "oauth_app.saved",
                            "oauth_app.problem",
                            "oauth_app.problem",
                            "oauth_app.deleted");
            assertThatThrownBy(() -> oauth.apps.get(oauth.administrator, "acme"))
                    .isInstanceOf(OAuthException.AppNotFound.class);
        }
    }

    @Test
    void isForSignedInAdministratorsOnly() {
        try (OAuthFixture oauth = new OAuthFixture()) {
            assertThatThrownBy(() -> oauth.apps.list(OAuthFixture.session(Role.MEMBER)))
                    .isInstanceOf(OAuthException.AdministratorRequired.class);
            assertThatThrownBy(() -> oauth.apps.list(OAuthFixture.byToken(oauth.administrator)))
                    .isInstanceOf(AccountsException.SessionRequired.class);
        }
    }

    @Test
    void triesAnApp() {
        try (OAuthFixture oauth = new OAuthFixture()) {
            OAuthProvider acme = Definitions.of(Definitions.endpoints(oauth.server));
            oauth.withApp(acme);

            oauth.server.on("/token", json(400, "{\"error\":\"invalid_grant\"}"));
            assertThat(oauth.apps.test(oauth.administrator, acme))
                    .isEqualTo(new OAuthApps.Trial(true, "invalid_grant"));
            oauth.server.on("/token", json(401, "{\"error\":\"invalid_client\"}"));
            assertThat(oauth.apps.test(oauth.administrator, acme))
                    .isEqualTo(new OAuthApps.Trial(false, "invalid_client"));
            assertThat(oauth.apps.find("acme").orElseThrow().problem()).contains("invalid_client");
            oauth.server.on("/token", json(500, ""));
            assertThat(oauth.apps.test(oauth.administrator, acme)).isEqualTo(new OAuthApps.Trial(false, "no_answer"));
        }
    }

    @Test
    void refusesAKeyThatCannotSign() {
        try (OAuthFixture oauth = new OAuthFixture()) {
            OAuthProvider acme = Definitions.of(Definitions.endpoints(oauth.server));

            assertThatThrownBy(() -> oauth.apps.put(
                            oauth.administrator,
                            acme,
                            new OAuthApps.NewApp(
                                    "id", Optional.empty(), Optional.of(Plaintext.ofText("pem")), Optional.empty())))
                    .isInstanceOf(OAuthException.Invalid.class);
        }
    }

    @Test
    void signsAssertionsWithAKeyOfTheFormsThatPeopleHave() throws Exception {
        com.nimbusds.jose.jwk.ECKey ec = new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256)
                .keyID("k")
                .generate();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + java.util.Base64.getMimeEncoder()
                        .encodeToString(ec.toPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        try (OAuthFixture oauth = new OAuthFixture()) {
            OAuthProvider acme = Definitions.of(Definitions.endpoints(oauth.server));
            oauth.server.on("/token", json(400, "{\"error\":\"invalid_grant\"}"));
            for (String key : new String[] {pem, ec.toJSONString()}) {
                oauth.apps.put(
                        oauth.administrator,
                        acme,
                        new OAuthApps.NewApp(
                                "id", Optional.empty(), Optional.of(Plaintext.ofText(key)), Optional.empty()));
                oauth.apps.test(oauth.administrator, acme);
                String assertion = oauth.server.last().body().replaceAll(".*client_assertion=([^&]+).*", "$1");
                com.nimbusds.jwt.SignedJWT jwt = com.nimbusds.jwt.SignedJWT.parse(assertion);
                assertThat(jwt.verify(new com.nimbusds.jose.crypto.ECDSAVerifier(ec.toPublicJWK())))
                        .isTrue();
                assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly(oauth.server.url("/token"));
                assertThat(jwt.getJWTClaimsSet().getJWTID()).isNotEmpty();
            }
        }
    }

    @Test
    void readsWhatTheOperatorConfigured(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("git-hub.json"), """
                {"clientId": "from file", "clientSecret": "s"}""");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Map<String, Client> apps = ConfiguredApps.from(
                Map.of("DRAGOPS_OAUTH_MY_IDP_CLIENT_ID", "id", "DRAGOPS_OAUTH_MY_IDP_CLIENT_SECRET", "s"), folder);

        assertThat(apps).containsOnlyKeys("git-hub", "my-idp");
        assertThat(apps.get("git-hub").id()).isEqualTo("from file");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ConfiguredApps.from(Map.of(), folder)).hasMessageContaining("chmod 600");
        assertThatThrownBy(() ->
                        ConfiguredApps.from(Map.of("DRAGOPS_OAUTH_X_CLIENT_SECRET", "hush"), folder.resolve("none")))
                .hasMessageContaining("DRAGOPS_OAUTH_X_CLIENT_ID is missing")
                .hasMessageNotContaining("hush");
    }
}
