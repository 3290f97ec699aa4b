package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.platform.FieldError;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NewConnectionPagesTest {
    private static final String ONCE = "k".repeat(43);

    private final Fakes fakes = new Fakes();
    private final Site site = new Site(fakes).asAda();

    @Test
    void savesTheKeyThatAPackAsksFor() {
        fakes.packs.add(ExamplePacks.slack());

        Response answer = site.sending(
                        "type", "api_key", "field.bot-token", " xoxb-1 ", "displayName", " Slack ", "once", ONCE)
                .newConnection()
                .save("slack");

        assertThat(fakes.calls).containsExactly("create slack api_key Slack - " + ONCE);
        assertThat(fakes.values).containsExactly(Map.entry("key", "xoxb-1"));
        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.location(answer))
                .as("what was left out is told")
                .isEqualTo("/connections/" + fakes.connections.get(0).id() + "/saved?notice=trimmed");
    }

    @Test
    void savesTheFieldsThatAPackAsksFor() {
        fakes.packs.add(ExamplePacks.jira());
        EnvironmentId production = EnvironmentId.next();

        site.sending(
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
        site.sending("type", "api_key", "provider", "my-service", "apiKey", "k1", "target", "workspace")
                .newConnection()
                .saveCustom();
        assertThat(fakes.values).containsEntry("key", "k1");

        site.sending(
                        "type", "credentials",
                        "rows", "3",
                        "provider", "my-service",
                        "name1", "user",
                        "value1", "ada",
                        "name2", "",
                        "value2", "",
                        "name3", "token",
                        "value3", "t0ken")
                .newConnection()
                .saveCustom();
        assertThat(fakes.values).containsEntry("user", "ada").containsEntry("token", "t0ken");
        assertThat(fakes.calls)
                .containsExactly("create my-service api_key - - -", "create my-service credentials - - -");
    }

    @Test
    void marksWhatIsMissingAndSavesNothing() {
        fakes.packs.add(ExamplePacks.jira());

        Response answer = site.sending(
                        "type", "credentials", "field.user-email", "ada@example.com", "field.api-token", " ")
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
        fakes.packs.add(ExamplePacks.jira());
        fakes.refusal = Optional.of(new ConnectionsException.Invalid(
                List.of(new FieldError("credentials.user-email", "FORMAT", "This is no e-mail address"))));

        Response answer = site.sending(
                        "type", "credentials", "field.user-email", "ada", "field.api-token", "s3cret-t0ken")
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

        Response answer = site.sending(
                        "type", "credentials", "rows", "2", "provider", "x", "name1", "user", "value1", "v")
                .newConnection()
                .saveCustom();

        assertThat(site.html(answer)).contains("Two fields seed one secret");
    }

    @Test
    void asksForAnotherNameWhereItIsTaken() {
        fakes.packs.add(ExamplePacks.slack());
        fakes.refusal = Optional.of(Fakes.refusal(ConnectionsException.NameTaken.class));

        Response answer = site.sending("type", "api_key", "field.bot-token", "xoxb-1", "displayName", "Slack")
                .newConnection()
                .save("slack");

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(site.html(answer)).contains("id=\"f-displayName-error\"", "value=\"Slack\"");
    }

    @Test
    void leadsASecondClickToTheListWhileTheFirstIsUnderWay() {
        fakes.packs.add(ExamplePacks.slack());
        fakes.refusal = Optional.of(Fakes.refusal(ConnectionsException.IdempotencyInProgress.class));

        Response answer = site.sending("type", "api_key", "field.bot-token", "xoxb-1", "once", ONCE)
                .newConnection()
                .save("slack");

        assertThat(Site.location(answer)).isEqualTo("/connections?notice=saving");
    }

    @Test
    void givesEachFormItsOwnKeyForRepeating() {
        fakes.packs.add(ExamplePacks.slack());

        assertThat(once(site.html(site.newConnection().form("slack", ""))))
                .isNotEqualTo(once(site.html(site.newConnection().form("slack", ""))));
    }

    @Test
    void ignoresAKeyForRepeatingThatIsNotOurs() {
        fakes.packs.add(ExamplePacks.slack());

        site.sending("type", "api_key", "field.bot-token", "xoxb-1", "once", "short")
                .newConnection()
                .save("slack");

        assertThat(fakes.calls).containsExactly("create slack api_key - - -");
    }

    @Test
    void knowsNoFormOfAServiceWithoutAPack() {
        assertThatThrownBy(() -> site.newConnection().form("unheard-of", ""))
                .isInstanceOf(ConnectionsException.ProviderNotFound.class);
        assertThatThrownBy(() -> site.newConnection().form("../x", ""))
                .isInstanceOf(ConnectionsException.ProviderNotFound.class);
    }

    private static String once(String html) {
        int start = html.indexOf("name=\"once\" value=\"") + "name=\"once\" value=\"".length();
        return html.substring(start, html.indexOf('"', start));
    }
}
