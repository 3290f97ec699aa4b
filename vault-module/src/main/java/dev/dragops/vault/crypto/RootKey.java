package dev.dragops.vault.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key that wraps the vault's other keys, and nothing else. A wrapped key is
 * {@code format(1) | nonce(12) | key(32) | tag(16)} and binds {@code format | id(4) | length of purpose(4) | purpose}.
 */
public final class RootKey {
    private static final byte FORMAT = 1;
    private static final int FINGERPRINT = 8;

    /** How many bytes a wrapped key has. */
    public static final int WRAPPED = 1 + AesGcm.NONCE + RawKey.LENGTH + AesGcm.TAG;

    private final RawKey key;
    private final Randomness random;
    private final String fingerprint;

    private RootKey(RawKey key, Randomness random) {
        this.key = key;
        this.random = random;
        byte[] hash = KeyedHash.of(key, ascii("dragops root key fingerprint"), new byte[0]);
        this.fingerprint = HexFormat.of().formatHex(hash, 0, FINGERPRINT);
    }

    /** A new root key by chance. */
    public static RootKey random() {
        return new RootKey(RawKey.random(Randomness.SECURE), Randomness.SECURE);
    }

    /**
     * The root key of these 32 bytes; takes ownership of the array.
     *
     * @throws IllegalArgumentException where they are not 32
     */
    public static RootKey of(byte[] bytes) {
        return of(bytes, Randomness.SECURE);
    }

    /** For frozen vectors. */
    static RootKey of(byte[] bytes, Randomness random) {
        return new RootKey(RawKey.of(bytes), random);
    }

    /** Names the key without telling anything about it: 16 hexadecimal digits. */
    public String fingerprint() {
        return fingerprint;
    }

    /** A copy of the 32 bytes, for the key file; the caller wipes it. */
    public byte[] reveal() {
        return key.getEncoded();
    }

    /** Wraps a key for the database. */
    public byte[] wrap(VaultKey wanted) {
        byte[] wrapped = new byte[WRAPPED];
        wrapped[0] = FORMAT;
        System.arraycopy(random.bytes(AesGcm.NONCE), 0, wrapped, 1, AesGcm.NONCE);
        byte[] bytes = wanted.key().getEncoded();
        try {
            new AesGcm()
                    .encrypt(key, wrapped, 1, bytes, wrapped, 1 + AesGcm.NONCE, bound(wanted.id(), wanted.purpose()));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        return wrapped;
    }

    /**
     * Opens a wrapped key.
     *
     * @throws UnknownFormatException where the first byte names another format
     * @throws UnreadableException where it was wrapped by another root key, for another id or purpose, or was changed
     */
    public VaultKey unwrap(int id, KeyPurpose purpose, byte[] wrapped)
            throws UnreadableException, UnknownFormatException {
        if (wrapped.length != WRAPPED) {
            throw new UnreadableException();
        }
        if (wrapped[0] != FORMAT) {
            throw new UnknownFormatException();
        }
        byte[] bytes = new AesGcm().decrypt(key, wrapped, 1, WRAPPED - 1, bound(id, purpose));
        return new VaultKey(id, purpose, RawKey.of(bytes));
    }

    private static byte[] bound(int id, KeyPurpose purpose) {
        byte[] label = ascii(purpose.label());
        return ByteBuffer.allocate(1 + 2 * Integer.BYTES + label.length)
                .put(FORMAT)
                .putInt(id)
                .putInt(label.length)
                .put(label)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "RootKey[" + fingerprint + "]";
    }
}
