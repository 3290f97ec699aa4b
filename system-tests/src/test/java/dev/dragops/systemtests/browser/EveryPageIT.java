package dev.dragops.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.dragops.systemtests.driver.BrowserTest;
import dev.dragops.systemtests.driver.Chromium;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Window;
import dev.dragops.systemtests.provider.Providers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page, wide and narrow, light and dark: without barriers, without scrolling sideways, and without a word from the
 * browser. A picture of each is left in {@code target/screenshots}. A new page is one more line in {@link #everyPage}.
 */
@BrowserTest
@Tag("looks")
class EveryPageIT {
    private static final List<ColorScheme> THEMES = List.of(ColorScheme.LIGHT, ColorScheme.DARK);

    private final Dragops dragops;
    private final Chromium chromium;
    private final Scene scene;

    EveryPageIT(Dragops dragops, Providers providers, Chromium chromium) {
        this.dragops = dragops;
        this.chromium = chromium;
        this.scene = new Scene(dragops, providers);
    }

    static Stream<Shown> pages() {
        String only = System.getProperty("page", "");
        return everyPage().filter(shown -> only.isEmpty() || shown.name().equals(only));
    }

    static Stream<Shown> everyPage() {
        return Stream.of(
                anybody("sign-in", "/sign-in"),
                anybody("sign-in-wrong", "/sign-in").after(window -> window.fill("E-mail address", "a@example.com")
                        .fill("Password", "wrong")
                        .press("Sign in")),
                anybody("sign-up", "/sign-up"),
                anybody("sign-up-wrong", "/sign-up").after(EveryPageIT::signUpWrongly),
                newcomer("connections-none", "/connections"),
                newcomer("secrets-none", "/secrets"),
                ada("connections", "/connections"),
                administrator("menu", "/connections")
                        .after(window -> window.page().locator("summary").last().click()),
                ada("menu-workspaces", "/connections")
                        .after(window ->
                                window.page().locator("summary").first().click()),
                ada("connections-filtered", "/connections?q=slack&status=active"),
                ada("connections-attention", "/connections?status=reauth_required"),
                ada("connections-none-found", "/connections?q=no-such-name"),
                ada("choose", "/connections/new"),
                ada("choose-none-found", "/connections/new?q=no-such-service"),
                ada("new-slack", "/connections/new/slack"),
                ada("new-jira", "/connections/new/jira?type=credentials"),
                ada("new-slack-checked", "/connections/new/slack").after(EveryPageIT::pasteAnothersKey),
                ada("new-jira-wrong", "/connections/new/acme").after(window -> window.fill("Login", "ada")
                        .fill("PIN", "123")
                        .unchecked()
                        .press("Save connection")),
                ada("new-oauth", "/connections/new/" + Providers.ROTATING),
                ada("new-oauth-no-app", "/connections/new/" + Providers.WITHOUT_APP),
                ada("custom-api-key", "/connections/custom?type=api_key"),
                ada("custom-fields", "/connections/custom?type=credentials"),
                ada("authorization-denied", "/connections/authorizations/{denied}"),
                ada("connection", "/connections/{slack}"),
                ada("connection-saved", "/connections/{slack}/saved"),
                ada("connection-replace", "/connections/{slack}/replace"),
                ada("connection-fields", "/connections/{jira}"),
                ada("connection-oauth", "/connections/{oauth}"),
                ada("connection-reauth", "/connections/{ended}"),
                ada("connection-refused", "/connections/{refused}"),
                ada("connection-revoked", "/connections/{revoked}"),
                ada("connection-long-name", "/connections/{long}"),
                ada("connection-activity", "/connections/{slack}/activity"),
                ada("connection-saved", "/connections/{slack}/saved"),
                ada("connection-saved-kept", "/connections/{long}/saved"),
                ada("connection-replace", "/connections/{jira}/replace"),
                ada("connection-revoke", "/connections/{slack}/revoke"),
                ada("connection-delete", "/connections/{slack}/delete"),
                ada("secrets", "/secrets"),
                ada("secrets-missing", "/secrets?missing=true"),
                ada("secrets-none-found", "/secrets?q=NO_SUCH_NAME"),
                ada("secret-new", "/secrets/new?environment={development}"),
                ada("secret-new-wrong", "/secrets/new?environment={development}")
                        .after(window -> window.fill("Name", "lower")
                                .fill("Value", "any")
                                .unchecked()
                                .press("Save secret")),
                ada("secret-new-many-lines", "/secrets/new?environment={development}&lines=many"),
                ada("secret-replace", "/secrets/{development}/WRITTEN_BY_HAND/replace"),
                ada("secret-delete", "/secrets/{development}/WRITTEN_BY_HAND/delete"),
                ada("import", "/secrets/import"),
                ada("import-preview", "/secrets/import")
                        .after(window -> imports(window, "A_NEW_ONE=1\nWRITTEN_BY_HAND=2")),
                ada("import-wrong", "/secrets/import")
                        .after(window -> imports(window, "A_NEW_ONE=1\nno name\nB='open")),
                ada("workspaces", "/workspaces"),
                ada("workspace", "/workspaces/{workspace}"),
                ada("workspace-another", "/workspaces/{another}"),
                ada("workspace-delete", "/workspaces/{workspace}/delete"),
                ada("environment-rename", "/workspaces/{workspace}/environments/{development}/rename"),
                ada("environment-delete", "/workspaces/{workspace}/environments/{development}/delete"),
                ada("tokens", "/tokens"),
                newcomer("tokens-none", "/tokens"),
                ada("token-new", "/tokens/new"),
                ada("token-new-wrong", "/tokens/new")
                        .after(window -> window.unchecked().press("Make token")),
                ada("token-made", "/tokens/new").after(EveryPageIT::makeToken),
                ada("token-revoke", "/tokens/{token}/revoke"),
                ada("profile", "/profile"),
                ada("profile-wrong", "/profile").after(window -> window.fill("Current password", "not this one")
                        .fill("New password", "short")
                        .unchecked()
                        .press("Change password")),
                ada("activity", "/activity"),
                ada("activity-filtered", "/activity?group=openings&outcome=succeeded"),
                ada("activity-none-found", "/activity?q=no-such-thing"),
                administrator("activity-of-all", "/activity?scope=all"),
                administrator("packs", "/admin/packs"),
                administrator("packs-none-found", "/admin/packs?q=no-such-service"),
                administrator("keys", "/admin/keys"),
                administrator("system", "/admin/system"),
                ada("not-found", "/no/such/page"),
                ada("not-administrator", "/admin/oauth-apps"),
                administrator("oauth-apps", "/admin/oauth-apps"),
                administrator("oauth-app", "/admin/oauth-apps/" + Providers.WITHOUT_APP),
                administrator("oauth-app-read-only", "/admin/oauth-apps/" + Providers.ROTATING));
    }

    private static void signUpWrongly(Window window) {
        window.fill("E-mail address", "ada@example.com")
                .fill("First name", "Ada")
                .fill("Last name", "Lovelace")
                .fill("Password", "short")
                .unchecked()
                .press("Create account");
    }

    private static void pasteAnothersKey(Window window) {
        window.fill("Bot token", "ghp_of-another-service");
        window.field("Bot token").blur();
        window.shows("This looks like a value from GitHub");
    }

    private static void makeToken(Window window) {
        window.fill("Name", "A program").field("connections:read").check();
        window.press("Make token").shows("Copy your token now");
    }

    private static void imports(Window window, String dotenv) {
        window.fill("The file", dotenv).press("Look at it first").shows("A_NEW_ONE");
    }

    enum Who {
        ANYBODY,
        NEWCOMER,
        ADA,
        ADMINISTRATOR
    }

    /**
     * A page in one of its states.
     *
     * @param name of its pictures
     * @param path where an id of the scene stands in braces
     * @param then what is done there first
     */
    record Shown(String name, Who who, String path, Consumer<Window> then) {
        Shown after(Consumer<Window> deed) {
            return new Shown(name, who, path, deed);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Shown anybody(String name, String path) {
        return new Shown(name, Who.ANYBODY, path, window -> {});
    }

    private static Shown newcomer(String name, String path) {
        return new Shown(name, Who.NEWCOMER, path, window -> {});
    }

    private static Shown ada(String name, String path) {
        return new Shown(name, Who.ADA, path, window -> {});
    }

    private static Shown administrator(String name, String path) {
        return new Shown(name, Who.ADMINISTRATOR, path, window -> {});
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isOpenToEverybodyInEveryLight(Shown shown) {
        Window window = chromium.window(dragops);
        scene.person(shown.who()).ifPresent(window::enter);
        List<String> wrong = new ArrayList<>();
        for (ColorScheme theme : THEMES) {
            window.width(Window.WIDE).theme(theme).open(scene.at(shown.path()));
            shown.then().accept(window);
            for (int width : new int[] {Window.WIDE, Window.NARROW}) {
                String light = theme.name().toLowerCase(Locale.ROOT);
                window.width(width).picture(Path.of(shown.name() + "-" + width + "-" + light));
                String where = light + ", " + width + ": ";
                window.overflow().forEach(part -> wrong.add(where + "too wide: " + part));
                // narrow, a theme has no colours of its own
                if (width == Window.WIDE || theme == ColorScheme.LIGHT) {
                    window.barriers().forEach(barrier -> wrong.add(where + barrier));
                }
                if (theme == ColorScheme.LIGHT) {
                    window.hiddenStops().forEach(stop -> wrong.add(where + "no visible focus: " + stop));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
