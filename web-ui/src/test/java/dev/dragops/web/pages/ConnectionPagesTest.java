package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.Environment;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SeedResult;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionPagesTest {
    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();
    private final String id = fakes.connections.get(0).id().value();

    @Test
    void tellsOnceWhatWasSeededAndKept() {
        Environment development = fakes.environments.get(0);
        fakes.seedResult = new SeedResult(
                Optional.of(development.workspace()),
                List.of(
                        new SeedResult.Detail(
                                development.id(), new SecretName("SLACK_BOT_TOKEN"), SeedResult.Outcome.SEEDED),
                        new SeedResult.Detail(
                                development.id(), new SecretName("SLACK_API_KEY"), SeedResult.Outcome.KEPT)));
        Response saved = site.sending("type", "api_key", "field.bot-token", "xoxb-1")
                .newConnection()
                .save("slack");
        String cookie = Site.cookiesSet(saved).get(0);
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        String savedId = Site.location(saved).substring("/connections/".length());

        Response page = site.connection(Map.of("dragops_told", value)).detail(savedId, "");

        assertThat(cookie).contains("HttpOnly", "Max-Age=120").doesNotContain("xoxb-1");
        assertThat(site.html(page)).contains("It seeded one secret.", "One secret was there already", "SLACK_API_KEY");
        assertThat(Site.cookiesSet(page)).singleElement().asString().contains("Max-Age=0");
        assertThat(site.html(
                        site.connection(Map.of("dragops_told", value + "x")).detail(savedId, "")))
                .as("what was tampered with is not told")
                .doesNotContain("It seeded one secret.");
    }

    @Test
    void deletesAndRevokesWhatIsNamed() {
        site.sending("csrf", "x");

        site.connection().delete(id);
        site.connection().revoke(id);

        assertThat(fakes.calls).containsExactly("delete " + id, "revoke " + id);
        assertThatThrownBy(() -> site.connection().delete("conn_x")).isInstanceOf(ConnectionsException.NotFound.class);
    }

    @Test
    void tellsWhatHappenedAndWhereToEndWhatTheProviderDidNot() {
        for (long sequence = 60; sequence > 0; sequence--) {
            fakes.activity.add(new Activity(
                    sequence,
                    Fakes.NOW,
                    "revocation.not_supported",
                    AuditEntry.Outcome.SUCCEEDED,
                    Map.of("provider", "figma", "page", "https://www.figma.com/settings"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        }

        String html = site.html(site.connection().activity(id, "", ""));

        assertThat(html)
                .contains("revocation.not_supported", "provider: figma", "href=\"https://www.figma.com/settings\"")
                .contains("/connections/" + id + "/activity?before=11");
    }

    @Test
    void leadsFromADeletedGrantToWhatItsProviderWillSay() {
        site.sending("csrf", "x");
        String granted = fakes.connections.stream()
                .filter(connection -> connection.type() == ConnectionType.OAUTH)
                .findFirst()
                .orElseThrow()
                .id()
                .value();

        assertThat(Site.location(site.connection().delete(granted)))
                .isEqualTo("/connections/" + granted + "/activity?notice=deleted");
        assertThat(Site.location(site.connection().delete(id))).isEqualTo("/connections?notice=deleted");
    }

    @Test
    void renamesWhatIsNamed() {
        Response answer =
                site.sending("displayName", " Slack - Sales ").connection().rename(id);

        assertThat(fakes.calls).containsExactly("rename Slack - Sales");
        assertThat(Site.location(answer)).isEqualTo("/connections/" + id + "?notice=renamed");
    }

    @Test
    void asksForAnotherNameWhereItIsTaken() {
        fakes.refusal = Optional.of(Fakes.refusal(ConnectionsException.NameTaken.class));

        Response answer =
                site.sending("displayName", "Slack - Sales").connection().rename(id);

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(site.html(answer)).contains("id=\"f-displayName-error\"", "value=\"Slack - Sales\"");
    }
}
