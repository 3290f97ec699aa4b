package dev.dragops.vault.crypto;

import java.security.SecureRandom;

/** Where keys and nonces come from. Only this package can name another source, which it does for frozen vectors. */
@FunctionalInterface
interface Randomness {
    Randomness SECURE = new SecureRandom()::nextBytes;

    void fill(byte[] bytes);

    default byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        fill(bytes);
        return bytes;
    }
}
