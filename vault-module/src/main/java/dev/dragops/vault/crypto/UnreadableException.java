package dev.dragops.vault.crypto;

import java.security.GeneralSecurityException;

/** Sealed bytes do not open here. Why is not told, since whoever probes would learn from it. */
public final class UnreadableException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    UnreadableException() {
        super("sealed bytes do not open");
    }
}
