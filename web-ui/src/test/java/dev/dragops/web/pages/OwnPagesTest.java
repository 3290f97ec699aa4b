package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Activity;
import dev.dragops.accounts.ActivityPage;
import dev.dragops.accounts.ActivityQuery;
import dev.dragops.accounts.ApiToken;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditProof;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.Session;
import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.TokenId;
import dev.dragops.accounts.User;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.connections.Backlogs;
import dev.dragops.connections.Packs;
import dev.dragops.platform.FieldError;
import dev.dragops.platform.Migrations;
import dev.dragops.vault.KeyStatus;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.SystemStatus;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages about the person who is signed in, and about the server. */
@SuppressWarnings("UnnecessaryAssignment") // no container is there to inject
class OwnPagesTest {
    private static final String TOKEN = "drt_" + "t".repeat(43);
    private static final String FORM = "f".repeat(43);

    private final Site site = new Site(Fakes.full()).asAda();
    private final List<String> calls = new ArrayList<>();
    private final List<ActivityQuery> queries = new ArrayList<>();
    private Optional<AccountsException> refusal = Optional.empty();

    private final Accounts accounts = new Accounts() {
        @Override
        public User me(Caller caller) {
            return site.fakes.accounts().me(caller);
        }

        @Override
        public List<ApiToken> tokens(Caller caller) {
            return List.of(
                    new ApiToken(
                            TokenId.parse("tok_01jd3v5w0c8m2xq6d9k4t7h1zr").orElseThrow(),
                            Fakes.HOSTILE,
                            "drt_abcd",
                            Arrays.asList(Scope.values()),
                            Optional.of(WorkspaceId.next()),
                            Fakes.NOW,
                            Optional.of(Fakes.NOW),
                            Optional.of(Fakes.NOW)),
                    new ApiToken(
                            TokenId.next(),
                            "CI",
                            "drt_efgh",
                            List.of(Scope.CONNECTIONS_READ),
                            Optional.empty(),
                            Fakes.NOW,
                            Optional.empty(),
                            Optional.empty()));
        }

        @Override
        public ApiToken.Issued issueTokenOnce(Caller caller, ApiToken.Request request, String form) {
            calls.add("issue " + request.name() + " " + request.scopes() + " "
                    + request.expiresAt().isPresent() + " " + form);
            refuse();
            return new ApiToken.Issued(tokens(caller).get(0), TOKEN);
        }

        @Override
        public void revokeToken(Caller caller, TokenId token) {
            calls.add("revoke " + token);
        }

        @Override
        public List<Session> sessions(Caller caller) {
            return List.of(
                    session(
                            true,
                            Optional.of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")),
                    session(false, Optional.of(Fakes.HOSTILE)),
                    session(false, Optional.empty()));
        }

        @Override
        public User rename(Caller caller, Optional<String> firstName, Optional<String> lastName) {
            calls.add("rename " + firstName.orElseThrow() + " " + lastName.orElseThrow());
            refuse();
            return me(caller);
        }

        @Override
        public int changePassword(Caller caller, Plaintext current, Plaintext next) {
            calls.add("password " + current.revealText() + " " + next.revealText());
            refuse();
            return 1;
        }

        @Override
        public void endSession(Caller caller, SessionId session) {
            calls.add("end " + session);
            refuse();
        }

        @Override
        public int endOtherSessions(Caller caller) {
            calls.add("end others");
            return 2;
        }
    };

    private void refuse() {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private static Session session(boolean current, Optional<String> userAgent) {
        return new Session(
                current ? Fakes.SESSION : SessionId.next(),
                Fakes.NOW,
                Fakes.NOW,
                Fakes.NOW,
                current,
                userAgent,
                Optional.of("192.0.2.1"));
    }

    private TokenPages tokens() {
        TokenPages pages = new TokenPages();
        pages.accounts = accounts;
        pages.workspaces = site.fakes.workspaces();
        pages.layout = site.layout;
        pages.visit = site.visit;
        return pages;
    }

    private ProfilePages profile() {
        ProfilePages pages = new ProfilePages();
        pages.accounts = accounts;
        pages.layout = site.layout;
        pages.visit = site.visit;
        return pages;
    }

    private ActivityPages activity() {
        ActivityPages pages = new ActivityPages();
        pages.layout = site.layout;
        pages.visit = site.visit;
        pages.trail = new AuditTrail() {
            @Override
            public ActivityPage search(
                    Caller caller, ActivityQuery query, Optional<ActivityPage.Position> after, int most) {
                queries.add(query);
                return new ActivityPage(
                        List.of(
                                row(Optional.of("ses_01jd3v5w0c8m2xq6d9k4t7h1zr"), "192.0.2.1"),
                                row(Optional.empty(), "-")),
                        Optional.of(new ActivityPage.Position(Fakes.NOW, 7)));
            }
        };
        return pages;
    }

    private static ActivityPage.Row row(Optional<String> access, String address) {
        return new ActivityPage.Row(
                new Activity(
                        7,
                        Fakes.NOW,
                        "connection." + Fakes.HOSTILE,
                        AuditEntry.Outcome.FAILED,
                        Map.of(Fakes.HOSTILE, Fakes.HOSTILE),
                        Optional.of(Fakes.HOSTILE),
                        Optional.of(Fakes.HOSTILE),
                        Optional.of(Fakes.HOSTILE)),
                Optional.of(Fakes.ADA.user()),
                Optional.of("ada@example.com"),
                access,
                "req-1",
                address,
                List.of("conn_01jd3v5w0c8m2xq6d9k4t7h1zr", Fakes.HOSTILE));
    }

    private AdminPages admin() {
        AdminPages pages = new AdminPages();
        pages.layout = site.layout;
        pages.visit = site.visit;
        pages.packs = new Packs() {
            @Override
            public Review review(Caller caller) {
                return new Review(
                        List.of(
                                new Installed(
                                        ExamplePacks.slack(), Optional.of(new Origin(Fakes.HOSTILE, true, false))),
                                new Installed(ExamplePacks.github(), Optional.of(new Origin("g", false, true)))),
                        List.of(
                                new Rejected(Fakes.HOSTILE, Fakes.HOSTILE, Fakes.HOSTILE),
                                new Rejected("b", "", "is")));
            }
        };
        pages.status = new SystemStatus() {
            @Override
            public Report report(Caller caller) {
                return new Report(
                        new Versions("1", "21", Fakes.HOSTILE, "MariaDB"),
                        new DatabaseState(true, 1),
                        new KeyStatus("0123456789abcdef", List.of(new KeyStatus.Key(1, "seal", true, Fakes.NOW))),
                        true,
                        List.of(new Backlogs.Backlog("refresh", 10, 3, Duration.ofHours(1), 5)),
                        List.of(new Migrated("acc", new Migrations.Applied("2", Fakes.HOSTILE, Fakes.NOW, true))),
                        Optional.of(new AuditProof(
                                Optional.of(new AuditProof.Begun(Fakes.NOW, 17)),
                                Optional.of(new AuditProof.Head(4711, "0f1e".repeat(16), "a line")),
                                3,
                                Duration.ofSeconds(2),
                                new AuditProof.Copy(
                                        true, Optional.of(Fakes.NOW), Optional.of(AuditProof.Fault.AHEAD)))));
            }
        };
        return pages;
    }

    private String drawn(Response answer) {
        String html = site.html(answer);
        assertThat(html).contains("</html>").doesNotContain(" th:", "<script>alert", "49__", "__49", "[[49]]");
        return html;
    }

    @Test
    void writesWhatAnybodySaysAsText() {
        assertThat(drawn(tokens().list("token-revoked"))).contains("drt_abcd…", "Its workspace is gone");
        drawn(tokens().form());
        drawn(tokens().confirmRevoke("tok_01jd3v5w0c8m2xq6d9k4t7h1zr"));
        assertThat(drawn(profile().show("name-saved"))).contains("Firefox on Linux", "Unknown browser");
        assertThat(drawn(activity().list(filter("", "", ""), ""))).contains("conn_…t7h1zr", "This server");
        assertThat(drawn(admin().packs(""))).contains("Replaces the built-in one", "Files that are not used");
        assertThat(drawn(admin().system()))
                .contains("0123456789abcdef", "Falls behind", "Needs attention", "Rotate it")
                .contains("4711", "up to number 17", "3, the oldest for 2 s", "that the trail does not have");
    }

    @Test
    void showsATokenInTheAnswerToItsForm() {
        Response made = issue("form", FORM, "name", " CI ", "scopes.connections:read", "yes", "life", "30");

        assertThat(calls).containsExactly("issue CI [CONNECTIONS_READ] true " + FORM);
        assertThat(made.getStatus()).isEqualTo(200);
        assertThat(drawn(made)).containsOnlyOnce(TOKEN);
        assertThat(made.getHeaders().toString()).doesNotContain(TOKEN);
    }

    @Test
    void makesNoTokenForEverByAnUnknownChoice() {
        issue("form", FORM, "name", "CI", "life", "1000000");
        issue("form", FORM, "name", "CI", "life", "never");

        assertThat(calls).containsExactly("issue CI [] true " + FORM, "issue CI [] false " + FORM);
    }

    @Test
    void tellsWhatIsWrongWithATokenBesideItsFields() {
        refusal = Optional.of(new AccountsException.Invalid(List.of(
                new FieldError("name", "REQUIRED", "A name is required"),
                new FieldError("scopes", "REQUIRED", "At least one scope is required"),
                new FieldError("expiresAt", "INVALID", "Too late"))));

        Response answer = issue("form", FORM, "name", "", "scopes.runtime", "yes", "password", "s3cret-password");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(drawn(answer))
                .contains("f-name-error", "f-scopes-error", "f-life-error", "value=\"" + FORM + "\"")
                .containsPattern("id=\"f-scope-runtime\"[^>]*checked")
                .doesNotContain("s3cret-password");
    }

    private Response issue(String... form) {
        site.sending(form);
        return tokens().issue();
    }

    @Test
    void changesThePasswordAndShowsNoneAgain() {
        site.sending("currentPassword", "old-s3cret", "newPassword", " new s3cret ");
        assertThat(Site.location(profile().changePassword())).isEqualTo("/profile?notice=password-changed");
        assertThat(calls).containsExactly("password old-s3cret  new s3cret ");

        refusal = Optional.of(new AccountsException.Invalid(
                List.of(new FieldError("newPassword", "TOO_SHORT", "A password has at least 8 characters"))));
        Response refused = profile().changePassword();
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(drawn(refused)).contains("f-newPassword-error").doesNotContain("s3cret");
    }

    @Test
    void savesTheName() {
        site.sending("firstName", " Augusta ", "lastName", "King");
        assertThat(Site.location(profile().rename())).isEqualTo("/profile?notice=name-saved");
        assertThat(calls).containsExactly("rename Augusta King");
    }

    @Test
    void endsSessions() {
        SessionId other = SessionId.next();
        site.sending("session", other.value());
        assertThat(Site.location(profile().endSession())).isEqualTo("/profile?notice=session-ended");
        assertThat(Site.location(profile().endOtherSessions())).isEqualTo("/profile?notice=sessions-ended");
        assertThat(calls).containsExactly("end " + other, "end others");
        site.sending("session", "nonsense");
        assertThat(Site.location(profile().endSession())).isEqualTo("/profile?notice=session-gone");
    }

    @Test
    void asksTheTrailForWhatTheFilterSays() {
        activity().list(filter("slack", "openings", "failed"), "1-1");

        assertThat(queries).singleElement().satisfies(query -> {
            assertThat(query.text()).contains("slack");
            assertThat(query.group().orElseThrow().wire()).isEqualTo("openings");
            assertThat(query.outcome()).contains(AuditEntry.Outcome.FAILED);
            assertThat(query.everybody()).isFalse();
        });
    }

    @Test
    void keepsTheFilterInEveryAddress() {
        String html = drawn(activity().list(filter("a&b=c", "openings", ""), ""));

        assertThat(html)
                .contains(
                        "/activity?cursor=1771149600000000-7&amp;group=openings&amp;q=a%26b%3Dc",
                        "/activity/export?format=csv&amp;group=openings&amp;q=a%26b%3Dc");
    }

    @Test
    void tellsThatAFilterMakesNoSense() {
        Response answer = activity().list(filter("", "cats", ""), "");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(drawn(answer)).contains("role=\"alert\"");
        assertThat(queries).isEmpty();
    }

    @Test
    void answersABadFilterOfAnExportWithThePageThatSaysSo() {
        Response answer = activity().export(filter("", "cats", ""), "csv");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(answer.getMediaType()).isEqualTo(MediaType.TEXT_HTML_TYPE);
        assertThat(drawn(answer)).contains("role=\"alert\"");
        assertThat(queries).isEmpty();
    }

    @Test
    void drawsTheRowsAloneForHtmx() {
        site.visit.shownAs(Theme.SYSTEM, true);

        assertThat(site.html(activity().list(filter("", "", ""), "")))
                .startsWith("<div id=\"activity-rows\"")
                .doesNotContain("<html", "<form");
        assertThat(site.html(admin().packs("git")))
                .startsWith("<div id=\"pack-rows\"")
                .contains("<code>github</code>")
                .doesNotContain("<code>slack</code>", "<html");
    }

    @Test
    void isNotThereForThoseWhoDoNotAdministerTheServer() {
        ActivityPages.Filter everybody = filter("", "", "");
        everybody.scope = "all";
        assertThat(drawn(activity().list(everybody, ""))).contains("ada@example.com");
        site.asMember();

        assertThatThrownBy(() -> activity().list(everybody, "")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> admin().packs("")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> admin().system()).isInstanceOf(NotFoundException.class);
        assertThat(drawn(activity().list(filter("", "", ""), ""))).doesNotContain("f-scope");
    }

    @ParameterizedTest
    @CsvSource({
        "'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
                + " Safari/537.36 Edg/140.0.0.0', Edge on Windows",
        "'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
                + " Safari/605.1.15', Safari on macOS",
        "'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile"
                + " Safari/537.36', Chrome on Android",
        "curl/8.5.0, curl",
        "' ', Unknown browser"
    })
    void callsABrowserByItsName(String userAgent, String name) {
        assertThat(BrowserName.of(userAgent)).isEqualTo(name);
    }

    private static ActivityPages.Filter filter(String text, String group, String outcome) {
        ActivityPages.Filter filter = new ActivityPages.Filter();
        filter.text = text;
        filter.group = group;
        filter.outcome = outcome;
        return filter;
    }
}
