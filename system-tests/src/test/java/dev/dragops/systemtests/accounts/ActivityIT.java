package dev.dragops.systemtests.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit trail as its people read it. */
@SystemTest
class ActivityIT {
    private final Dragops dragops;
    private final Database database;
    private Person ada;
    private String connection;

    ActivityIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.database = installation.database();
    }

    @BeforeEach
    void register() {
        ada = dragops.register();
        connection = ada.createSlack("xoxb-activity-77aa", "Slack");
    }

    @Test
    void tellsWhatIDidAndNobodyElse() {
        Person bob = dragops.register();

        Answer activity = ada.get("/api/activity").expect(200);

        assertThat(activity.texts("/activity", "action"))
                .startsWith("connection.created")
                .contains("account.registered");
        assertThat(activity.texts("/activity", "userId")).containsOnly(ada.id());
        assertThat(activity.texts("/activity", "email")).containsOnly(ada.email());
        assertThat(activity.body()).doesNotContain("xoxb-activity-77aa", ada.password());
        assertThat(bob.get("/api/activity?q=" + connection).expect(200).texts("/activity", "action"))
                .isEmpty();
    }

    @Test
    void findsByIdGroupOutcomeAndDay() {
        ada.renameConnection(connection, "Slack 2").expect(200);
        ada.post("/api/runtime/credentials", "{\"connection\":\"" + connection + "\",\"executionId\":\"r\"}")
                .expectProblem(403, "INSUFFICIENT_SCOPE");

        assertThat(actions("q=" + connection)).contains("connection.renamed", "connection.created");
        assertThat(actions("group=access&outcome=refused")).containsOnly("access.refused");
        assertThat(actions("group=connections")).doesNotContain("account.registered");
        assertThat(actions("from=2001-01-01&to=2001-12-31")).isEmpty();
        assertThat(actions("from=2001-01-01")).contains("account.registered");
    }

    private List<String> actions(String query) {
        return ada.get("/api/activity?" + query).expect(200).texts("/activity", "action");
    }

    @Test
    void pagesWithoutLossOrRepetition() {
        for (int i = 0; i < 7; i++) {
            ada.renameConnection(connection, "Slack " + i).expect(200);
        }
        List<String> all = ada.get("/api/activity").expect(200).texts("/activity", "requestId");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = ada.get("/api/activity?limit=3" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .expect(200);
            seen.addAll(page.texts("/activity", "requestId"));
            cursor = page.json().path("nextCursor").asText("");
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(all).hasSizeGreaterThan(7);
    }

    @Test
    void refusesParametersThatMakeNoSense() {
        for (String wrong : List.of(
                "limit=0",
                "cursor=x",
                "group=cats",
                "outcome=maybe",
                "from=yesterday",
                "to=x",
                "scope=world",
                "q=" + "x".repeat(201))) {
            ada.get("/api/activity?" + wrong).expectRefusedField(wrong.replaceAll("=.*", ""));
        }
        ada.get("/api/activity/export?format=xml").expectRefusedField("format");
    }

    @Test
    void showsEverybodysToAdministratorsOnly() {
        ada.get("/api/activity?scope=all").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        ada.get("/api/activity/export?scope=all").expectProblem(403, "ADMINISTRATOR_REQUIRED");

        Answer all = dragops.administrator()
                .get("/api/activity?scope=all&q=" + connection)
                .expect(200);

        assertThat(all.texts("/activity", "email")).contains(ada.email());
    }

    @Test
    void takesAScopeOfItsOwn() {
        ada.program("connections:read", "connections:write", "secrets:read")
                .get("/api/activity")
                .expectProblem(403, "INSUFFICIENT_SCOPE");
        Client auditor = ada.program("activity:read");

        assertThat(auditor.get("/api/activity").expect(200).texts("/activity", "action"))
                .contains("account.registered");
        auditor.connections().expectProblem(403, "INSUFFICIENT_SCOPE");
    }

    @Test
    void writesAFileThatNoSpreadsheetComputes() {
        // their own, since no program could have written such ids, and the description of the JSON says so
        Person bob = dragops.register();
        bob.createSlack("xoxb-spreadsheet", "Slack");
        database.execute("UPDATE acc_audit SET pattern_id = '=HYPERLINK(\"http://evil.example\")', node_id = '@SUM(1)',"
                + " execution_id = '+1' WHERE action = 'connection.created' AND user_id = '" + bob.id() + "'");

        Answer csv = bob.get("/api/activity/export?format=csv&group=connections", "Accept", "text/csv")
                .expect(200);

        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.header("Content-Disposition")).startsWith("attachment; filename=\"activity-");
        assertThat(csv.body())
                .startsWith("\"at\",\"action\",\"outcome\"")
                .contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\"", "\"'@SUM(1)\"", "\"'+1\"")
                .doesNotContainPattern("(?m)(^|,)\"?[=+@]");
    }

    @Test
    void writesTheSameRowsAsJson() {
        JsonNode file = ada.get("/api/activity/export?format=json").expect(200).json();
        JsonNode list = ada.get("/api/activity?limit=500").expect(200).json();

        assertThat(file.path("activity")).isEqualTo(list.path("activity"));
        assertThat(file.path("truncated").asBoolean()).isFalse();
    }

    @Test
    void showsAndDownloadsItOnThePage() {
        Browser browser = new Browser(dragops);
        browser.submit(
                browser.open("/sign-in"),
                "/sign-in",
                Map.of("E-mail address", ada.email(), "Password", ada.password()));

        Browser.Page page =
                browser.open("/activity?group=connections&q=" + connection).expect(200);
        assertThat(page.text()).contains(connection.substring(connection.length() - 6));
        assertThat(browser.open("/activity?group=cats").expect(400).html().select("[role=alert]"))
                .hasSize(1);
        assertThat(browser.open("/activity?scope=all").status()).isEqualTo(404);
        Browser.Page csv = browser.follow(page, "Download CSV").expect(200);
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.text()).contains("connection.created").doesNotContain("account.registered");
    }
}
