package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.web.Problem;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of all pages alike. */
class EveryPageTest {
    private final Site site = new Site(new Fakes());

    static Map<String, Function<Site, Response>> pages() {
        Map<String, Function<Site, Response>> pages = new LinkedHashMap<>();
        pages.put("sign-in", site -> site.asVisitor().signIn().form("/connections", "signed-out"));
        pages.put("sign-up", site -> site.asVisitor().signUp().form());
        pages.put("connections", site -> list(site, "", "", "deleted"));
        pages.put("search", site -> list(site, Fakes.HOSTILE, "active", Fakes.HOSTILE));
        pages.put("attention", site -> site.asMember().listing().list("", "", "", "attention", "", "", ""));
        pages.put("choose", site -> site.asAda().gallery().choose("", ""));
        pages.put("search services", site -> site.asAda().gallery().choose(Fakes.HOSTILE, Fakes.HOSTILE));
        pages.put("custom key", site -> site.asAda().newConnection().customForm("api_key", ""));
        pages.put("custom fields", site -> site.asAda().newConnection().customForm("credentials", "999"));
        pages.put("secrets", site -> site.asAda().secret().list("", "", "", "", "secret-saved"));
        pages.put("workspaces", site -> site.asAda().workspace().list("workspace-deleted"));
        pages.put("apps", site -> site.asAda().apps().list("", "app-deleted"));
        pages.put("authorization", site -> site.asAda().connect().authorization(Fakes.AUTHORIZATION.value()));
        pages.put("error", site -> Layout.answer(404, site.errors().view(Problem.ofStatus(404, Fakes.HOSTILE))));
        return pages;
    }

    private static Response list(Site site, String text, String status, String notice) {
        return site.asAda().listing().list(text, "slack", "oauth", status, "provider", "c", notice);
    }

    static Map<String, Function<Site, Response>> pagesOfSomething() {
        Map<String, Function<Site, Response>> pages = new LinkedHashMap<>(pages());
        pages.put("new slack", site -> site.asAda().newConnection().form("slack", ""));
        pages.put("new github", site -> site.asAda().newConnection().form("github", ""));
        pages.put(
                "new github of a member",
                site -> site.asMember().newConnection().form("github", "oauth"));
        pages.put("refused github", site -> site.asAda()
                .sending("moreScopes", Fakes.HOSTILE, "displayName", Fakes.HOSTILE)
                .connect()
                .connect("github"));
        for (int i = 0; i < 12; i++) {
            int number = i;
            pages.put("detail " + number, site -> site.asAda()
                    .connection()
                    .detail(site.fakes.connections.get(number).id().value(), ""));
        }
        pages.put("app", site -> site.asAda().apps().form("github", "app-refused"));
        pages.put("delete app", site -> site.asAda().apps().confirmDelete("github"));
        pages.put("new jira", site -> site.asAda().newConnection().form("jira", "api_key"));
        pages.put("detail", site -> site.asAda().connection().detail(anyConnection(site), "renamed"));
        pages.put("saved", site -> site.asAda().connection().saved(anyConnection(site), "trimmed"));
        pages.put("replace slack", site -> site.asAda().credential().form(anyConnection(site), ""));
        pages.put("replace any fields", site -> {
            site.fakes.packs.clear();
            return site.asAda()
                    .credential()
                    .form(site.fakes.connections.get(1).id().value(), "9");
        });
        pages.put("activity", site -> {
            site.fakes.activity.add(new Activity(
                    7,
                    Fakes.NOW,
                    Fakes.HOSTILE,
                    AuditEntry.Outcome.FAILED,
                    Map.of(Fakes.HOSTILE, Fakes.HOSTILE, "page", "https://example.com/" + Fakes.HOSTILE),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
            return site.asAda().activity().activity(anyConnection(site), "", "deleted");
        });
        pages.put("delete", site -> site.asAda().ending().confirmDelete(anyConnection(site)));
        pages.put("revoke", site -> site.asAda().ending().confirmRevoke(anyConnection(site)));
        pages.put("new secret", site -> site.asAda().secret().form(anyEnvironment(site), "", ""));
        pages.put("new long secret", site -> site.asAda().secret().form(anyEnvironment(site), "NAME", "many"));
        pages.put("matrix", site -> site.asAda().secret().list(Fakes.HOSTILE, "true", "2", "3-0-1", Fakes.HOSTILE));
        pages.put("import", site -> site.asAda().secretImport().form(anyEnvironment(site), Fakes.HOSTILE));
        pages.put("bad lines", site -> site.asAda()
                .sending("environment", anyEnvironment(site), "dotenv", Fakes.HOSTILE)
                .secretImport()
                .stage());
        pages.put("preview", site -> site.asAda().secretImport().look(Fakes.IMPORT.value()));
        pages.put("workspace", site -> site.asAda().workspace().detail(anyWorkspace(site), "workspace-created"));
        pages.put("delete workspace", site -> site.asAda().workspace().confirmDelete(anyWorkspace(site)));
        pages.put(
                "rename environment",
                site -> site.asAda().workspace().renameEnvironmentForm(anyWorkspace(site), anyEnvironment(site)));
        pages.put(
                "delete environment",
                site -> site.asAda().workspace().confirmDeleteEnvironment(anyWorkspace(site), anyEnvironment(site)));
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

    private static String anyConnection(Site site) {
        return site.fakes.connections.get(0).id().value();
    }

    private static String anyEnvironment(Site site) {
        return site.fakes.environments.get(0).id().value();
    }

    private static String anyWorkspace(Site site) {
        return site.fakes.workspaces.get(0).id().value();
    }

    private static String anySecret(Site site) {
        return site.fakes.secrets.get(0).name().value();
    }
}
