package dev.dragops.vault;

/**
 * The vault cannot start without risking data. The message says why and how to mend it. Not a {@link VaultException}:
 * a life-cycle method may not throw an application exception.
 */
final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartRefused(String reason, String mend) {
        super("The vault refuses to start: " + reason + " " + mend);
    }

    StartRefused(String reason, String mend, Throwable cause) {
        super("The vault refuses to start: " + reason + " " + mend, cause);
    }
}
