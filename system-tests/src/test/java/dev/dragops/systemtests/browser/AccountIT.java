package dev.dragops.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import dev.dragops.systemtests.driver.BrowserTest;
import dev.dragops.systemtests.driver.Chromium;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Window;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What belongs to a person alone: tokens, profile, sessions, and what happened. */
@BrowserTest
@Tag("looks")
class AccountIT {
    private final Dragops dragops;
    private final Chromium chromium;

    AccountIT(Dragops dragops, Chromium chromium) {
        this.dragops = dragops;
        this.chromium = chromium;
    }

    @Test
    void showsATokenOnceAndCopiesIt() {
        Person ada = dragops.register();
        Window window = chromium.window(dragops, ada).open("/tokens").follow("Make your first token");
        window.fill("Name", "CI").field("connections:read").check();
        window.press("Make token").shows("Copy your token now");
        String token = window.field("API token").inputValue();

        window.press("Copy").shows("Copied");

        assertThat(window.clipboard()).isEqualTo(token);
        Client program = dragops.bearing(token);
        program.connections().expect(200);
        program.get("/api/tokens").expect(403);
        window.follow("I have copied it").shows("CI", "connections:read");
        assertThat(window.markup()).doesNotContain(token);
        window.open("/tokens").follow("Revoke CI").press("Revoke token").shows("The token was revoked.");
        program.connections().expect(401);
    }

    @Test
    void asksForThePasswordWhereATokenMayOpenCredentials() {
        Person ada = dragops.register();
        Window window = chromium.window(dragops, ada).open("/tokens/new").fill("Name", "Engine");
        window.field("runtime").check();
        window.press("Make token").shows("The scope runtime needs your password");

        window.fill("Your password", ada.password()).press("Make token").shows("Copy your token now");

        String token = window.field("API token").inputValue();
        ada.createSlack("xoxb-by-engine", "Slack - Engine");
        assertThat(dragops.bearing(token)
                        .openCredential(
                                "{\"connection\":\"Slack - Engine\",\"executionId\":\"r\",\"patternId\":\"p\",\"nodeId\":\"n\"}")
                        .expect(200)
                        .text("/credentials/apiKey"))
                .isEqualTo("xoxb-by-engine");
    }

    @Test
    void changesNameAndPasswordAndSignsOthersOut() {
        Person ada = dragops.register();
        Person elsewhere = ada.signInAgain();
        Window window = chromium.window(dragops, ada)
                .open("/profile")
                .fill("Last name", "Byron")
                .press("Save name")
                .shows("Your name was saved.", "Ada Byron");

        window.press("Sign out all others").shows("All other sessions were signed out.");
        elsewhere.connections().expect(401);
        ada.connections().expect(200);

        window.fill("Current password", ada.password())
                .fill("New password", "a password that is new")
                .press("Change password")
                .shows("Your password was changed");
        dragops.login(ada.email(), ada.password()).expect(401);
        dragops.login(ada.email(), "a password that is new").expect(200);
    }

    @Test
    void tellsWhatHappenedAndHandsItOutAsAFile() throws IOException {
        Person ada = dragops.register();
        ada.createSlack("xoxb-activity", "Slack - Activity");
        ada.engine().openConnection("Slack - Activity").expect(200);
        Window window = chromium.window(dragops, ada).open("/activity");
        int all = rows(window);

        window.page().locator("#f-group").selectOption("openings");

        window.page().waitForFunction("all => document.querySelectorAll('.trail tbody tr').length < all", all);
        assertThat(rows(window)).isOne();
        Download download = window.page().waitForDownload(() -> window.follow("Download CSV"));
        try (var in = download.createReadStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("credential.opened")
                    .doesNotContain("connection.created");
        }
    }

    private static int rows(Window window) {
        return window.page().locator(".trail tbody tr").count();
    }
}
