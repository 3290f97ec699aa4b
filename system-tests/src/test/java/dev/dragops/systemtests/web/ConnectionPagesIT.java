package dev.dragops.systemtests.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of one connection, from its form to its end. */
@SystemTest
class ConnectionPagesIT {
    private static final String CANARY = "xoxb-canary-of-the-pages";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>'${7*7}[[${7*7}]]";

    private final Dragops dragops;
    private Person ada;
    private Browser browser;

    ConnectionPagesIT(Dragops dragops) {
        this.dragops = dragops;
    }

    @BeforeEach
    void register() {
        ada = dragops.register();
        browser = ada.browser();
    }

    private String keyField() {
        return "field." + ada.get("/api/providers/slack").expect(200).text("/methods/0/fields/0/name");
    }

    private Map<String, String> filled(String key, String name) {
        Page form = browser.open("/connections/new/slack").expect(200);
        Map<String, String> fields = browser.fields(form, "/connections/new/slack");
        fields.put(keyField(), key);
        fields.put("displayName", name);
        return fields;
    }

    @Test
    void leavesOutWhiteSpaceAroundAPastedKeyAndSaysSo() {
        Page saved = browser.post(
                        "/connections/new/slack", filled(" " + CANARY + " \n", "Trimmed"), "Origin", browser.origin())
                .expect(200);

        assertThat(saved.path()).endsWith("/saved");
        assertThat(saved.text()).contains("Trimmed is saved", "White space around what was pasted was left out.");
        assertThat(saved.html().html()).doesNotContain(CANARY);
        assertThat(ada.valueOf(ada.environment("production"), "SLACK_API_KEY", ada.engine()))
                .isEqualTo(CANARY);
    }

    @Test
    void replacesAKeptSecretByOneClickFromThePageAfterSaving() {
        String development = ada.environment("development");
        ada.putSecret(development, "SLACK_API_KEY", "by hand").expect(201);
        Page saved = browser.post("/connections/new/slack", filled(CANARY, "Takes over"), "Origin", browser.origin())
                .expect(200);
        String take = saved.html().select("form[action$=/replace]").attr("action");

        Page after = browser.submit(saved, take, Map.of()).expect(200);

        assertThat(after.path()).isEqualTo(saved.path());
        assertThat(after.text()).contains("The secret has the value of this connection now.");
        assertThat(after.html().select("form[action$=/replace]")).isEmpty();
        assertThat(ada.valueOf(development, "SLACK_API_KEY", ada.engine())).isEqualTo(CANARY);
    }

    @Test
    void checksAFieldWithoutEverAnsweringItsValue() {
        String field = keyField();
        Map<String, String> sent = new LinkedHashMap<>(filled("ghp_" + CANARY, "x"));
        String address = "/connections/new/slack/check?field=" + field;

        Page answer = browser.post(address, sent, "Origin", browser.origin(), "HX-Request", "true")
                .expect(200);

        assertThat(answer.text()).contains("This looks like a value from GitHub");
        assertThat(answer.html().html()).doesNotContain(CANARY);
        sent.put(field, HOSTILE);
        assertThat(browser.post(address, sent, "Origin", browser.origin())
                        .expect(200)
                        .html()
                        .html())
                .doesNotContain("onerror");
    }

    @Test
    void checksNothingThatWasNotSentFromAPageOfOurs() {
        String address = "/connections/new/slack/check?field=" + keyField();
        Map<String, String> sent = filled(CANARY, "x");

        Page foreign = browser.post(address, sent, "Origin", "https://evil.example");
        sent.put("csrf", "A".repeat(43));
        Page forged = browser.post(address, sent, "Origin", browser.origin());

        assertThat(List.of(foreign.status(), forged.status())).containsOnly(403);
        assertThat(foreign.html().html() + forged.html().html()).doesNotContain(CANARY);
        assertThat(new Browser(dragops).post(address, sent).path()).isEqualTo("/sign-in");
    }

    @Test
    void writesAHostileNameAsTextOnEveryPageOfTheConnection() {
        String first = ada.createSlack(CANARY, HOSTILE);
        ada.createSlack("xoxb-2", "Heir" + HOSTILE);
        ada.engine().openCredential("""
                        {"connection":"%s","executionId":"run_1","patternId":"pat_1","nodeId":"n1"}
                        """.formatted(first)).expect(200);

        for (String page : List.of("", "/saved", "/replace", "/activity", "/delete", "/revoke")) {
            Page shown = browser.open("/connections/" + first + page).expect(200);

            assertThat(shown.text()).as(page).contains(HOSTILE);
            assertThat(shown.html().select("img[src=x]")).as(page).isEmpty();
            assertThat(shown.html().html()).as(page).doesNotContain(CANARY);
            assertThat(shown.html().select("[style], [onclick], script:not([src])"))
                    .as(page)
                    .isEmpty();
        }
        assertThat(browser.open("/connections/" + first + "/delete").text())
                .contains("secrets pass on", "Heir", "pat_1 / n1");
        assertThat(browser.open("/connections/" + first).text()).contains("Used once in the last 30 days.");
        assertThat(browser.open("/connections/" + first + "/activity").text())
                .contains("Credential opened by an execution", "Connection saved");
    }

    @Test
    void replacesTheCredentialInPlace() {
        String id = ada.createSlack("xoxb-old", "In place");
        Page form = browser.open("/connections/" + id + "/replace").expect(200);
        Map<String, String> fields = browser.fields(form, "/connections/" + id + "/replace");
        fields.put(keyField(), CANARY);

        Page after = browser.post("/connections/" + id + "/replace", fields, "Origin", browser.origin())
                .expect(200);

        assertThat(after.path()).isEqualTo("/connections/" + id);
        assertThat(after.text()).contains("The credential was replaced.");
        assertThat(after.html().html()).doesNotContain(CANARY);
        assertThat(ada.valueOf(ada.environment("staging"), "SLACK_API_KEY", ada.engine()))
                .isEqualTo(CANARY);
    }

    @Test
    void hidesWhatIsAnothers() {
        String bobs = dragops.register().createSlack("k", "Bob's alone");

        for (String page : List.of("", "/saved", "/replace", "/activity", "/delete", "/revoke")) {
            Page shown = browser.open("/connections/" + bobs + page);

            assertThat(shown.status()).as(page).isEqualTo(404);
            assertThat(shown.text()).as(page).doesNotContain("Bob's alone");
        }
    }
}
