package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Grant;
import dev.dragops.platform.FieldError;
import dev.dragops.secrets.Kept;
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
    void tellsWhatWasSeededAndWhatWasKeptWithAWayToReplaceIt() {
        Kept kept = fakes.kept.get(0);
        String take = "/connections/" + id + "/secrets/" + kept.environment() + "/KEPT/replace";

        String html = site.html(site.connection().saved(id, "trimmed"));

        assertThat(html)
                .contains("It seeded 100 secrets.", "action=\"" + take + "\"", "It was there before.")
                .contains("White space around what was pasted was left out.")
                .contains("-d &#39;{&quot;connection&quot;:&quot;" + id + "&quot;")
                .contains("http://localhost:8080/api/runtime/credentials", "$TOKEN");
    }

    @Test
    void replacesAKeptSecretAndLeadsBackToThePageThatAsked() {
        Kept kept = fakes.kept.get(0);
        String environment = kept.environment().value();
        site.sending("returnTo", "/connections/" + id + "/saved");

        Response answer = site.connection().takeSecret(id, environment, "KEPT");

        assertThat(fakes.calls).containsExactly("take " + id + " " + environment + " KEPT");
        assertThat(Site.location(answer)).isEqualTo("/connections/" + id + "/saved?notice=secret-taken");
        site.sending("returnTo", "https://evil.example");
        assertThat(Site.location(site.connection().takeSecret(id, environment, "KEPT")))
                .isEqualTo("/connections/" + id + "?notice=secret-taken");
    }

    @Test
    void drawsTheOpeningsOfEachDayAndTellsThemAsATableToo() {
        assertThat(site.html(site.connection().detail(id, "")))
                .contains("Used 7 times in the last 30 days.", "<rect class=\"chart-bar\"", "<th scope=\"row\">");
        fakes.days.clear();
        assertThat(site.html(site.connection().detail(id, "")))
                .contains("Not used in the last 30 days.")
                .doesNotContain("<rect");
    }

    @Test
    void marksTheScopesThatWereNotGranted() {
        Grant grant = new Grant(
                List.of("repo", "gist"), List.of("repo"), Optional.empty(), Optional.empty(), false, Optional.empty());

        assertThat(ConnectionPages.ShownGrant.of(grant, Fakes.NOW).missing()).containsExactly("gist");
    }

    @Test
    void namesWhatBreaksBeforeAnythingIsDeleted() {
        String html = site.html(site.ending().confirmDelete(id));

        assertThat(html)
                .contains("secrets go", "secrets pass on", "a connection of somebody else", "Seen using it", "node49")
                .contains("href=\"/connections/" + fakes.connections.get(1).id() + "\"");
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void replacesTheCredentialInPlace() {
        Response answer = site.sending("type", "api_key", "field.bot-token", " xoxb-2\n")
                .credential()
                .replace(id);

        assertThat(fakes.calls).containsExactly("replace " + id + " api_key");
        assertThat(fakes.values).containsExactly(Map.entry("key", "xoxb-2"));
        assertThat(Site.location(answer)).isEqualTo("/connections/" + id + "?notice=replaced-trimmed");
    }

    @Test
    void asksForTheCredentialAgainWhereItIsRefusedWithoutShowingIt() {
        fakes.refusal = Optional.of(
                new ConnectionsException.Invalid(List.of(new FieldError("apiKey", "INVALID", "Bot token must match"))));

        Response answer = site.sending("type", "api_key", "field.bot-token", "s3cret")
                .credential()
                .replace(id);

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(site.html(answer)).contains("Bot token must match").doesNotContain("s3cret");
    }

    @Test
    void deletesAndRevokesWhatIsNamed() {
        site.sending("csrf", "x");

        site.ending().delete(id);
        site.ending().revoke(id);

        assertThat(fakes.calls).containsExactly("delete " + id, "revoke " + id);
        assertThatThrownBy(() -> site.ending().delete("conn_x")).isInstanceOf(ConnectionsException.NotFound.class);
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

        String html = site.html(site.activity().activity(id, "", ""));

        assertThat(html)
                .contains(
                        "The provider offers no way to end it",
                        "Service:",
                        "figma",
                        "href=\"https://www.figma.com/settings\"")
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

        assertThat(Site.location(site.ending().delete(granted)))
                .isEqualTo("/connections/" + granted + "/activity?notice=deleted");
        assertThat(Site.location(site.ending().delete(id))).isEqualTo("/connections?notice=deleted");
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
