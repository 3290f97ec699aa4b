package dev.dragops.systemtests.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** The OAuth apps of an installation: by configuration, and by an administrator. */
@SystemTest
class AppsIT {
    private static final String SECRET = "app-secret-7f1c9b";

    private final Dragops dragops;
    private final Installation installation;
    private final Providers providers;
    private final Person administrator;
    private final Person ada;

    AppsIT(Dragops dragops, Installation installation, Providers providers) {
        this.dragops = dragops;
        this.installation = installation;
        this.providers = providers;
        this.administrator = dragops.administrator();
        this.ada = dragops.register();
    }

    private static Answer put(Client client, String provider, String clientId, String secret) {
        return client.put("/api/oauth/apps/" + provider, """
                {"clientId":"%s","clientSecret":"%s"}
                """.formatted(clientId, secret));
    }

    @Test
    void savesAnAppThatPeopleThenConnectBy() {
        Realm realm = providers.realm(Providers.WITHOUT_APP).honest();
        String path = "/api/oauth/apps/" + Providers.WITHOUT_APP;
        try {
            Answer saved = put(administrator, Providers.WITHOUT_APP, realm.clientId(), realm.clientSecret());
            assertThat(saved.status()).isEqualTo(201);
            assertThat(saved.text("/redirectUri"))
                    .isEqualTo(dragops.base() + "oauth/callback/" + Providers.WITHOUT_APP);
            assertThat(saved.text("/source")).isEqualTo("database");
            assertThat(saved.body()
                            + administrator.get(path).expect(200).body()
                            + administrator.get("/api/oauth/apps").expect(200).body())
                    .doesNotContain(realm.clientSecret());

            String id = ada.connects(Providers.WITHOUT_APP);

            assertThat(ada.connection(id).text("/status")).isEqualTo("active");
            assertThat(administrator
                            .post(path + "/test")
                            .expect(200)
                            .json()
                            .path("works")
                            .asBoolean())
                    .isTrue();
        } finally {
            administrator.delete(path).expect(204);
        }
        administrator.get(path).expectProblem(404, "OAUTH_APP_NOT_FOUND");
        ada.beginAuthorization(Providers.WITHOUT_APP, "{}").expectProblem(409, "OAUTH_APP_NOT_CONFIGURED");
    }

    @Test
    void saysThatAnAppDoesNotWork() {
        String path = "/api/oauth/apps/" + Providers.WITHOUT_APP;
        Realm realm = providers.realm(Providers.WITHOUT_APP).honest();
        put(administrator, Providers.WITHOUT_APP, realm.clientId(), "a wrong secret")
                .expect(201);
        try {
            assertThat(administrator
                            .post(path + "/test")
                            .expect(200)
                            .json()
                            .path("works")
                            .asBoolean())
                    .isFalse();
            put(administrator, Providers.WITHOUT_APP, realm.clientId(), realm.clientSecret())
                    .expect(200);
            assertThat(administrator
                            .post(path + "/test")
                            .expect(200)
                            .json()
                            .path("works")
                            .asBoolean())
                    .isTrue();
        } finally {
            administrator.delete(path).expect(204);
        }
    }

    @Test
    void isForAdministratorsOnly() {
        String path = "/api/oauth/apps/" + Providers.WITHOUT_APP;

        put(ada, Providers.WITHOUT_APP, "client", SECRET).expectProblem(403, "ADMINISTRATOR_REQUIRED");
        ada.get("/api/oauth/apps").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        ada.get(path).expectProblem(403, "ADMINISTRATOR_REQUIRED");
        ada.delete(path).expectProblem(403, "ADMINISTRATOR_REQUIRED");
        ada.post(path + "/test").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        put(dragops.anybody(), Providers.WITHOUT_APP, "client", SECRET).expect(401);
    }

