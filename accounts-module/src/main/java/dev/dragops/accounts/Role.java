package dev.dragops.accounts;

import java.util.Locale;

/** What a user is on this server. The first account is its administrator. */
public enum Role {
    ADMINISTRATOR,
    MEMBER;

    /** The name in answers. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
