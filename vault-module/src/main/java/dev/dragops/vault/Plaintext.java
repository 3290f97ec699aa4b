package dev.dragops.vault;

import java.util.Arrays;

/** Skeleton. */
public final class Plaintext implements AutoCloseable {
    private final byte[] bytes;

    private Plaintext(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Plaintext of(byte[] bytes) {
        return new Plaintext(bytes);
    }

    public static Plaintext ofText(String text) {
        throw new UnsupportedOperationException();
    }

    public byte[] reveal() {
        return bytes;
    }

    public String revealText() {
        throw new UnsupportedOperationException();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }
}
