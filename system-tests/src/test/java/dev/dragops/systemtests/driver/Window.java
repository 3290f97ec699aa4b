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
    private static final int MOST_STOPS = 120;
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
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
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

    /** As {@link #faults()}, for a test that provoked them: they no longer fail it. */
    public List<String> takeFaults() {
        List<String> taken = faults();
        faults.clear();
        return taken;
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

    /** Types into the box for searching that has that name. */
    public Window search(String name, String text) {
        page.getByRole(
                        AriaRole.SEARCHBOX,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .fill(text);
        return this;
    }

    public Window press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
        return this;
    }

    /** What was copied last. */
    public String clipboard() {
        return (String) page.evaluate("() => navigator.clipboard.readText()");
    }

    /** Follows the first link that has that in its name. */
    public Window follow(String link) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link))
                .first()
                .click();
        return this;
    }

    /** Lets the page send its forms unchecked, so that the server's own checks answer. */
    public Window unchecked() {
        page.evaluate("() => [...document.forms].forEach(form => { form.noValidate = true; })");
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

    // by keyboard

    /** Goes on with Tab until something is focused whose name begins so, and shows at each stop where the focus is. */
    public Window tabTo(String name) {
        for (int i = 0; i < MOST_STOPS; i++) {
            Stop stop = tab();
            assertThat(stop.visible())
                    .as("the focus is seen on %s", stop.name())
                    .isTrue();
            if (stop.name().startsWith(name)) {
                return this;
            }
        }
        throw new AssertionError("Tab does not come to " + name);
    }

    /** The stops of Tab on the page that do not show that they are where the focus is. */
    public List<String> hiddenStops() {
        List<String> hidden = new ArrayList<>();
        for (int i = 0; i < MOST_STOPS; i++) {
            Stop stop = tab();
            if (stop.name().isEmpty()) {
                break;
            }
            if (!stop.visible()) {
                hidden.add(stop.name());
            }
        }
        return hidden;
    }

    public Window type(String text) {
        page.keyboard().type(text);
        return this;
    }

    public Window key(String key) {
        page.keyboard().press(key);
        return this;
    }

    /**
     * Where the focus is.
     *
     * @param name empty where it is nowhere in the page
     */
    private record Stop(String name, boolean visible) {}

    private Stop tab() {
        page.keyboard().press("Tab");
        // what is focused looks otherwise than it would without, and is in sight
        List<?> stop = (List<?>) page.evaluate("""
                () => {
                  const focused = document.activeElement;
                  if (!focused || focused === document.body) {
                    return ['', true];
                  }
                  const look = () => {
                    const style = getComputedStyle(focused);
                    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor, style.backgroundColor]
                        .join();
                  };
                  const focusedLook = look();
                  focused.blur();
                  const otherLook = look();
                  focused.focus();
                  const place = focused.getBoundingClientRect();
                  const inSight = place.bottom > 0 && place.right > 0 && place.top < innerHeight && place.left < innerWidth;
                  const label = (focused.labels?.length ? focused.labels[0] : focused).cloneNode(true);
                  label.querySelectorAll('[aria-hidden=true]').forEach(mark => mark.remove());
                  const name = focused.getAttribute('aria-label') || label.textContent.trim().replace(/\\s+/g, ' ');
                  return [name || focused.outerHTML.slice(0, 100), focusedLook !== otherLook && inSight];
                }""");
        return new Stop((String) stop.get(0), (Boolean) stop.get(1));
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

    /** Waits until the page is dark, or light. */
    public Window looks(ColorScheme theme) {
        page.waitForFunction("""
                dark => {
                  const [red, green, blue, alpha] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g);
                  return alpha !== '0' && (Number(red) + Number(green) + Number(blue) < 384) === dark;
                }""", theme == ColorScheme.DARK);
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

    /**
     * What of WCAG 2.2 AA, and of what is usual besides, the page does not keep to, as far as axe can tell. Of a page with
     * an open menu it is the menu, since that lies over the rest.
     */
    @SuppressWarnings("unchecked")
    public List<String> barriers() {
        page.evaluate(AXE);
        return (List<String>) page.evaluate("""
                async () => {
                  const found = await axe.run(document.querySelector('details.menu[open]') ?? document, {
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
