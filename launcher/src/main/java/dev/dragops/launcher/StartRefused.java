package dev.dragops.launcher;

/** The product cannot be started. The message tells the operator why, and what to do about it. */
class StartRefused extends Exception {
    private static final long serialVersionUID = 1L;

    StartRefused(String message) {
        super(message);
    }

    StartRefused(String message, Throwable cause) {
        super(message, cause);
    }

    /** Another try would end the same. */
    static final class ForGood extends StartRefused {
        private static final long serialVersionUID = 1L;

        ForGood(String message) {
            super(message);
        }
    }
}
