package dev.dragops.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.browser.EveryPageIT.Shown;
import dev.dragops.systemtests.browser.EveryPageIT.Who;
import dev.dragops.systemtests.driver.BrowserTest;
import dev.dragops.systemtests.driver.Chromium;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Window;
import dev.dragops.systemtests.provider.Providers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A person who gives everything a name that is markup, a script or an expression reads just that, on every page. */
@BrowserTest
@Tag("looks")
class NamesAreTextIT {
    private static final String MARKUP = "<script>hit()</script>\"><img src=x onerror=hit()>";
    private static final String EXPRESSIONS = "${7919*7927}[[${7919*7927}]]__${7919*7927}__::";
    private static final String EVALUATED = Integer.toString(7919 * 7927);

    private final Dragops dragops;
    private final Chromium chromium;
    private final Scene scene;

    NamesAreTextIT(Dragops dragops, Providers providers, Chromium chromium) {
        this.dragops = dragops;
        this.chromium = chromium;
        String email = Dragops.newEmail();
        dragops.anybody().post("/api/auth/register", """
                {"email":%s,"firstName":%s,"lastName":%s,"password":%s}
                """.formatted(
                        Json.quote(email), Json.quote(MARKUP), Json.quote(EXPRESSIONS), Json.quote(Dragops.PASSWORD)));
        Person ada = dragops.signIn(email, Dragops.PASSWORD);
        AtomicInteger count = new AtomicInteger();
        this.scene = new Scene(dragops, providers, ada, name -> MARKUP + EXPRESSIONS + count.incrementAndGet());
    }

    static Stream<Shown> pages() {
        return EveryPageIT.everyPage().filter(shown -> shown.who() == Who.ADA);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showsEveryNameAsItWasTyped(Shown shown) {
        Window window = chromium.window(dragops, scene.ada()).open(scene.at(shown.path()));
        shown.then().accept(window);

        assertThat(window.page()
                        .locator("img[src=x], script:not([src]), [onerror]")
                        .count())
                .as("markup that was a name")
                .isZero();
        assertThat(window.page().locator("body").innerText()).doesNotContain(EVALUATED);
        assertThat(window.page().title()).doesNotContain(EVALUATED);
        // in the header of every page that has one
        assertThat(window.page().locator("header").allTextContents())
                .allSatisfy(header -> assertThat(header).contains(MARKUP + " " + EXPRESSIONS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/connections",
                "/connections/{slack}",
                "/connections/{slack}/saved",
                "/connections/{slack}/delete",
                "/secrets",
                "/workspaces",
                "/workspaces/{another}",
                "/tokens",
                "/tokens/{token}/revoke"
            })
    void showsTheNameOnThePagesThatAreAboutIt(String path) {
        Window window = chromium.window(dragops, scene.ada()).open(scene.at(path));

        assertThat(window.page().locator("main").textContent()).contains(MARKUP + EXPRESSIONS);
    }
}
