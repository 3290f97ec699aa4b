package dev.dragops.web.pages;

import java.util.Arrays;
import java.util.Locale;

/** The colours of the pages. */
public enum Theme {
    /** Those that the browser's system is set to. */
    SYSTEM,
    LIGHT,
    DARK;

    /** The name in forms and in the cookie. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The theme of that name, and the system's for anything else. */
    static Theme of(String text) {
        return Arrays.stream(values())
                .filter(theme -> theme.wire().equals(text))
                .findFirst()
                .orElse(SYSTEM);
    }
}
