package dev.dragops.web.pages;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a browser calls itself, in a few words that its person recognises. Browsers claim to be each other: the order
 * counts, from the one that nobody else claims to be.
 */
final class BrowserName {
    private static final Map<String, String> BROWSERS = new LinkedHashMap<>();
    private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

    static {
        BROWSERS.put("Edg", "Edge");
        BROWSERS.put("OPR/", "Opera");
        BROWSERS.put("SamsungBrowser/", "Samsung Internet");
        BROWSERS.put("Firefox/", "Firefox");
        BROWSERS.put("FxiOS/", "Firefox");
        BROWSERS.put("Chrome/", "Chrome");
        BROWSERS.put("CriOS/", "Chrome");
        BROWSERS.put("Safari/", "Safari");
        SYSTEMS.put("Android", "Android");
        SYSTEMS.put("iPhone", "iPhone");
        SYSTEMS.put("iPad", "iPad");
        SYSTEMS.put("Windows", "Windows");
        SYSTEMS.put("Mac OS X", "macOS");
        SYSTEMS.put("CrOS", "ChromeOS");
        SYSTEMS.put("Linux", "Linux");
    }

    private BrowserName() {}

    /** As {@code Firefox on Linux}; a program by its own name. */
    static String of(String userAgent) {
        Optional<String> browser = find(BROWSERS, userAgent);
        Optional<String> system = find(SYSTEMS, userAgent);
        if (browser.isPresent() && system.isPresent()) {
            return Messages.text("session.browser", browser.get(), system.get());
        }
        String program = userAgent.strip().replaceAll("[/ ].*", "");
        return browser.orElse(program.isEmpty() ? Messages.text("session.browser.unknown") : program);
    }

    private static Optional<String> find(Map<String, String> known, String userAgent) {
        return known.entrySet().stream()
                .filter(entry -> userAgent.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
