package dev.dragops.vault.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * 256 bits that are a key. Beside {@link javax.crypto.spec.SecretKeySpec} because that class cannot be wiped in Java 17;
 * the JDK's ciphers wipe the copies that they ask for.
 */
public final class RawKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    /** In bytes. */
    public static final int LENGTH = 32;

    private final transient byte[] bytes;
    private transient volatile boolean destroyed;

    private RawKey(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key has " + LENGTH + " bytes");
        }
        this.bytes = bytes;
    }

    /** A key of these bytes; takes ownership of the array. */
    static RawKey of(byte[] bytes) {
        return new RawKey(bytes);
    }

    static RawKey random(Randomness random) {
        return new RawKey(random.bytes(LENGTH));
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy, which whoever asked for it wipes. */
    @Override
    public byte[] getEncoded() {
        if (destroyed) {
            throw new IllegalStateException("the key was wiped");
        }
        return bytes.clone();
    }

    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String toString() {
        return "RawKey[redacted]";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("keys are not written out");
    }
}
