package dev.dragops.connections;

import java.util.Locale;

/** Whether a connection can be used. */
public enum ConnectionStatus {
    /** Usable, with what nuance the reason says. */
    ACTIVE,
    /** No usable token at the moment; the next attempt is known. */
    FAILING,
    /** Only a person can help: by approving again at the provider. */
    REAUTH_REQUIRED,
    /** The credential was erased; the row stays so that nodes that name it learn why. */
    REVOKED;

    /** The name in requests and answers, such as {@code active}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
