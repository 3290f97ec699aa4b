package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"), ".dragops");

    @Test
    void hasADefaultForEverything() {
        Settings settings = Settings.from(Map.of());

        assertThat(settings.database()).isEmpty();
        assertThat(settings.dataDir()).isEqualTo(HOME.resolve("data"));
        assertThat(settings.rootKeyFile()).isEqualTo(HOME.resolve("dragops-root.key"));
        assertThat(settings.packsDir()).isEmpty();
        assertThat(settings.httpAddress()).isEqualTo("127.0.0.1");
        assertThat(settings.httpPort()).isEqualTo(8080);
        assertThat(settings.publicUrl()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(settings.localAuth()).isTrue();
        assertThat(settings.setupCode()).isEmpty();
        assertThat(settings.egressAllow()).isEmpty();
    }

    @Test
    void refusesATraceAgentThatIsNotThere() {
        assertThat(Settings.from(Map.of()).traceAgent()).isEmpty();
        assertRefused("opentelemetry-javaagent.jar", "DRAGOPS_TRACES_AGENT", "/nowhere/agent.jar");
    }

    @Test
    void readsHowLongANodeServesOnWhenItIsToBeStopped() {
        assertThat(Settings.from(Map.of()).drain()).isZero();
        assertThat(Settings.from(Map.of("DRAGOPS_DRAIN_SECONDS", "15")).drain()).isEqualTo(Duration.ofSeconds(15));
        assertRefused("from 0 to 600", "DRAGOPS_DRAIN_SECONDS", "601");
        assertRefused("from 0 to 600", "DRAGOPS_DRAIN_SECONDS", "5 s");
    }

    @Test
    void readsWhichProxiesAreBelieved() {
        assertThat(Settings.from(Map.of()).trustedProxies()).isEmpty();
        assertThat(Settings.from(Map.of("DRAGOPS_TRUSTED_PROXIES", "10.0.0.7, fd00::/64"))
                        .trustedProxies())
                .containsExactlyInAnyOrder(
                        Network.parse("10.0.0.7").orElseThrow(),
                        Network.parse("fd00::/64").orElseThrow());
        assertRefused("no IP address or network", "DRAGOPS_TRUSTED_PROXIES", "10.0.0.7,balancer.internal");
    }

    @ParameterizedTest
    @CsvSource({
        "DRAGOPS_HTTP_PROT, DRAGOPS_HTTP_PORT",
        "DRAGOPS_DRAIN_SECOND, DRAGOPS_DRAIN_SECONDS",
        "DRAGOPS_DB_PASWORD, DRAGOPS_DB_PASSWORD",
        "DRAGOPS_LOCALAUTH, DRAGOPS_LOCAL_AUTH",
        "DRAGOPS_TRUSTED_PROXY, DRAGOPS_TRUSTED_PROXIES",
        "DRAGOPS_TRUST_PROXIES, DRAGOPS_TRUSTED_PROXIES",
        "DRAGOPS_DRAIN, DRAGOPS_DRAIN_SECONDS",
        "DRAGOPS_DRAIN_SECONDS_MAX, DRAGOPS_DRAIN_SECONDS",
        "DRAGOPS_DATABASE_URL, DRAGOPS_DB_URL",
        "DRAGOPS_DB, DRAGOPS_DB_URL",
        "DRAGOPS_DB_PASSWORD_FILE, DRAGOPS_DB_PASSWORD",
        "DRAGOPS_ROOTKEY_FILE, DRAGOPS_ROOT_KEY_FILE",
        "DRAGOPS_AUDIT_HEADFILE, DRAGOPS_AUDIT_HEAD_FILE"
    })
    void refusesANameThatIsNearlyOneOfOurs(String written, String meant) {
        assertThatThrownBy(() -> Settings.from(Map.of(written, "anything")))
                .hasMessageContaining(written + " is no setting: write " + meant);
    }

    @Test
    void refusesAPasswordUnderANameThatIsNearlyOurs() {
        assertThatThrownBy(() -> Settings.from(Map.of(
                        "DRAGOPS_DB_URL", "jdbc:mariadb://localhost/d",
                        "DRAGOPS_DB_USER", "u",
                        "DRAGOPS_DB_PASSWROD", "hunter2")))
                .hasMessageContaining("write DRAGOPS_DB_PASSWORD")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DRAGOPS_OAUTH_SLACK_CLIENT_SECERT",
                "DRAGOPS_OAUTH_X_CLIENTID",
                "DRAGOPS_OAUTH_slack_CLIENT_ID",
                "DRAGOPS_OAUTH_CLIENT_ID",
                "DRAGOPS_OAUTH_SLACK"
            })
    void refusesANameThatIsNearlyOneOfAnOAuthApp(String written) {
        assertThatThrownBy(() -> Settings.from(Map.of(written, "hunter2")))
                .hasMessageContaining(written + " is no setting: those of an OAuth app are"
                        + " DRAGOPS_OAUTH_<PROVIDER>_CLIENT_ID, _CLIENT_SECRET and _CLIENT_AUTHENTICATION")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DRAGOPS_ENGINE_URL",
                "DRAGOPS_UI_URL",
                "DRAGOPS_API_URL",
                "DRAGOPS_DASHBOARD_URL",
                "DRAGOPS_CACHE_DIR",
                "DRAGOPS_LOG_LEVEL",
                "DRAGOPS_HOME",
                "DRAGOPS_VERSION",
                "DRAGOPS_ENGINE_DB_URL",
                "DRAGOPS_ENGINE_HTTP_PORT",
                "DRAGOPS_WORKERS",
                // of Kubernetes, for a service named dragops
                "DRAGOPS_PORT",
                "DRAGOPS_PORT_8080_TCP_ADDR",
                "DRAGOPS_SERVICE_HOST",
                "DRAGOPS_SERVICE_PORT_HTTP"
            })
    void leavesTheVariablesOfOthersAlone(String name) {
        assertThat(Settings.from(Map.of(name, "x"))).isEqualTo(Settings.from(Map.of()));
    }

    @Test
    void takesAllOfItsOwnNamesTogether() {
        Map<String, String> all = new HashMap<>(Map.of(
                "DRAGOPS_DB_URL", "jdbc:mariadb://localhost/d",
                "DRAGOPS_DB_USER", "u",
                "DRAGOPS_DB_PASSWORD", "p",
                "DRAGOPS_DATA_DIR", "/d",
                "DRAGOPS_ROOT_KEY_FILE", "/k",
                "DRAGOPS_PACKS_DIR", "/p",
                "DRAGOPS_PUBLIC_URL", "https://connections.example.com",
                "DRAGOPS_HTTP_ADDRESS", "127.0.0.1",
                "DRAGOPS_HTTP_PORT", "8080",
                "DRAGOPS_LOCAL_AUTH", "true"));
        all.putAll(Map.of(
                "DRAGOPS_SETUP_CODE", "correct-horse",
                "DRAGOPS_EGRESS_ALLOW", "idp.internal:8443",
                "DRAGOPS_AUDIT_HEAD_FILE", "/h",
                "DRAGOPS_TRUSTED_PROXIES", "10.0.0.7",
                "DRAGOPS_DRAIN_SECONDS", "5",
                "DRAGOPS_OAUTH_SLACK_CLIENT_ID", "1",
                "DRAGOPS_OAUTH_MY_IDP_CLIENT_SECRET", "2",
                "DRAGOPS_OAUTH_X_CLIENT_AUTHENTICATION", "none"));

        assertThat(Settings.from(all).drain()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void takesBlankForUnset() {
        assertThat(Settings.from(Map.of("DRAGOPS_HTTP_PORT", " ", "DRAGOPS_DB_URL", "", "DRAGOPS_PUBLIC_URL", "\t")))
                .isEqualTo(Settings.from(Map.of()));
    }

    @Test
    void keepsTheRootKeyBesideTheDataAndNotInsideIt() {
        assertThat(Settings.from(Map.of("DRAGOPS_DATA_DIR", "/srv/dragops/data"))
                        .rootKeyFile())
                .isEqualTo(Path.of("/srv/dragops/dragops-root.key"));
        assertRefused(
                "lies inside DRAGOPS_DATA_DIR",
                "DRAGOPS_DATA_DIR",
                "/srv/dragops",
                "DRAGOPS_ROOT_KEY_FILE",
                "/srv/dragops/keys/../root.key");
    }

    @Test
    void keepsTheHeadOfTheAuditTrailOutsideTheData() {
        assertThat(Settings.from(Map.of("DRAGOPS_AUDIT_HEAD_FILE", "/srv/witness/audit.head"))
                        .auditHeadFile())
                .contains(Path.of("/srv/witness/audit.head"));
        assertRefused(
                "lies inside DRAGOPS_DATA_DIR",
                "DRAGOPS_DATA_DIR",
                "/srv/dragops/data",
                "DRAGOPS_AUDIT_HEAD_FILE",
                "/srv/dragops/data/audit.head");
    }

    @Test
    void readsADatabaseOfTheOperators() {
        Settings.Database database = Settings.from(Map.of(
                        "DRAGOPS_DB_URL", "jdbc:mariadb://db:3306/dragops",
                        "DRAGOPS_DB_USER", "dragops",
                        "DRAGOPS_DB_PASSWORD", "pa55"))
                .requireDatabase();

        assertThat(database).isEqualTo(new Settings.Database("jdbc:mariadb://db:3306/dragops", "dragops", "pa55"));
        assertThat(database.toString()).doesNotContain("pa55");
    }

    @Test
    void refusesAServerWithoutADatabase() {
        Settings settings = Settings.from(Map.of());

        assertThatThrownBy(settings::requireDatabase)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("DRAGOPS_DB_URL is missing");
    }

    @Test
    void refusesHalfADatabase() {
        assertRefused("DRAGOPS_DB_USER is missing", "DRAGOPS_DB_URL", "jdbc:mariadb://db/dragops");
        assertRefused("set without DRAGOPS_DB_URL", "DRAGOPS_DB_USER", "dragops");
        assertRefused("set without DRAGOPS_DB_URL", "DRAGOPS_DB_PASSWORD", "pa55");
    }

    @Test
    void refusesAnotherDatabaseThanMariaDb() {
        assertRefused("must start with jdbc:mariadb:", "DRAGOPS_DB_URL", "jdbc:h2:mem:x", "DRAGOPS_DB_USER", "dragops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?user=root", "?password=pa55", "?useSsl=true&Password=pa55"})
    void refusesCredentialsInTheUrlWithoutRepeatingThem(String query) {
        assertThatThrownBy(() -> Settings.from(
                        Map.of("DRAGOPS_DB_URL", "jdbc:mariadb://db/dragops" + query, "DRAGOPS_DB_USER", "dragops")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("DRAGOPS_DB_URL holds a user or password")
                .hasMessageNotContaining("pa55");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "80.0", "http", "999999999999"})
    void refusesAPortThatIsNone(String port) {
        assertRefused("DRAGOPS_HTTP_PORT must be a whole number from 1 to 65535", "DRAGOPS_HTTP_PORT", port);
    }

    @ParameterizedTest
    @CsvSource({
        "https://connections.example.com, https://connections.example.com",
        "https://connections.example.com/, https://connections.example.com",
        "http://10.1.2.3:8443, http://10.1.2.3:8443"
    })
    void readsThePublicUrlWithoutItsLastSlash(String given, URI read) {
        assertThat(Settings.from(Map.of("DRAGOPS_PUBLIC_URL", given)).publicUrl())
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections.example.com",
                "ftp://example.com",
                "https://",
                "https://example.com/path",
                "https://example.com?q=1",
                "https://example.com#f",
                "https://user@example.com",
                "https://exa mple.com"
            })
    void refusesAPublicUrlThatIsNoOrigin(String url) {
        assertRefused("DRAGOPS_PUBLIC_URL must be the address that browsers use", "DRAGOPS_PUBLIC_URL", url);
    }

    @Test
    void followsThePortInThePublicUrl() {
        assertThat(Settings.from(Map.of("DRAGOPS_HTTP_PORT", "9090")).publicUrl())
                .isEqualTo(URI.create("http://localhost:9090"));
    }

    @Test
    void closesRegistrationOnlyByAClearWord() {
        assertThat(Settings.from(Map.of("DRAGOPS_LOCAL_AUTH", "false")).localAuth())
                .isFalse();
        assertRefused("DRAGOPS_LOCAL_AUTH must be true or false", "DRAGOPS_LOCAL_AUTH", "no");
    }

    @Test
    void refusesASetupCodeThatCanBeGuessed() {
        assertThat(Settings.from(Map.of("DRAGOPS_SETUP_CODE", "correct-horse")).setupCode())
                .contains("correct-horse");
        assertRefused("DRAGOPS_SETUP_CODE must have at least 8 characters", "DRAGOPS_SETUP_CODE", "1234567");
    }

    @Test
    void readsTheTargetsThatAreAllowed() {
        assertThat(Settings.from(Map.of("DRAGOPS_EGRESS_ALLOW", "idp.Internal:8443, [fd00::1]:443\n10.0.0.1:80"))
                        .egressAllow())
                .containsExactlyInAnyOrder(
                        new HostPort("idp.internal", 8443), new HostPort("fd00::1", 443), new HostPort("10.0.0.1", 80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host", "host:", ":80", "host:0", "host:70000", "https://host:443", "fd00::1:443", "a b:80"})
    void refusesATargetWithoutHostOrPort(String entry) {
        assertRefused("DRAGOPS_EGRESS_ALLOW has an entry that is not host:port", "DRAGOPS_EGRESS_ALLOW", entry);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAGOPS_DATA_DIR", "DRAGOPS_ROOT_KEY_FILE", "DRAGOPS_PACKS_DIR"})
    void refusesAPathThatDependsOnWhereItIsStarted(String name) {
        assertRefused(name + " must be an absolute path", name, "some/folder");
        assertRefused(name + " must be an absolute path", name, "/with\0nul");
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> Settings.from(Map.of("DRAGOPS_HTTP_PORT", "x", "DRAGOPS_LOCAL_AUTH", "x")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("DRAGOPS_HTTP_PORT", "DRAGOPS_LOCAL_AUTH");
    }

    private static void assertRefused(String reason, String... variables) {
        Map<String, String> environment = variables.length == 2
                ? Map.of(variables[0], variables[1])
                : Map.of(variables[0], variables[1], variables[2], variables[3]);
        assertThatThrownBy(() -> Settings.from(environment))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(reason);
    }
}
