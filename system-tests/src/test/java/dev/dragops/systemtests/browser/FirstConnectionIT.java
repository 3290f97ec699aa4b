package dev.dragops.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.BrowserTest;
import dev.dragops.systemtests.driver.Chromium;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Window;
import dev.dragops.systemtests.provider.Providers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From nothing to a connection, in each way that a person may come by it. */
@BrowserTest
class FirstConnectionIT {
    private static final String API_TOKEN = "jira-token-of-the-browser";

    private final Dragops dragops;
    private final Providers providers;
    private final Chromium chromium;

    FirstConnectionIT(Dragops dragops, Providers providers, Chromium chromium) {
        this.dragops = dragops;
        this.providers = providers;
        this.chromium = chromium;
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void leadsFromSignUpToAConnectionAndItsSecrets(boolean scripts) {
        Window window = scripts ? chromium.window(dragops) : chromium.windowWithoutScripts(dragops);
        String email = Dragops.newEmail();
        window.open("/")
                .follow("Create one")
                .fill("E-mail address", email)
                .fill("First name", "Ada")
                .fill("Last name", "Lovelace")
                .fill("Password", Dragops.PASSWORD)
                .press("Create account")
                .shows("No connections yet")
                .follow("Make your first connection")
                .follow("Jira")
                .fill("E-mail address", "ada@example.com")
                .fill("API token", API_TOKEN)
                .fill("Instance URL", "https://mycompany.atlassian.net")
                .fill("Display name", "Jira - Browser")
                .press("Save connection")
                .awaitPath("/connections/conn_")
                .shows("Jira - Browser is saved", "It seeded 3 secrets.", "JIRA_API_TOKEN");
        assertThat(window.markup()).doesNotContain(API_TOKEN);

        window.follow("Secrets").shows("JIRA_API_TOKEN", "JIRA_BASE_URL", "JIRA_USER_EMAIL");
        assertThat(window.markup()).doesNotContain(API_TOKEN);

        Person ada = dragops.signIn(email, Dragops.PASSWORD);
        assertThat(ada.connectionNames()).containsExactly("Jira - Browser");
        assertThat(ada.valueOf(ada.environment("staging"), "JIRA_API_TOKEN", ada.engine()))
                .isEqualTo(API_TOKEN);
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void connectsByOAuthAndComesBack(boolean scripts) {
        providers.realm(Providers.ROTATING).honest();
        Person ada = dragops.register();
        Window window = (scripts ? chromium.window(dragops) : chromium.windowWithoutScripts(dragops))
                .enter(ada)
                .mayGoTo(providers.mock().authority());

        window.open("/connections/new/" + Providers.ROTATING)
                .fill("Display name", "By OAuth")
                .press("Connect")
                .awaitPath("/connections/conn_")
                .shows("The connection works.", "By OAuth");

        assertThat(ada.engine().openConnection("By OAuth").expect(200).text("/credentials/accessToken"))
                .satisfies(
                        token -> assertThat(providers.realm(Providers.ROTATING).accepts(token))
                                .isTrue());
        assertThat(providers.realm(Providers.ROTATING).everySecret())
                .noneMatch(secret -> window.markup().contains(secret));
    }

    @Test
    void needsNothingButAKeyboard() {
        Person ada = dragops.register();
        Window window = chromium.window(dragops).open("/sign-in");

        window.tabTo("E-mail address")
                .type(ada.email())
                .tabTo("Password")
                .type(ada.password())
                .tabTo("Sign in")
                .key("Enter")
                .awaitPath("/connections")
                .tabTo("Make your first connection")
                .key("Enter")
                .awaitPath("/connections/new")
                .tabTo("Slack")
                .key("Enter")
                .awaitPath("/connections/new/slack")
                .tabTo("Bot token")
                .type("xoxb-by-keyboard")
                .tabTo("Display name")
                .type("Slack - Keyboard")
                .key("Enter")
                .awaitPath("/connections/conn_")
                .shows("Slack - Keyboard is saved");

        assertThat(ada.connectionNames()).containsExactly("Slack - Keyboard");
    }
}
