package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.secrets.SecretName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretNamesTest {
    @ParameterizedTest
    @CsvSource({
        "jira,       user-email,   JIRA_USER_EMAIL",
        "jira,       baseUrl,      JIRA_BASEURL",
        "jira,       base--url,    JIRA_BASE_URL",
        "jira,       base_._url,   JIRA_BASE_URL",
        "jira,       Key2,         JIRA_KEY2",
        "jira,       url-,         JIRA_URL_",
        "jira,       -url,         JIRA_URL",
        "my-service, user.name,    MY_SERVICE_USER_NAME",
        "my-,        name,         MY_NAME",
        "a,          istanbul,     A_ISTANBUL",
        "a,          straße,       A_STRASSE",
        "a,          größe,        A_GR_SSE",
    })
    void derivesTheNameFromProviderAndField(String provider, String field, String secret) {
        assertThat(SecretNames.derive(new Provider(provider), Optional.of(field)))
                .contains(new SecretName(secret));
    }

    @ParameterizedTest
    @CsvSource({"sendgrid, SENDGRID_API_KEY", "acme-crm-2, ACME_CRM_2_API_KEY", "a--b, A_B_API_KEY"})
    void derivesTheNameOfAnApiKey(String provider, String secret) {
        assertThat(SecretNames.derive(new Provider(provider), Optional.empty())).contains(new SecretName(secret));
    }

    @Test
    void derivesNothingLongerThanASecretsNameMayBe() {
        Provider longest = new Provider("p".repeat(64));

        assertThat(SecretNames.derive(longest, Optional.of("f".repeat(63)))).isPresent();
        assertThat(SecretNames.derive(longest, Optional.of("f".repeat(64)))).isEmpty();
    }

    @Test
    void prefersTheNamesOfThePack() {
        Provider acme = new Provider("acme");
        Optional<Pack.Method> method = Optional.of(new Pack.Method(
                ConnectionType.CREDENTIALS,
                List.of(field("user", List.of("ACME_LOGIN", "LOGIN")), field("pin", List.of()))));

        assertThat(SecretNames.seedNames(method, acme, ConnectionType.CREDENTIALS, "user"))
                .containsExactly(new SecretName("ACME_LOGIN"), new SecretName("LOGIN"));
        assertThat(SecretNames.seedNames(method, acme, ConnectionType.CREDENTIALS, "pin"))
                .containsExactly(new SecretName("ACME_PIN"));
        assertThat(SecretNames.seedNames(Optional.empty(), acme, ConnectionType.CREDENTIALS, "user"))
                .containsExactly(new SecretName("ACME_USER"));
    }

    @Test
    void namesAnApiKeyAlikeWhateverItsFieldIsCalled() {
        Provider acme = new Provider("acme");
        Optional<Pack.Method> named =
                Optional.of(new Pack.Method(ConnectionType.API_KEY, List.of(field("token", List.of("ACME_TOKEN")))));
        Optional<Pack.Method> unnamed =
                Optional.of(new Pack.Method(ConnectionType.API_KEY, List.of(field("token", List.of()))));

        assertThat(SecretNames.seedNames(named, acme, ConnectionType.API_KEY, "apiKey"))
                .containsExactly(new SecretName("ACME_TOKEN"));
        assertThat(SecretNames.seedNames(unnamed, acme, ConnectionType.API_KEY, "apiKey"))
                .containsExactly(new SecretName("ACME_API_KEY"));
        assertThat(SecretNames.seedNames(Optional.empty(), acme, ConnectionType.API_KEY, "apiKey"))
                .containsExactly(new SecretName("ACME_API_KEY"));
    }

    private static Pack.Field field(String name, List<String> seedAs) {
        return new Pack.Field(
                name,
                name,
                Optional.empty(),
                Optional.empty(),
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                seedAs);
    }
}
