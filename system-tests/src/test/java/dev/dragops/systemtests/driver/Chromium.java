package dev.dragops.systemtests.driver;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real browser, headless, of which every window has its own cookies. It is the machine's own Chromium: nothing is
 * downloaded.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> ALONE = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;
    private final List<Window> windows = new ArrayList<>();

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium start() {
        Path binary = binary();
        Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node().toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(binary)
                                .setArgs(ALONE)));
    }

    /** A window in which nobody is signed in. */
    public Window window(Dragops dragops) {
        return opened(new Window(browser, dragops.base(), true));
    }

    /** A window in which that person is signed in. */
    public Window window(Dragops dragops, Person person) {
        return window(dragops).enter(person);
    }

    /** A window that runs no scripts of pages. */
    public Window windowWithoutScripts(Dragops dragops) {
        return opened(new Window(browser, dragops.base(), false));
    }

    private Window opened(Window window) {
        windows.add(window);
        return window;
    }

    /** The windows that were opened since this was last asked; they are for the caller to close. */
    List<Window> takeWindows() {
        List<Window> taken = List.copyOf(windows);
        windows.clear();
        return taken;
    }

    @Override
    public void close() {
        playwright.close();
    }

    private static Path binary() {
        Path binary = Path.of(Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium"));
        if (!Files.isExecutable(binary)) {
            throw new AssertionError("these tests need Chromium, and " + binary
                    + " is not there: install it (Debian's package is chromium), or name its program in CHROMIUM");
        }
        return binary;
    }

    private static Path node() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "node"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("these tests need Node.js 20 or later, as node on the PATH"));
    }
}
