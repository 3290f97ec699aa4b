package dev.dragops.systemtests.web;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.SystemTest;
import java.net.HttpCookie;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages, as a browser without JavaScript uses them. */
@SystemTest
class PagesIT {
    private final Dragops dragops;
    private final String email = Dragops.newEmail();
    private final Browser ada;

    PagesIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = new Browser(dragops);
        Page home = signUp(ada, email);
        assertThat(home.path()).isEqualTo("/connections");
    }

    private static Page signUp(Browser browser, String email) {
        Page form = browser.open("/sign-up").expect(200);
        return browser.submit(
                        form,
                        "/sign-up",
                        Map.of(
                                "E-mail address",
                                email,
                                "First name",
                                "Ada",
                                "Last name",
                                "Lovelace",
                                "Password",
                                Dragops.PASSWORD))
                .expect(200);
    }

    /** What the API knows of the person in the browser. */
    private Client api() {
        return dragops.signIn(email, Dragops.PASSWORD);
    }

    private String labelOf(String provider, String field) {
        var fields = api().get("/api/providers/" + provider).expect(200).json().at("/methods/0/fields");
        for (var each : fields) {
            if (each.path("name").asText().equals(field)) {
                return each.path("label").asText();
            }
        }
        throw new AssertionError(provider + " has no field " + field);
    }

    @Test
    void leadsFromSignUpToTheFirstConnectionAndItsSecrets() {
        Browser bob = new Browser(dragops);
        Page empty = signUp(bob, Dragops.newEmail());
        assertThat(empty.text()).contains("No connections yet");

        Page choice = bob.follow(empty, "Make your first connection").expect(200);
        Page form = bob.follow(choice, "Jira").expect(200);
        Map<String, String> values = new LinkedHashMap<>();
        values.put(labelOf("jira", "user-email"), "ada@example.com");
        values.put(labelOf("jira", "api-token"), "jira-token-of-the-page");
        values.put(labelOf("jira", "base-url"), "https://mycompany.atlassian.net");
        values.put("Display name", "Jira - Page");
        Page saved = bob.submit(form, "/connections/new/jira", values).expect(200);

        assertThat(saved.path()).startsWith("/connections/conn_");
        assertThat(saved.text()).contains("Jira - Page is saved", "It seeded 3 secrets.");
        assertThat(saved.html().html()).doesNotContain("jira-token-of-the-page");
        assertThat(bob.open("/connections").expect(200).text()).contains("Jira - Page");
        Page secrets = bob.open("/secrets").expect(200);
        assertThat(secrets.text()).contains("JIRA_API_TOKEN", "JIRA_BASE_URL", "JIRA_USER_EMAIL");
        assertThat(secrets.html().html()).doesNotContain("jira-token-of-the-page");
    }

    @Test
    void savesAnApiKeyAndDeletesItAfterAQuestion() {
        Page form = ada.open("/connections/new/slack").expect(200);
        Page saved = ada.submit(
                        form,
                        "/connections/new/slack",
                        Map.of(labelOf("slack", keyField("slack")), "xoxb-page-1", "Display name", "Slack - Page"))
                .expect(200);
        String id = saved.path().replace("/connections/", "").replace("/saved", "");
        assertThat(api().connection(id).expect(200).text("/displayName")).isEqualTo("Slack - Page");

        Page question = ada.open("/connections/" + id + "/delete").expect(200);
        assertThat(question.text()).contains("Delete Slack - Page?");
        api().connection(id).expect(200);

        Page after =
                ada.submit(question, "/connections/" + id + "/delete", Map.of()).expect(200);
        assertThat(after.path()).isEqualTo("/connections");
        api().connection(id).expect(404);
    }

    private String keyField(String provider) {
        return api().get("/api/providers/" + provider).expect(200).text("/methods/0/fields/0/name");
    }

    @Test
    void showsWhatIsWrongBesideTheFieldAndKeepsWhatIsNoSecret() {
        Page form = ada.open("/connections/new/acme").expect(200);

        Page again = ada.submit(
                form,
                "/connections/new/acme",
                Map.of("Login", "ada-login", "PIN", "sesame", "Display name", "Kept name"));

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.html().select("input[aria-invalid=true]")).hasSize(1);
        assertThat(again.html().select("input[value=ada-login]")).hasSize(1);
        assertThat(again.html().select("input[value=Kept name]")).hasSize(1);
        assertThat(again.html().html()).doesNotContain("sesame");
    }

    @Test
    void savesOneConnectionWhenAFormIsSentTwice() {
        Page form = ada.open("/connections/new/slack").expect(200);
        Map<String, String> values =
                Map.of(labelOf("slack", keyField("slack")), "xoxb-twice", "Display name", "Slack - Twice");

        ada.submit(form, "/connections/new/slack", values);
        ada.submit(form, "/connections/new/slack", values);

        assertThat(api().connections().texts("/connections", "displayName")).containsOnlyOnce("Slack - Twice");
    }

    @Test
    void writesReplacesAndDeletesASecretWithoutShowingIt() {
        Page list = ada.open("/secrets").expect(200);
        Page form = ada.follow(list, list.text().contains("New secret") ? "New secret" : "Add")
                .expect(200);
        String action =
                form.html().select("form[method=post][action^=/secrets]").attr("action");

        Page saved = ada.submit(form, action, Map.of("Name", "FROM_THE_PAGE", "Value", "page-secret-1"))
                .expect(200);

        assertThat(saved.text()).contains("FROM_THE_PAGE");
        assertThat(saved.html().html()).doesNotContain("page-secret-1");
        String question = saved.html().select("a[href$=/FROM_THE_PAGE/delete]").attr("href");
        Page deleted =
                ada.submit(ada.open(question).expect(200), question, Map.of()).expect(200);
        assertThat(deleted.text()).doesNotContain("FROM_THE_PAGE");
    }

    @Test
    void addsASecretOnceWhenItComesSixTimesAtOnce() {
        Page form = ada.follow(ada.open("/secrets").expect(200), "New secret").expect(200);
        String action =
                form.html().select("form[method=post][action^=/secrets]").attr("action");

        List<Page> answers = atOnce(6, i -> ada.submit(form, action, Map.of("Name", "AT_ONCE", "Value", "value-" + i)));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(late -> assertThat(late.expect(409).text()).contains("is here already"));
        String environment = ada.fields(form, action).get("environment");
        assertThat(api().secret(environment, "AT_ONCE").expect(200).text("/version"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/connections",
                "/connections/new",
                "/connections/new/jira",
                "/secrets",
                "/secrets/import",
                "/workspaces"
            })
    void asksWhoeverIsNotSignedInToDoSo(String path) {
        Page page = new Browser(dragops).open(path).expect(200);

        assertThat(page.path()).isEqualTo("/sign-in");
    }

    @Test
    void comesBackToThePageThatWasAskedForAndNowhereElse() {
        Browser browser = new Browser(dragops);
        Page signIn = browser.open("/secrets").expect(200);
        Page back = browser.submit(signIn, "/sign-in", Map.of("E-mail address", email, "Password", Dragops.PASSWORD));
        assertThat(back.path()).isEqualTo("/secrets");

        for (String evil :
                List.of("//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example/")) {
            Browser another = new Browser(dragops);
            Map<String, String> fields = another.fields(another.open("/sign-in").expect(200), "/sign-in");
            fields.put("email", email);
            fields.put("password", Dragops.PASSWORD);
            fields.put("returnTo", evil);
            Page landed = another.post("/sign-in", fields, "Origin", another.origin());
            assertThat(landed.uri().getAuthority()).isEqualTo(dragops.base().getAuthority());
        }
    }

    @Test
    void refusesAFormWithoutItsToken() {
        String id = api().createApiKeyConnection(
                        "{\"provider\":\"slack\",\"apiKey\":\"k\",\"displayName\":\"Not by CSRF\"}")
                .expect(201)
                .id();
        String action = "/connections/" + id + "/delete";

        assertThat(ada.post(action, Map.of(), "Origin", ada.origin()).status()).isEqualTo(403);
        assertThat(ada.post(action, Map.of("csrf", "A".repeat(43)), "Origin", ada.origin())
                        .status())
                .isEqualTo(403);
        String anothers = ownToken();
        assertThat(ada.post(action, Map.of("csrf", anothers), "Origin", ada.origin())
                        .status())
                .isEqualTo(403);
        api().connection(id).expect(200);
    }

    /** The token of another person's session. */
    private String ownToken() {
        Browser bob = new Browser(dragops);
        signUp(bob, Dragops.newEmail());
        return bob.open("/connections/new/slack")
                .html()
                .select("input[name=csrf]")
                .attr("value");
    }

    @Test
    void refusesAFormFromAnotherSite() {
        Page form = ada.open("/connections/new/slack").expect(200);
        Map<String, String> fields = ada.fields(form, "/connections/new/slack");

        assertThat(ada.post("/connections/new/slack", fields, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(ada.post("/connections/new/slack", fields, "Origin", "null").status())
                .isEqualTo(403);
        assertThat(ada.post("/connections/new/slack", fields).status()).isEqualTo(403);
        assertThat(new Browser(dragops)
                        .post(
                                "/sign-in",
                                Map.of("email", email, "password", Dragops.PASSWORD),
                                "Origin",
                                "https://evil.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void refusesAFormThatIsNone() {
        Page json = ada.post(
                "/connections/new/slack", Map.of(), "Origin", ada.origin(), "Content-Type", "application/json");

        assertThat(json.status()).isIn(400, 403, 415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/sign-in", "/sign-up", "/connections", "/connections/new/slack", "/secrets", "/no/such/page"})
    void tellsTheBrowserToLoadFromUsOnlyAndToKeepNothing(String path) {
        Browser browser = path.startsWith("/sign") ? new Browser(dragops) : ada;
        Page page = browser.open(path);

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
                .doesNotContain("unsafe-inline", "unsafe-eval", "*");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.headers().allValues("Referrer-Policy")).hasSize(1);
        assertThat(page.html().select("script:not([src]), style, [style], [onclick]"))
                .isEmpty();
        assertThat(page.html().select("[src^=http], link[href^=http]")).isEmpty();
    }

    @Test
    void keepsTheSessionInACookieThatScriptsCannotRead() {
        Browser browser = new Browser(dragops);
        signUp(browser, Dragops.newEmail());

        assertThat(browser.cookies())
                .filteredOn(cookie -> cookie.getName().equals("dragops_session"))
                .singleElement()
                .satisfies(cookie -> {
                    assertThat(cookie.isHttpOnly()).isTrue();
                    assertThat(cookie.getPath()).isEqualTo("/");
                    assertThat(cookie.getMaxAge()).isEqualTo(-1);
                });
        assertThat(browser.cookies()).extracting(HttpCookie::getName).doesNotContain("JSESSIONID");
    }

    @Test
    void endsTheSessionOnSigningOut() {
        Browser browser = new Browser(dragops);
        Page home = signUp(browser, Dragops.newEmail());
        String session = sessionOf(browser);

        browser.submit(home, "/sign-out", Map.of()).expect(200);

        assertThat(browser.open("/connections").path()).isEqualTo("/sign-in");
        dragops.bearing(session).get("/api/auth/me").expectProblem(401, "UNAUTHENTICATED");
    }

    private static String sessionOf(Browser browser) {
        return browser.cookies().stream()
                .filter(cookie -> cookie.getName().equals("dragops_session"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void writesWhatPeopleTypeAsTextAndNeverAsMarkup() {
        String name = "<img src=x onerror=alert(1)>${7*7}[[${7*7}]]";
        String id = api().createApiKeyConnection(
                        "{\"provider\":\"slack\",\"apiKey\":\"k\",\"displayName\":\"" + name + "\"}")
                .expect(201)
                .id();

        assertThat(ada.open("/connections").expect(200).text()).contains(name);
        assertThat(ada.open("/connections/" + id).expect(200).html().select("img[src=x]"))
                .isEmpty();
    }

    @Test
    void showsNobodyElsesConnection() {
        String id = dragops.register().createSlack("k", "Bob's alone");

        Page page = ada.open("/connections/" + id);

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.text()).doesNotContain("Bob's alone");
    }
}
