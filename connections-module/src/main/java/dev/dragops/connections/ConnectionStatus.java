package dev.dragops.connections;

import java.util.Locale;

/** Whether a connection can be used. */
public enum ConnectionStatus {
    ACTIVE,
    /** The credential was erased; the row stays so that nodes that name it learn why. */
    REVOKED;

    /** The name in requests and answers, such as {@code active}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
