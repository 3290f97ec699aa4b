package dev.dragops.connections;

import dev.dragops.vault.Plaintext;

/**
 * A request that the client may send again ({@code Idempotency-Key}).
 *
 * @param key the client's key, 1 to 255 visible ASCII characters
 * @param body the request as it was received; only a keyed hash of it is remembered
 */
public record Idempotency(String key, Plaintext body) {
    @Override
    public String toString() {
        return "Idempotency[" + key.length() + " characters]";
    }
}
