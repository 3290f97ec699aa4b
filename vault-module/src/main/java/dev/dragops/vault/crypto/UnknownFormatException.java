package dev.dragops.vault.crypto;

import java.security.GeneralSecurityException;

/** The first byte names a format that this version of the product does not know. */
public final class UnknownFormatException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    UnknownFormatException() {
        super("sealed bytes have a format that is not known here");
    }
}
