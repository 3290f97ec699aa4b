package dev.dragops.web.pages;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The part of a pack's pattern that a browser may check too. Browsers read a pattern as JavaScript does with the flag
 * {@code v}, which is stricter than Java: a pattern outside of what both read alike is left to the server.
 */
final class HtmlPattern {
    private static final Pattern READ_ALIKE = Pattern.compile("(?:[A-Za-z0-9_@:%=,;~ -]"
            + "|\\\\[dwsS./-]"
            + "|\\[\\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_.@:+]|\\\\[dws./-])+\\]"
            + "|\\(\\?:|\\((?!\\?)|[.+*?)|^$]"
            + "|\\{\\d+(?:,\\d*)?\\})*");

    private HtmlPattern() {}

    static String of(Optional<String> pattern) {
        return pattern.filter(text -> READ_ALIKE.matcher(text).matches()).orElse("");
    }

    /** As {@link #of}, of a field whose value the server frees of the white space around it. */
    static String amidWhiteSpace(Optional<String> pattern) {
        String own = of(pattern);
        return own.isEmpty() ? "" : "\\s*(?:" + own + ")\\s*";
    }
}
