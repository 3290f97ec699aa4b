package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.platform.FieldError;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SeedResult;
import dev.dragops.web.Problem;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static final String ONCE = "k".repeat(43);

    private final Fakes fakes = new Fakes();
    private final Site site = new Site(fakes);

    // what every page draws

    static Map<String, Function<Site, Response>> pages() {
        Map<String, Function<Site, Response>> pages = new LinkedHashMap<>();
        pages.put("sign-in", site -> site.asVisitor().signIn().form("/connections", "signed-out"));
        pages.put("sign-up", site -> site.asVisitor().signUp().form());
        pages.put("connections", site -> site.asAda().connection().list("", "", "", "deleted"));
        pages.put("search", site -> site.asAda().connection().list(Fakes.HOSTILE, "active", "c", Fakes.HOSTILE));
        pages.put("choose", site -> site.asAda().newConnection().choose());
        pages.put("custom key", site -> site.asAda().newConnection().customForm("api_key", ""));
        pages.put("custom fields", site -> site.asAda().newConnection().customForm("credentials", "999"));
        pages.put("secrets", site -> site.asAda().secret().list("", "secret-saved"));
        pages.put("error", site -> Layout.answer(404, site.errors().view(Problem.ofStatus(404, Fakes.HOSTILE))));
        return pages;
    }

    static Map<String, Function<Site, Response>> pagesOfSomething() {
        Map<String, Function<Site, Response>> pages = new LinkedHashMap<>(pages());
        pages.put("new slack", site -> site.asAda().newConnection().form("slack", ""));
        pages.put("new jira", site -> site.asAda().newConnection().form("jira", "api_key"));
        pages.put("detail", site -> site.asAda().connection().detail(anyConnection(site), "renamed"));
        pages.put("delete", site -> site.asAda().connection().confirmDelete(anyConnection(site)));
        pages.put("revoke", site -> site.asAda().connection().confirmRevoke(anyConnection(site)));
        pages.put("new secret", site -> site.asAda().secret().form(anyEnvironment(site), ""));
        pages.put("new long secret", site -> site.asAda().secret().form(anyEnvironment(site), "many"));
        pages.put(
                "replace secret",
                site -> site.asAda().secret().replaceForm(anyEnvironment(site), anySecret(site), "many"));
        pages.put("delete secret", site -> site.asAda().secret().confirmDelete(anyEnvironment(site), anySecret(site)));
        return pages;
    }

    static Stream<String> namesOfPages() {
        return pages().keySet().stream();
    }

    static Stream<String> namesOfPagesOfSomething() {
        return pagesOfSomething().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("namesOfPages")
    void drawsEveryPageOfAlmostNothing(String page) {
        String html = site.html(pages().get(page).apply(site));

        assertThat(html).contains("</html>").doesNotContain(" th:");
    }

    @ParameterizedTest
    @MethodSource("namesOfPagesOfSomething")
    void drawsEveryPageOfAsMuchAsThereCanBe(String page) {
        Site full = new Site(Fakes.full());

        String html = full.html(pagesOfSomething().get(page).apply(full));

        assertThat(html).contains("</html>").doesNotContain(" th:");
        assertThat(html).as("what people type is text").doesNotContain("<script>alert");
        assertThat(html).as("what people type is not evaluated").doesNotContain("49__", "__49", "[[49]]");
    }

    // signing in and up

    @Test
    void signsInAndEndsTheSessionThatWasThere() {
        Response answer = site.asAda()
                .sending("email", " ada@example.com ", "password", " s3cret ", "returnTo", "/secrets")
                .signIn()
                .signIn();

        assertThat(fakes.calls).containsExactly("login ada@example.com", "logout " + Fakes.SESSION);
        assertThat(fakes.values).as("a password is taken byte for byte").containsEntry("password", " s3cret ");
        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.location(answer)).isEqualTo("/secrets");
        assertThat(Site.cookiesSet(answer))
                .containsExactly("dragops_session=drs_" + "n".repeat(43) + "; Path=/; HttpOnly; SameSite=Lax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"})
    void staysHereAfterSigningIn(String returnTo) {
        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "s3cret", "returnTo", returnTo)
                .signIn()
                .signIn();

        assertThat(Site.location(answer)).isEqualTo("/");
    }

    @Test
    void tellsAWrongLoginAndForgetsThePassword() {
        fakes.refusal = Optional.of(Fakes.refusal(AccountsException.InvalidLogin.class));

        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "wr0ng-one", "returnTo", "/secrets")
                .signIn()
                .signIn();

        assertThat(answer.getStatus()).isEqualTo(401);
        assertThat(site.html(answer))
                .contains("The e-mail address or the password is wrong", "ada@example.com", "value=\"/secrets\"")
                .doesNotContain("wr0ng-one");
        assertThat(Site.cookiesSet(answer)).isEmpty();
    }

    @Test
    void tellsHowLongToWait() {
        fakes.refusal = Optional.of(Fakes.refusal(AccountsException.TooManyAttempts.class, 30L));

        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "wr0ng-one")
                .signIn()
                .signIn();

        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("30");
    }

    @Test
    void asksNobodyWithoutAPassword() {
        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "")
                .signIn()
                .signIn();

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void makesAnAccount() {
        Response answer = site.asVisitor()
                .sending(
                        "email", "ada@example.com",
                        "firstName", "Ada",
                        "lastName", "Lovelace",
                        "password", "correct horse",
                        "setupCode", "1234-5678")
                .signUp()
                .signUp();

        assertThat(fakes.calls).containsExactly("register ada@example.com Ada Lovelace 1234-5678");
        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.cookiesSet(answer)).singleElement().asString().startsWith("dragops_session=drs_");
    }

    @Test
    void keepsWhatWasTypedButNoPasswordNorCode() {
        fakes.options = new Accounts.SignInOptions(true, true);
        fakes.refusal = Optional.of(new AccountsException.Invalid(
                List.of(new FieldError("password", "TOO_SHORT", "A password has at least 8 characters"))));

        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "firstName", "Ada", "password", "tiny-1", "setupCode", "9876-x")
                .signUp()
                .signUp();

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(site.html(answer))
                .contains("A password has at least 8 characters", "value=\"Ada\"", "aria-invalid=\"true\"")
                .containsPattern("aria-describedby=\"[^\"]*f-password-error\"")
                .doesNotContain("tiny-1", "9876-x");
    }

    @Test
    void saysThatRegistrationIsClosed() {
        fakes.options = new Accounts.SignInOptions(false, false);

        assertThat(site.html(site.asVisitor().signUp().form()))
                .contains("Registration is closed")
                .doesNotContain("name=\"password\"");
        assertThat(site.html(site.signIn().form("/", ""))).doesNotContain("/sign-up");
    }

    @Test
    void asksForTheSetupCodeOnlyWhereItIsNeeded() {
        assertThat(site.html(site.asVisitor().signUp().form())).doesNotContain("name=\"setupCode\"");

        fakes.options = new Accounts.SignInOptions(true, true);
        assertThat(site.html(site.signUp().form())).contains("name=\"setupCode\"");
    }

    @Test
    void signsOutAndTakesTheCookiesBack() {
        Response answer = site.asAda().sending("csrf", "x").signIn().signOut();

        assertThat(fakes.calls).containsExactly("logout " + Fakes.SESSION);
        assertThat(Site.cookiesSet(answer)).allMatch(cookie -> cookie.contains("=; Max-Age=0;"));
    }

    // connections

    @Test
    void savesTheKeyThatAPackAsksFor() {
        fakes.packs.add(Fakes.slack());

        Response answer = site.asAda()
                .sending("type", "api_key", "field.bot-token", " xoxb-1 ", "displayName", " Slack ", "once", ONCE)
                .newConnection()
                .save("slack");

        assertThat(fakes.calls).containsExactly("create slack api_key Slack - " + ONCE);
        assertThat(fakes.values).containsExactly(Map.entry("key", " xoxb-1 "));
        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.location(answer))
                .isEqualTo("/connections/" + fakes.connections.get(0).id());
    }

    @Test
    void savesTheFieldsThatAPackAsksFor() {
        fakes.packs.add(Fakes.jira());
        EnvironmentId production = EnvironmentId.next();

        site.asAda()
                .sending(
                        "type", "credentials",
                        "field.user-email", " ada@example.com ",
                        "field.api-token", "t0ken",
                        "field.base-url", "",
                        "field.not-of-the-pack", "x",
                        "target", production.value())
                .newConnection()
                .save("jira");

        assertThat(fakes.calls).containsExactly("create jira credentials - " + production + " -");
        assertThat(fakes.values)
                .containsOnly(Map.entry("user-email", "ada@example.com"), Map.entry("api-token", "t0ken"));
    }

    @Test
    void savesAnyServicesKeyAndFields() {
        site.asAda()
                .sending("type", "api_key", "provider", "my-service", "apiKey", "k1", "target", "workspace")
                .newConnection()
                .saveCustom();
        assertThat(fakes.values).containsEntry("key", "k1");

        site.sending(
                        "type",
                        "credentials",
                        "rows",
                        "3",
                        "provider",
                        "my-service",
                        "name1",
                        "user",
                        "value1",
                        "ada",
                        "name2",
                        "",
                        "value2",
                        "",
                        "name3",
                        "token",
                        "value3",
                        "t0ken")
                .newConnection()
                .saveCustom();
        assertThat(fakes.values).containsEntry("user", "ada").containsEntry("token", "t0ken");
        assertThat(fakes.calls)
                .containsExactly("create my-service api_key - - -", "create my-service credentials - - -");
    }

    @Test
    void marksWhatIsMissingAndSavesNothing() {
        fakes.packs.add(Fakes.jira());

        Response answer = site.asAda()
                .sending("type", "credentials", "field.user-email", "ada@example.com", "field.api-token", " ")
                .newConnection()
                .save("jira");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(fakes.calls).isEmpty();
        assertThat(site.html(answer))
                .contains("id=\"f-field.api-token-error\"", "value=\"ada@example.com\"")
                .doesNotContain("id=\"f-field.user-email-error\"");
    }

    @Test
    void putsARefusalBesideItsField() {
        fakes.packs.add(Fakes.jira());
        fakes.refusal = Optional.of(new ConnectionsException.Invalid(
                List.of(new FieldError("credentials.user-email", "FORMAT", "This is no e-mail address"))));

        Response answer = site.asAda()
                .sending("type", "credentials", "field.user-email", "ada", "field.api-token", "s3cret-t0ken")
                .newConnection()
                .save("jira");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(site.html(answer))
                .containsPattern("id=\"f-field.user-email-error\"[^>]*>This is no e-mail address")
                .contains("value=\"ada\"")
                .doesNotContain("s3cret-t0ken");
    }

    @Test
    void tellsWhatNoFieldShowsOfTheWhole() {
        fakes.refusal = Optional.of(new ConnectionsException.Invalid(
                List.of(new FieldError("credentials.user", "CLASH", "Two fields seed one secret"))));

        Response answer = site.asAda()
                .sending("type", "credentials", "rows", "2", "provider", "x", "name1", "user", "value1", "v")
                .newConnection()
                .saveCustom();

        assertThat(site.html(answer)).contains("Two fields seed one secret");
    }

    @Test
    void asksForAnotherNameWhereItIsTaken() {
        fakes.packs.add(Fakes.slack());
        fakes.refusal = Optional.of(Fakes.refusal(ConnectionsException.NameTaken.class));

        Response answer = site.asAda()
                .sending("type", "api_key", "field.bot-token", "xoxb-1", "displayName", "Slack")
                .newConnection()
                .save("slack");

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(site.html(answer)).contains("id=\"f-displayName-error\"", "value=\"Slack\"");
    }

    @Test
    void leadsASecondClickToTheListWhileTheFirstIsUnderWay() {
        fakes.packs.add(Fakes.slack());
        fakes.refusal = Optional.of(Fakes.refusal(ConnectionsException.IdempotencyInProgress.class));

        Response answer = site.asAda()
                .sending("type", "api_key", "field.bot-token", "xoxb-1", "once", ONCE)
                .newConnection()
                .save("slack");

        assertThat(Site.location(answer)).isEqualTo("/connections?notice=saving");
    }

    @Test
    void givesEachFormItsOwnKeyForRepeating() {
        fakes.packs.add(Fakes.slack());

        assertThat(once(site.html(site.asAda().newConnection().form("slack", ""))))
                .isNotEqualTo(once(site.html(site.newConnection().form("slack", ""))));
    }

    @Test
    void ignoresAKeyForRepeatingThatIsNotOurs() {
        fakes.packs.add(Fakes.slack());

        site.asAda()
                .sending("type", "api_key", "field.bot-token", "xoxb-1", "once", "short")
                .newConnection()
                .save("slack");

        assertThat(fakes.calls).containsExactly("create slack api_key - - -");
    }

    @Test
    void knowsNoFormOfAServiceWithoutAPack() {
        assertThatThrownBy(() -> site.asAda().newConnection().form("unheard-of", ""))
                .isInstanceOf(ConnectionsException.ProviderNotFound.class);
        assertThatThrownBy(() -> site.newConnection().form("../x", ""))
                .isInstanceOf(ConnectionsException.ProviderNotFound.class);
    }

    @Test
    void tellsOnceWhatWasSeededAndKept() {
        Fakes full = Fakes.full();
        Site fullSite = new Site(full);
        Environment development = full.environments.get(0);
        full.seedResult = new SeedResult(
                Optional.of(development.workspace()),
                List.of(
                        new SeedResult.Detail(
                                development.id(), new SecretName("SLACK_BOT_TOKEN"), SeedResult.Outcome.SEEDED),
                        new SeedResult.Detail(
                                development.id(), new SecretName("SLACK_API_KEY"), SeedResult.Outcome.KEPT)));
        Response saved = fullSite.asAda()
                .sending("type", "api_key", "field.bot-token", "xoxb-1")
                .newConnection()
                .save("slack");
        String cookie = Site.cookiesSet(saved).get(0);
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        String id = Site.location(saved).substring("/connections/".length());

        Response page = fullSite.connection(Map.of("dragops_told", value)).detail(id, "");

        assertThat(cookie).contains("HttpOnly", "Max-Age=120").doesNotContain("xoxb-1");
        assertThat(fullSite.html(page))
                .contains("It seeded one secret.", "One secret was there already", "SLACK_API_KEY");
        assertThat(Site.cookiesSet(page)).singleElement().asString().contains("Max-Age=0");
        assertThat(fullSite.html(
                        fullSite.connection(Map.of("dragops_told", value + "x")).detail(id, "")))
                .as("what was tampered with is not told")
                .doesNotContain("It seeded one secret.");
    }

    @Test
    void deletesAndRevokesWhatIsNamed() {
        Fakes full = Fakes.full();
        Site fullSite = new Site(full).asAda().sending("csrf", "x");
        String id = full.connections.get(0).id().value();

        fullSite.connection().delete(id);
        fullSite.connection().revoke(id);

        assertThat(full.calls).containsExactly("delete " + id, "revoke " + id);
        assertThatThrownBy(() -> fullSite.connection().delete("conn_x"))
                .isInstanceOf(ConnectionsException.NotFound.class);
    }

    // secrets

    @Test
    void addsASecretByteForByte() {
        Fakes full = Fakes.full();
        Environment environment = full.environments.get(0);
        Site fullSite = new Site(full).asAda();

        Response answer = fullSite.sending("environment", environment.id().value(), "name", "NEW", "value", " v ")
                .secret()
                .add();

        assertThat(full.calls).containsExactly("add " + environment.id() + " NEW");
        assertThat(full.values).containsEntry("NEW", " v ");
        assertThat(Site.location(answer))
                .isEqualTo("/secrets?environment=" + environment.id() + "&notice=secret-saved");

        fullSite.sending("environment", environment.id().value(), "name", "KEY", "value", "a\r\nb\r\n", "lines", "many")
                .secret()
                .add();
        assertThat(full.values).containsEntry("KEY", "a\nb\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lower", "1X", "A-B", "ÄB"})
    void refusesANameThatNoSecretHas(String name) {
        Fakes full = Fakes.full();
        Response answer = new Site(full)
                .asAda()
                .sending("environment", full.environments.get(0).id().value(), "name", name, "value", "v4lue")
                .secret()
                .add();

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(full.calls).isEmpty();
        assertThat(site.html(answer)).contains("f-name-error").doesNotContain("v4lue");
    }

    @Test
    void neverReplacesByAdding() {
        Fakes full = Fakes.full();
        Response answer = new Site(full)
                .asAda()
                .sending(
                        "environment",
                        full.environments.get(0).id().value(),
                        "name",
                        anySecret(new Site(full)),
                        "value",
                        "v4lue")
                .secret()
                .add();

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(full.calls).isEmpty();
    }

    @Test
    void replacesAndDeletesWhatIsNamed() {
        Fakes full = Fakes.full();
        Site fullSite = new Site(full).asAda().sending("value", "v4lue");
        String environment = anyEnvironment(fullSite);
        String name = anySecret(fullSite);

        fullSite.secret().replace(environment, name);
        fullSite.secret().delete(environment, name);

        assertThat(full.calls).containsExactly("put " + environment + " " + name, "delete " + environment + " " + name);
    }

    private static String once(String html) {
        int start = html.indexOf("name=\"once\" value=\"") + "name=\"once\" value=\"".length();
        return html.substring(start, html.indexOf('"', start));
    }

    private static String anyConnection(Site site) {
        return site.fakes.connections.get(0).id().value();
    }

    private static String anyEnvironment(Site site) {
        return site.fakes.environments.get(0).id().value();
    }

    private static String anySecret(Site site) {
        return site.fakes.secrets.get(0).name().value();
    }
}