    @Test
    void showsWhatComesFromTheConfigurationAndChangesNothingOfIt() {
        Answer apps = administrator.get("/api/oauth/apps").expect(200);
        assertThat(apps.texts("/apps", "provider")).contains(Providers.ROTATING, Providers.BY_FILE);
        assertThat(apps.body()).doesNotContain("-client-secret");
        Answer app = administrator.get("/api/oauth/apps/" + Providers.ROTATING).expect(200);
        assertThat(app.text("/source")).isEqualTo("configuration");
        assertThat(app.text("/clientId"))
                .isEqualTo(providers.realm(Providers.ROTATING).clientId());

        put(administrator, Providers.ROTATING, "other", SECRET).expectProblem(409, "OAUTH_APP_READ_ONLY");
        administrator.delete("/api/oauth/apps/" + Providers.ROTATING).expectProblem(409, "OAUTH_APP_READ_ONLY");
    }

    @Test
    void connectsByAnAppOfAFile() {
        providers.realm(Providers.BY_FILE).honest();

        assertThat(ada.connection(ada.connects(Providers.BY_FILE)).text("/status"))
                .isEqualTo("active");
    }

    @Test
    void refusesAnAppThatMakesNoSense() {
        administrator.put("/api/oauth/apps/" + Providers.WITHOUT_APP, "{}").expectRefusedField("clientId");
        administrator
                .put("/api/oauth/apps/" + Providers.WITHOUT_APP, "{\"clientId\":\"x\"}")
                .expectProblem(400, "VALIDATION_FAILED");
        administrator.put("/api/oauth/apps/" + Providers.WITHOUT_APP, """
                        {"clientId":"x","privateKey":"no key","clientAuthentication":"private_key_jwt"}
                        """).expectProblem(400, "VALIDATION_FAILED");
        put(administrator, "nobody", "client", SECRET).expectProblem(404, "PROVIDER_NOT_FOUND");
    }

    @Test
    void refusesMetadataOfAnotherIssuer() {
        Realm realm = providers.realm(Providers.DISCOVERED).honest().claimsToBe("https://other.example");

        put(administrator, Providers.DISCOVERED, realm.clientId(), realm.clientSecret())
                .expectProblem(400, "PROVIDER_METADATA_REFUSED");

        realm.honest();
        put(administrator, Providers.DISCOVERED, realm.clientId(), realm.clientSecret())
                .expect(201);
        // pinned: what it says from now on changes nothing
        realm.claimsToBe("https://other.example").honest();
        assertThat(ada.connection(ada.connects(Providers.DISCOVERED)).text("/status"))
                .isEqualTo("active");
    }

    @Test
    void keepsTheSecretOutOfTheDatabaseAndTheLog() {
        put(administrator, Providers.DISCOVERED + "-not", "client", SECRET).expect(404);
        Realm realm = providers.realm(Providers.WITHOUT_APP).honest();
        put(administrator, Providers.WITHOUT_APP, realm.clientId(), SECRET).expect(201);
        administrator.delete("/api/oauth/apps/" + Providers.WITHOUT_APP).expect(204);

        installation.database().everyValue((place, value) -> assertThat(
                        new String(value, java.nio.charset.StandardCharsets.ISO_8859_1))
                .as(place)
                .doesNotContain(SECRET));
        assertThat(installation.console()).doesNotContain(SECRET);
    }

    @Test
    void stopsTheStartWhereAnAppIsHalfConfigured() throws IOException {
        Installation half = Installation.named("half-app");
        half.with("DRAGOPS_OAUTH_GITHUB_CLIENT_ID", "an-id-without-its-secret");
        assertThat(half.startRefused()).contains("DRAGOPS_OAUTH_GITHUB_CLIENT_SECRET is missing");

        Installation open = Installation.named("open-app");
        Path folder = Files.createDirectories(open.dataDir().resolve("oauth"));
        Path file = folder.resolve("github.json");
        Files.writeString(file, "{\"clientId\":\"x\",\"clientSecret\":\"" + SECRET + "\"}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(open.startRefused()).contains("github.json").doesNotContain(SECRET);
    }
}
