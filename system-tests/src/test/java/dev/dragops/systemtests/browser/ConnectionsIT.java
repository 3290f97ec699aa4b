package dev.dragops.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.dragops.systemtests.driver.BrowserTest;
import dev.dragops.systemtests.driver.Chromium;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Window;
import dev.dragops.systemtests.provider.Providers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of connections after their start, as a person does it. */
@BrowserTest
@Tag("looks")
class ConnectionsIT {
    private final Dragops dragops;
    private final Chromium chromium;
    private final Person ada;

    ConnectionsIT(Dragops dragops, Chromium chromium) {
        this.dragops = dragops;
        this.chromium = chromium;
        this.ada = dragops.register();
    }

    @Test
    void saysWhatIsWrongBesideTheFieldAndKeepsNoSecret() {
        Window window = chromium.window(dragops, ada)
                .open("/connections/new/jira?type=credentials")
                .fill("E-mail address", "ada@example.com")
                .fill("API token", "not-to-be-seen-again")
                .fill("Instance URL", "not an address")
                .fill("Display name", "Jira - Wrong")
                .unchecked()
                .press("Save connection")
                .shows("Please look at the marked fields.");

        assertThat(window.markup()).doesNotContain("not-to-be-seen-again");
        assertThat(window.field("API token").inputValue()).isEmpty();
        assertThat(window.field("E-mail address").inputValue()).isEqualTo("ada@example.com");
        assertThat(window.field("Display name").inputValue()).isEqualTo("Jira - Wrong");
        assertThat(window.field("Instance URL").getAttribute("aria-invalid")).isEqualTo("true");
        for (String id :
                window.field("Instance URL").getAttribute("aria-describedby").split(" ", -1)) {
            assertThat(window.page().locator("[id='" + id + "']").isVisible())
                    .as(id)
                    .isTrue();
        }

        window.fill("API token", "jira-token-2")
                .fill("Instance URL", "https://mycompany.atlassian.net")
                .press("Save connection")
                .awaitPath("/connections/conn_");
        assertThat(ada.connectionNames()).contains("Jira - Wrong");
    }

    @Test
    void checksAFieldWhenItIsLeftAndShowsASecretOnlyWhereOneAsks() {
        Window window = chromium.window(dragops, ada)
                .open("/connections/new/jira?type=credentials")
                .fill("Instance URL", "not an address");
        window.field("Instance URL").blur();
        window.shows("Instance URL must be");
        assertThat(window.field("Instance URL").getAttribute("aria-invalid")).isEqualTo("true");

        window.fill("API token", "ghp_not-to-be-answered");
        assertThat(window.field("API token").getAttribute("type")).isEqualTo("password");
        window.page().locator("button[data-reveal]").click();
        assertThat(window.field("API token").getAttribute("type")).isEqualTo("text");
        window.shows("This looks like a value from GitHub");
        assertThat(window.markup()).doesNotContain("ghp_not-to-be-answered");

        window.fill("Instance URL", "https://mycompany.atlassian.net");
        window.field("Instance URL").blur();
        window.page().getByText("Instance URL must be").waitFor(gone());
        assertThat(window.field("Instance URL").getAttribute("aria-invalid")).isEqualTo("false");
    }

