package dev.dragops.web.pages;

import java.util.Set;

/** Which addresses are pages: all but the API, the assets, and what machines ask for. */
final class PagePaths {
    private static final Set<String> NOT_PAGES = Set.of("api", "assets", "csp-report", "health", "openapi");

    private PagePaths() {}

    /** Whether a path, with or without its leading slash, is a page's. */
    static boolean isPage(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        int slash = relative.indexOf('/');
        return !NOT_PAGES.contains(slash < 0 ? relative : relative.substring(0, slash));
    }
}
