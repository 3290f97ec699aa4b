package dev.dragops.platform;

import java.util.List;

/** Settings that make no sense. The message names each variable and how to mend it, never the value of a password. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> problems) {
        super("DRAGOPS cannot start with these settings:\n  - " + String.join("\n  - ", problems));
    }
}
