package dev.dragops.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.dragops.systemtests.driver.BrowserTest;
import dev.dragops.systemtests.driver.Chromium;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.Window;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets and the environments that they are in, as a person keeps them. */
@BrowserTest
@Tag("looks")
class SecretsIT {
    private final Dragops dragops;
    private final Chromium chromium;

    SecretsIT(Dragops dragops, Chromium chromium) {
        this.dragops = dragops;
        this.chromium = chromium;
    }

    @Test
    void addsReplacesAndDeletesAValueInOneEnvironment() {
        Person ada = dragops.register();
        Program engine = ada.engine();
        String staging = ada.environment("staging");
        ada.putSecret(ada.environment("development"), "SERVICE_KEY", "of-development")
                .expect(201);
        Window window = chromium.window(dragops, ada)
                .open("/secrets")
                .shows("SERVICE_KEY")
                .follow("Add SERVICE_KEY in staging");
        assertThat(window.field("Name").inputValue()).isEqualTo("SERVICE_KEY");
        window.fill("Value", "of-staging").press("Save secret").shows("The secret was saved.");
        assertThat(window.markup()).doesNotContain("of-staging", "of-development");
        assertThat(ada.valueOf(staging, "SERVICE_KEY", engine)).isEqualTo("of-staging");

        window.follow("Replace SERVICE_KEY in staging")
                .fill("Value", "of-staging-2")
                .press("Save secret")
                .shows("Version 2");
        assertThat(window.markup()).doesNotContain("of-staging");
        assertThat(ada.valueOf(staging, "SERVICE_KEY", engine)).isEqualTo("of-staging-2");

        window.follow("Delete SERVICE_KEY in staging").press("Delete secret").shows("The secret was deleted.");
        ada.secret(staging, "SERVICE_KEY").expect(404);
        assertThat(ada.secretNames(ada.environment("development"))).containsExactly("SERVICE_KEY");
    }

    @Test
    void findsNamesWhileTheyAreTyped() {
        Person ada = dragops.register();
        String development = ada.environment("development");
        for (String name : new String[] {"ALPHA_ONE", "ALPHA_TWO", "BETA"}) {
            ada.putSecret(development, name, "any").expect(201);
        }
        Window window = chromium.window(dragops, ada).open("/secrets").shows("BETA");

        window.search("Name contains", "ALPHA").shows("2 names").showsNot("BETA");

        assertThat(window.page().url()).contains("q=ALPHA");
        assertThat(window.page().locator("nav[aria-label=Main]").count())
                .as("headers")
                .isOne();
    }

    @Test
    void showsWhatAnImportWouldDoAndThenDoesAllOfIt() {
        Person ada = dragops.register();
        Program engine = ada.engine();
        String development = ada.environment("development");
        ada.putSecret(development, "KEPT", "old-value").expect(201);
        Window window = chromium.window(dragops, ada)
                .open("/secrets/import")
                .fill("The file", "# ours\nKEPT=new-value\nexport ADDED='added value'\nSECOND=\"two\"\n")
                .press("Look at it first")
                .shows("Import into development", "2 names are new", "One name is there already and is kept", "ADDED");
        assertThat(window.markup()).doesNotContain("new-value", "added value");
        assertThat(ada.secretNames(development)).containsExactly("KEPT");

        window.press("Write 2 secrets").awaitPath("/secrets").shows("2 names are new.", "ADDED", "SECOND");

        assertThat(window.markup()).doesNotContain("new-value", "added value");
        assertThat(ada.valueOf(development, "ADDED", engine)).isEqualTo("added value");
        assertThat(ada.valueOf(development, "KEPT", engine)).isEqualTo("old-value");
    }

    @Test
    void importsNothingOfAFileWithALineThatMakesNoSense() {
        Person ada = dragops.register();
        Window window = chromium.window(dragops, ada)
                .open("/secrets/import")
                .fill("The file", "GOOD=value-of-good\nthis is no line\n")
                .press("Look at it first")
                .shows("One line makes no sense");

        assertThat(window.markup()).doesNotContain("value-of-good", "this is no line");
        assertThat(window.page().getByText("Write one secret").count()).isZero();
        assertThat(ada.secretNames(ada.environment("development"))).isEmpty();
    }

    @Test
    void makesAWorkspaceWithEnvironmentsAndSwitchesToItFromEveryPage() {
        Person ada = dragops.register();
        Window window = chromium.window(dragops, ada)
                .open("/workspaces")
                .fill("Name", "The second one")
                .press("Make workspace")
                .shows("The second one", "production");
        window.open("/connections");
        window.page().locator("header summary").first().click();
        window.press("The second one");
        window.page()
                .locator("header summary", new Page.LocatorOptions().setHasText("The second one"))
                .waitFor();

        assertThat(ada.environments()).hasSize(3);
        window.open("/workspaces/" + ada.activeWorkspace())
                .shows("The second one")
                .fill("New environment", "acceptance")
                .press("Add environment")
                .shows("The environment was added.");
        assertThat(ada.environments()).hasSize(4);
        assertThat(window.open("/secrets/new").field("Environment").textContent())
                .contains("acceptance");
    }
}
