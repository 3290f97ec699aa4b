package dev.dragops.web.pages;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where to go after signing in: a path of our own, never another site. */
final class ReturnTo {
    static final String HOME = "/";

    private static final int LONGEST = 1024;

    private ReturnTo() {}

    /**
     * The text where it is a path of this site, else the home page. Browsers read a backslash as a slash and drop tabs
     * and line feeds (WHATWG URL, section 4.4), so anything that holds one is no path.
     */
    static String safe(@Nullable String text) {
        if (text == null || text.length() > LONGEST || !text.startsWith("/") || text.startsWith("//")) {
            return HOME;
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\')) {
            return HOME;
        }
        try {
            URI uri = new URI(text);
            boolean local = uri.getScheme() == null && uri.getRawAuthority() == null && uri.getRawPath() != null;
            return local && PagePaths.isPage(uri.getRawPath()) && !isAboutSigningIn(uri.getRawPath()) ? text : HOME;
        } catch (URISyntaxException notAPath) {
            return HOME;
        }
    }

    private static boolean isAboutSigningIn(String path) {
        return path.startsWith("/sign-");
    }
}
