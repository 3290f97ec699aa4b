package dev.dragops.vault.crypto;

import java.util.Objects;

/**
 * A key that the root key wraps, opened.
 *
 * @param id positive; written into each envelope that it wraps a data key in
 */
public record VaultKey(int id, KeyPurpose purpose, RawKey key) {
    public VaultKey {
        if (id < 1) {
            throw new IllegalArgumentException("key ids start at 1");
        }
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(key);
    }

    /** A new key by chance. */
    public static VaultKey random(int id, KeyPurpose purpose) {
        return new VaultKey(id, purpose, RawKey.random(Randomness.SECURE));
    }
}