    private static Locator.WaitForOptions gone() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);
    }

    @Test
    void tellsWhatWasKeptAndReplacesItByOneClick() {
        Person bob = dragops.register();
        String development = bob.environment("development");
        bob.putSecret(development, "SLACK_BOT_TOKEN", "older").expect(201);
        Window window = chromium.window(dragops, bob)
                .open("/connections/new/slack")
                .fill("Bot token", "xoxb-newer")
                .fill("Display name", "Slack - Kept")
                .press("Save connection")
                .shows("Slack - Kept is saved", "Kept as they were", "It was there before.");
        assertThat(bob.valueOf(development, "SLACK_BOT_TOKEN", bob.engine())).isEqualTo("older");

        window.press("Replace by this connection’s value SLACK_BOT_TOKEN, development");

        window.page().getByText("Kept as they were").waitFor(gone());
        assertThat(bob.valueOf(development, "SLACK_BOT_TOKEN", bob.engine())).isEqualTo("xoxb-newer");
        window.press("Copy Name for a node").shows("Copied");
        assertThat(window.clipboard()).isEqualTo("Slack - Kept");
    }

    @Test
    void replacesACredentialInPlaceAndTestsItAtTheProvider() {
        String id = ada.createApiKeyConnection("""
                {"provider":"%s","apiKey":"bad","displayName":"To be mended"}
                """.formatted(Providers.VERIFIED))
                .expect(201)
                .id();
        Window window = chromium.window(dragops, ada)
                .open("/connections/" + id)
                .press("Test")
                .shows("The provider refuses the credential.")
                .follow("Replace credential")
                .fill("Key", "good-key")
                .press("Replace credential")
                .awaitPath("/connections/" + id)
                .press("Test")
                .shows("The provider accepts the credential.");

        assertThat(window.markup()).doesNotContain("good-key");
        assertThat(ada.connection(id).text("/status")).isEqualTo("active");
        assertThat(ada.engine().openConnection(id).text("/credentials/apiKey")).isEqualTo("good-key");
    }

    @Test
    void findsConnectionsWhileANameIsTyped() {
        Person bob = dragops.register();
        bob.createSlack("xoxb-1", "Slack - Alpha");
        bob.createSlack("xoxb-2", "Slack - Beta");
        Window window = chromium.window(dragops, bob).open("/connections").shows("2 connections");

        window.search("Search by name or service", "alph")
                .shows("One connection")
                .showsNot("Slack - Beta");

        assertThat(window.page().url()).contains("q=alph");
        assertThat(window.page().locator("header").count()).isOne();
        window.open("/connections/new")
                .search("Search services", "jira")
                .shows("One service")
                .follow("Jira");
        window.awaitPath("/connections/new/jira");
    }

    @Test
    void revokesAfterAQuestionAndKeepsTheConnectionInTheList() {
        String id = ada.createSlack("xoxb-revoke", "Slack - Revoke");
        Window window = chromium.window(dragops, ada)
                .open("/connections/" + id)
                .follow("Revoke")
                .shows("Revoke Slack - Revoke?");
        assertThat(ada.connection(id).text("/status")).isEqualTo("active");

        window.press("Revoke connection").shows("The connection was revoked and its credential erased.");

        assertThat(ada.connection(id).text("/status")).isEqualTo("revoked");
        window.open("/connections?q=Revoke").shows("Slack - Revoke", "Revoked");
    }

    @Test
    void deletesAfterAQuestionThatNamesWhatWillBreak() {
        String id = ada.createSlack("xoxb-delete", "Slack - Delete");
        ada.engine().openConnection(id).expect(200);
        Window window = chromium.window(dragops, ada)
                .open("/connections/" + id)
                .follow("Delete")
                .shows("Delete Slack - Delete?", "SLACK_BOT_TOKEN", "pat_1");
        ada.connection(id).expect(200);

        window.press("Delete connection").shows("The connection was deleted.").showsNot("Slack - Delete");

        ada.connection(id).expect(404);
    }

    @Test
    void keepsTheColoursThatAPersonChose() {
        Window window = chromium.window(dragops, ada)
                .theme(ColorScheme.DARK)
                .open("/connections")
                .looks(ColorScheme.DARK);

        window.page().locator("summary").last().click();
        window.press("Light").looks(ColorScheme.LIGHT).open("/secrets").looks(ColorScheme.LIGHT);

        window.page().locator("summary").last().click();
        window.press("As the system")
                .looks(ColorScheme.DARK)
                .theme(ColorScheme.LIGHT)
                .looks(ColorScheme.LIGHT);
    }
}
