package dev.dragops.systemtests.web;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator sees of the server, and what browsers report. */
@SystemTest
class AdministrationIT {
    private final Dragops dragops;
    private final Installation installation;

    AdministrationIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.installation = installation;
    }

    @Test
    void tellsAMonitoringSystemWhatWasOpenedAndNothingOfWhom() {
        Person administrator = dragops.administrator();
        String id = administrator.createSlack("xoxb-metrics", "Metrics " + System.nanoTime());
        administrator.engine().openConnection(id).expect(200);
        Program monitoring = administrator.program("metrics:read");

        String metrics = monitoring.get("/api/admin/metrics").expect(200).body();

        assertThat(metrics)
                .containsPattern("dragops_openings_total\\{kind=\"credential\",outcome=\"succeeded\"} [1-9]")
                .containsPattern("dragops_seal_operations_total\\{key=\"\\d+\",operation=\"open\"} [1-9]")
                .containsPattern(
                        "dragops_http_requests_seconds_count\\{area=\"api\",method=\"POST\",route=\"/api/runtime/credentials\",status=\"2xx\"} [1-9]")
                .contains("route=\"/api/connections/api-key\"", "dragops_refreshes_waiting ")
                .contains(
                        "dragops_jobs_late_seconds{job=\"refresh\"} ", "dragops_jobs_late_seconds{job=\"revocation\"} ")
                .contains(
                        "dragops_audit_lag_seconds ",
                        "dragops_database_connections ",
                        "dragops_database_connections_busy ")
                .contains("jvm_memory_used_bytes")
                .doesNotContain(id, administrator.id(), administrator.email(), "slack", "xoxb");
    }

    @Test
    void tellsMetricsToNobodyElse() {
        dragops.anybody().get("/api/admin/metrics").expectProblem(401, "UNAUTHENTICATED");
        dragops.administrator()
                .program("activity:read")
                .get("/api/admin/metrics")
                .expectProblem(403, "INSUFFICIENT_SCOPE");
        dragops.register()
                .program("metrics:read")
                .get("/api/admin/metrics")
                .expectProblem(403, "ADMINISTRATOR_REQUIRED");
    }

    @Test
    void tellsHowTheServerIs() {
        Answer system = dragops.administrator().get("/api/admin/system").expect(200);

        assertThatJson(system.body()).node("database.status").isEqualTo("UP");
        assertThat(system.text("/versions/product")).matches("\\d+\\..*");
        assertThat(system.text("/versions/database")).startsWith("MariaDB");
        assertThat(system.text("/versions/server")).isNotBlank();
        assertThat(system.text("/keys/rootKeyFingerprint")).matches("[0-9a-f]{16}");
        assertThat(system.texts("/keys/keys", "purpose")).contains("seal", "mac");
        assertThat(system.texts("/jobs", "job")).containsExactly("refresh", "revocation");
        assertThat(system.texts("/migrations", "module")).contains("vlt", "acc", "sec", "oau", "con");
    }

    @Test
    void reviewsThePacks() {
        Answer packs = dragops.administrator().get("/api/admin/packs").expect(200);

        assertThat(packs.texts("/packs", "provider")).contains("slack", "github", "jira");
        assertThatJson(packs.body())
                .inPath("$.packs[?(@.provider=='slack')].builtIn")
                .isEqualTo(List.of(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/packs", "/admin/system", "/admin/oauth-apps?q=git"})
    void isNotThereForOthers(String page) {
        Person ada = dragops.register();

        assertThat(signedIn(ada).open(page).status()).isEqualTo(404);
        assertThat(signedIn(dragops.administrator()).open(page).status()).isEqualTo(200);
    }

    @Test
    void tellsOthersNothing() {
        Person ada = dragops.register();

        ada.get("/api/admin/system").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        ada.get("/api/admin/packs").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        dragops.administrator()
                .program("connections:read")
                .get("/api/admin/system")
                .expectProblem(403, "SESSION_REQUIRED");
    }

    @Test
    void findsAnOAuthAppAmongMany() {
        Browser.Page found = signedIn(dragops.administrator())
                .open("/admin/oauth-apps?q=GitHub")
                .expect(200);

        assertThat(found.html().select("a[href=/admin/oauth-apps/github]")).hasSize(1);
        assertThat(found.html().select("a[href=/admin/oauth-apps/slack]")).isEmpty();
    }

    @Test
    void logsWhatBrowsersReportWithoutItsQuery() {
        String marker = "blocked-" + System.nanoTime();
        String report = "{\"csp-report\":{\"document-uri\":\"http://localhost/connections?q=in-the-query\","
                + "\"effective-directive\":\"script-src\",\"blocked-uri\":\"https://evil.example/" + marker + "\"}}";

        dragops.anybody()
                .send("POST", "/csp-report", Optional.of(report), "Content-Type", "application/csp-report")
                .expect(204);

        Awaitility.await("the line in the log")
                .atMost(Duration.ofSeconds(10))
                .until(() -> installation.console().lines().anyMatch(line -> line.contains(marker)));
        assertThat(installation.console().lines().filter(line -> line.contains(marker)))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("CSP report").doesNotContain("in-the-query"));
        assertThat(new Browser(dragops)
                        .open("/sign-in")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElse(""))
                .contains("report-uri /csp-report");
    }

    @Test
    void refusesReportsThatAreNone() {
        assertThat(report("text/plain", "x").status()).isEqualTo(415);
        assertThat(report("application/json", "{}").status()).isEqualTo(415);
        assertThat(report("application/reports+json", "nonsense").status()).isEqualTo(400);
        assertThat(report("application/csp-report", " ".repeat(16 * 1024 + 1)).status())
                .isEqualTo(413);
        assertThat(report("application/reports+json", "[]").status()).isEqualTo(204);
    }

    private Answer report(String mediaType, String body) {
        return dragops.anybody().send("POST", "/csp-report", Optional.of(body), "Content-Type", mediaType);
    }

    private Browser signedIn(Person person) {
        Browser browser = new Browser(dragops);
        browser.submit(
                        browser.open("/sign-in"),
                        "/sign-in",
                        Map.of("E-mail address", person.email(), "Password", person.password()))
                .expect(200);
        return browser;
    }
}
