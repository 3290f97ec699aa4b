package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A window of {@link Chromium} with cookies of its own, as a person uses it: by what is written on fields, buttons and
 * links. It notes whatever the browser complains of.
 */
public final class Window implements AutoCloseable {
    /** Of a window on a desk. */
    public static final int WIDE = 1280;

    /** Of the narrowest telephone that the pages are made for. */
    public static final int NARROW = 360;

    private static final int HEIGHT = 900;
    private static final double PATIENCE_MILLIS = 15_000;
    private static final Path SCREENSHOTS = Path.of(System.getProperty("screenshots", "target/screenshots"));
    private static final String AXE = axe();

    private final URI base;
    private final BrowserContext context;
    private final Page page;
    private final Set<String> hosts = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    Window(Browser browser, URI base, boolean scripts) {
        this.base = base;
        hosts.add(base.getAuthority());
        context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(base.toString())
                .setJavaScriptEnabled(scripts)
                .setLocale("en-GB")
                .setTimezoneId("Europe/Vienna")
                .setReducedMotion(ReducedMotion.REDUCE)
                .setViewportSize(WIDE, HEIGHT));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        context.addInitScript("addEventListener('securitypolicyviolation', event =>"
                + " console.error('stopped by ' + event.violatedDirective + ': ' + event.blockedURI))");
        context.onConsoleMessage(this::heard);
        context.onWebError(error -> faults.add("error of a script: " + error.error()));
        context.onRequest(this::asked);
        context.onResponse(this::answered);
        context.onRequestFailed(this::failed);
        page = context.newPage();
    }

    // what is watched

    private void heard(ConsoleMessage message) {
        // the browser says of each answer of 400 and above that it is one; those are watched as answers
        if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
            faults.add("console: " + message.text());
        }
    }

    private void asked(Request request) {
        URI uri = URI.create(request.url());
        if (uri.getScheme().startsWith("http") && !hosts.contains(uri.getAuthority())) {
            faults.add("asked " + uri.getAuthority() + " for " + uri.getPath());
        }
        if (uri.getPath() != null && uri.getPath().endsWith("/csp-report")) {
            faults.add("reported: " + request.postData());
        }
    }

    private void answered(Response response) {
        boolean isPage = response.request().isNavigationRequest();
        boolean isPart = List.of("xhr", "fetch").contains(response.request().resourceType());
        // that a page refuses is for its test to expect, and a part of a page says in it what is wrong
        boolean expected = response.status() < 400
                || (isPage && response.status() < 500)
                || (isPart && List.of(400, 409, 422).contains(response.status()));
        if (!expected) {
            faults.add(response.status() + " for " + response.url());
        }
    }

    private void failed(Request request) {
        // what was under way when its page was left
        if (!"net::ERR_ABORTED".equals(request.failure())) {
            faults.add(request.failure() + " for " + request.url());
        }
    }

    /** What the browser complained of so far. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Pages may lead there too. */
    public Window mayGoTo(String authority) {
        hosts.add(authority);
        return this;
    }

    // what a person does

    /** The page that is open, for whatever has no word here. */
    public Page page() {
        return page;
    }

    /** Signs that person in, without the form for it. */
    public Window enter(Person person) {
        context.addCookies(List.of(new Cookie("dragops_session", person.bearer())
                .setUrl(base.toString())
                .setHttpOnly(true)));
        return this;
    }

    public Window open(String path) {
        page.navigate(path);
        return this;
    }

    /** Whose label that is, to the letter. */
    public Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    public Window fill(String label, String value) {
        field(label).fill(value);
        return this;
    }

    public Window press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
        return this;
    }

    /** Follows the link whose name begins so. */
    public Window follow(String link) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link))
                .first()
                .click();
        return this;
    }

    /** The path of the page that is open. */
    public String path() {
        return URI.create(page.url()).getPath();
    }

    public Window awaitPath(String start) {
        page.waitForURL(url -> URI.create(url).getPath().startsWith(start));
        return this;
    }

    /** Waits until the page shows the text. */
    public Window shows(String... texts) {
        for (String text : texts) {
            page.getByText(text).locator("visible=true").first().waitFor();
        }
        return this;
    }

    public Window showsNot(String text) {
        assertThat(page.locator("body").innerText()).doesNotContain(text);
        return this;
    }

    /** The page's markup as it is now, with what is typed into it left out. */
    public String markup() {
        return page.content();
    }

    // how it looks

    public Window width(int width) {
        page.setViewportSize(width, HEIGHT);
        return this;
    }

    /** As the person's system is set. */
    public Window theme(ColorScheme theme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
        return this;
    }

    /** Leaves a picture of the whole page among the screenshots of the build. */
    public Window picture(Path name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
        return this;
    }

    /** What of the page cannot be seen without scrolling sideways. */
    @SuppressWarnings("unchecked")
    public List<String> overflow() {
        return (List<String>) page.evaluate("""
                () => {
                  const width = document.documentElement.clientWidth;
                  if (document.documentElement.scrollWidth <= width) {
                    return [];
                  }
                  const wide = [...document.body.querySelectorAll('*')]
                      .filter(element => element.getBoundingClientRect().right > width + 1)
                      .map(element => element.outerHTML.slice(0, 200));
                  return wide.length > 0 ? wide : ['the page itself'];
                }""");
    }

    /** What of WCAG 2.2 AA, and of what is usual besides, the page does not keep to, as far as axe can tell. */
    @SuppressWarnings("unchecked")
    public List<String> barriers() {
        page.evaluate(AXE);
        return (List<String>) page.evaluate("""
                async () => {
                  const found = await axe.run(document, {
                    runOnly: {
                      type: 'tag',
                      values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
                    },
                    rules: { 'target-size': { enabled: true } },
                    resultTypes: ['violations']
                  });
                  return found.violations.flatMap(violation => violation.nodes.map(node =>
                      violation.id + ': ' + node.html.slice(0, 300) + ' ' + node.failureSummary));
                }""");
    }

    @Override
    public void close() {
        context.close();
    }

    private static String axe() {
        try (var in = Window.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
