package dev.dragops.vault;

import dev.dragops.platform.DragopsException;

/** What can be wrong with sealed bytes. The messages are the same for every cause, so that nobody learns by probing. */
public abstract sealed class VaultException extends DragopsException {
    private static final long serialVersionUID = 1L;

    private VaultException(String code, String message) {
        super(code, message);
    }

    /** {@code CREDENTIAL_UNREADABLE}: changed, cut, moved to another place, or sealed under a key that is not here. */
    public static final class Unreadable extends VaultException {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super("CREDENTIAL_UNREADABLE", "The stored credential cannot be opened.");
        }
    }

    /** {@code CREDENTIAL_FORMAT_UNKNOWN}: sealed in a format that this version of the product does not know. */
    public static final class UnknownFormat extends VaultException {
        private static final long serialVersionUID = 1L;

        UnknownFormat() {
            super(
                    "CREDENTIAL_FORMAT_UNKNOWN",
                    "The stored credential has a format that this version of the product does not know.");
        }
    }
}
