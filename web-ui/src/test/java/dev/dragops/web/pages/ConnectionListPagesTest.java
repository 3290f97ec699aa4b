package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Provider;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionListPagesTest {
    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();

    @Test
    void leadsToTheNextPageOfTheSameSearchAndBackToItsStart() {
        String html = site.html(list(" a&b ", "slack", "oauth", "active", "provider", "c"));

        assertThat(fakes.calls).first().isEqualTo("list a&b active provider");
        assertThat(html)
                .contains("/connections?q=a%26b&amp;provider=slack&amp;type=oauth&amp;status=active&amp;sort=provider"
                        + "&amp;cursor=next%26%3D")
                .contains("href=\"/connections?q=a%26b&amp;provider=slack&amp;type=oauth&amp;status=active"
                        + "&amp;sort=provider\"");
    }

    @Test
    void narrowsNothingByWhatMakesNoSense() {
        list("", "NO PROVIDER", "password", "broken", "sideways", "");

        assertThat(fakes.calls).first().isEqualTo("list - - -createdAt");
    }

    @Test
    void answersTheChangedPartToHtmx() {
        site.visit.shownAs(Theme.SYSTEM, true);

        Response part = list("x", "NO PROVIDER", "", "", "-createdAt", "");
        String html = site.html(part);

        assertThat(part.getHeaderString("HX-Push-Url")).isEqualTo("/connections?q=x");
        assertThat(html)
                .contains("id=\"results\"", "id=\"found\"", "12 connections")
                .doesNotContain("<html", "<form class=\"filters\"", "attention-title");
        assertThat(fakes.calls).containsExactly("list x - -createdAt");
    }

    @Test
    void tellsWhatNeedsAttentionFirstAndWhereTheRestIs() {
        String html = site.html(list("", "", "", "", "", ""));

        assertThat(fakes.calls).containsExactly("list - - -createdAt", "list - - -createdAt attention");
        assertThat(html)
                .contains("12 connections need attention", "Show all 12", "href=\"/connections?status=attention\"");
        assertThat(html.split("class=\"attention-item\"", -1)).hasSize(4);
    }

    @Test
    void tellsItOnceWhereThatIsWhatThePersonLooksAt() {
        String html = site.html(list("", "", "", "attention", "", ""));

        assertThat(fakes.calls).containsExactly("list - - -createdAt attention");
        assertThat(html).doesNotContain("attention-title");
    }

    @Test
    void tellsWhenEachWasLastUsed() {
        fakes.connections.subList(1, fakes.connections.size()).clear();
        String never = site.html(list("", "", "", "", "", ""));
        fakes.lastUsed.put(fakes.connections.get(0).id(), Instant.parse("2026-01-02T03:04:05Z"));
        String used = site.html(list("", "", "", "", "", ""));

        assertThat(never).contains("<span>never</span>").doesNotContain("2026-01-02T03:04:05Z");
        assertThat(used).contains("datetime=\"2026-01-02T03:04:05Z\"").doesNotContain("<span>never</span>");
    }

    @Test
    void leadsToTheFirstConnectionWhereThereIsNone() {
        fakes.connections.clear();

        String html = site.html(list("", "", "", "", "", ""));

        assertThat(html)
                .contains("No connections yet", "href=\"/connections/new\"", "href=\"/connections/new/slack\"")
                .doesNotContain("<form class=\"filters\"");
    }

    @Test
    void tellsAnEmptySearchFromAnEmptyList() {
        fakes.connections.clear();

        String html = site.html(list("x", "", "", "", "", ""));

        assertThat(html)
                .contains("No connection matches", "Clear search and filters", "<form class=\"filters\"")
                .doesNotContain("No connections yet");
    }

    @Test
    void tellsThatACursorIsNotOneOfThisListAndLeadsToItsStart() {
        Response answer = list("", "slack", "", "", "", "bad");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(site.html(answer))
                .contains("The list does not go on here", "href=\"/connections?provider=slack\"")
                .contains("<form class=\"filters\"")
                .doesNotContain("No connection matches", "class=\"paging\"");
    }

    @Test
    void tellsThatWhatWasOnAPageIsGone() {
        fakes.connections.clear();

        Response answer = list("", "", "", "", "", "c");

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(site.html(answer))
                .contains("Nothing is left on this page", "href=\"/connections\"")
                .doesNotContain("No connection matches", "class=\"paging\"");
    }

    @Test
    void offersTheOneThingThatHelps() {
        fakes.connections.clear();
        Connection revoked =
                connection(ConnectionType.API_KEY, ConnectionStatus.REVOKED, Optional.of("verification_failed"));
        Connection refused =
                connection(ConnectionType.API_KEY, ConnectionStatus.ACTIVE, Optional.of("verification_failed"));
        Connection ended =
                connection(ConnectionType.OAUTH, ConnectionStatus.REAUTH_REQUIRED, Optional.of("token_expired"));
        Connection fine = connection(ConnectionType.OAUTH, ConnectionStatus.ACTIVE, Optional.empty());

        String html = site.html(list("", "", "", "active", "", ""));

        assertThat(html)
                .contains("/connections/" + refused.id() + "/replace")
                .contains("action=\"/connections/" + ended.id() + "/reconnect\"")
                .doesNotContain("/connections/" + revoked.id() + "/re", "/connections/" + fine.id() + "/re");
    }

    @Test
    void sendsThoseToAnAdministratorWhoAreNone() {
        fakes.connections.clear();
        connection(ConnectionType.OAUTH, ConnectionStatus.FAILING, Optional.of("app_misconfigured"));

        assertThat(site.html(list("", "", "", "failing", "", ""))).contains("href=\"/admin/oauth-apps/slack\"");
        site.asMember();
        assertThat(site.html(list("", "", "", "failing", "", "")))
                .contains("Tell an administrator")
                .doesNotContain("href=\"/admin/oauth-apps/slack\"");
    }

    private Connection connection(ConnectionType type, ConnectionStatus status, Optional<String> reason) {
        Connection made = new Connection(
                ConnectionId.next(),
                new Provider("slack"),
                "Slack",
                type,
                status,
                reason,
                Optional.empty(),
                Fakes.NOW,
                Fakes.NOW);
        fakes.connections.add(made);
        return made;
    }

    private Response list(String text, String provider, String type, String status, String sort, String cursor) {
        return site.listing().list(text, provider, type, status, sort, cursor, "");
    }
}
