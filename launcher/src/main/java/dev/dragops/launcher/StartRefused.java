package dev.dragops.launcher;

/** The product cannot be started. The message tells the operator why, and what to do about it. */
final class StartRefused extends Exception {
    private static final long serialVersionUID = 1L;

    StartRefused(String message) {
        super(message);
    }

    StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
