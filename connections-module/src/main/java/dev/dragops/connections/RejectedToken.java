package dev.dragops.connections;

import java.time.Instant;

/** Which token a provider refused. */
public sealed interface RejectedToken {
    /** The one that was answered with that {@code expiresAt}. */
    record ExpiringAt(Instant expiresAt) implements RejectedToken {}

    /** The one whose SHA-256 is this, in lower-case hexadecimal. */
    record Fingerprint(String sha256) implements RejectedToken {}
}
