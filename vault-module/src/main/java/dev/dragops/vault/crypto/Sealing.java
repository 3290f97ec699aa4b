package dev.dragops.vault.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Seals and opens. An envelope is
 * {@code format(1) | kek id(4) | nonce(12) | wrapped data key(32+16) | nonce(12) | ciphertext | tag(16)}: the data key
 * is fresh for each envelope, and nobody can pass one in, nor a nonce. Wrapping the data key binds
 * {@code format | kek id | context}; the payload binds {@code format | context}, so that wrapping the data key anew
 * leaves the payload as it is. For any number of threads.
 */
public final class Sealing {
    static final byte FORMAT = 1;

    private static final int KEK_AT = 1;
    private static final int WRAPPED_AT = KEK_AT + Integer.BYTES;
    private static final int WRAPPED = AesGcm.NONCE + RawKey.LENGTH + AesGcm.TAG;
    private static final int PAYLOAD_AT = WRAPPED_AT + WRAPPED;

    /** How many bytes an envelope is longer than its payload. */
    public static final int OVERHEAD = PAYLOAD_AT + AesGcm.NONCE + AesGcm.TAG;

    private static final byte[] FORMAT_BYTE = {FORMAT};

    private final Randomness random;

    /** As many as were ever in use at once. Not thread-locals: the server's threads outlive the application. */
    private final Queue<AesGcm> idle = new ConcurrentLinkedQueue<>();

    public Sealing() {
        this(Randomness.SECURE);
    }

    /** For frozen vectors. */
    Sealing(Randomness random) {
        this.random = random;
    }

    /**
     * Seals under the ring's current key.
     *
     * @param context what the envelope belongs to; only the same bytes open it
     */
    public byte[] seal(KeyRing keys, byte[] context, byte[] payload) {
        requireContext(context);
        byte[] chance = random.bytes(RawKey.LENGTH + 2 * AesGcm.NONCE);
        RawKey dataKey = RawKey.of(Arrays.copyOf(chance, RawKey.LENGTH));
        byte[] dataKeyBytes = dataKey.getEncoded();
        try {
            VaultKey kek = keys.current();
            byte[] envelope = new byte[OVERHEAD + payload.length];
            envelope[0] = FORMAT;
            ByteBuffer.wrap(envelope).putInt(KEK_AT, kek.id());
            System.arraycopy(chance, RawKey.LENGTH, envelope, WRAPPED_AT, AesGcm.NONCE);
            System.arraycopy(chance, RawKey.LENGTH + AesGcm.NONCE, envelope, PAYLOAD_AT, AesGcm.NONCE);

            AesGcm cipher = borrow();
            cipher.encrypt(
                    dataKey, envelope, PAYLOAD_AT, payload, envelope, PAYLOAD_AT + AesGcm.NONCE, FORMAT_BYTE, context);
            // second, since the cipher then keeps the key-encryption key and no longer the data key
            cipher.encrypt(
                    kek.key(),
                    envelope,
                    WRAPPED_AT,
                    dataKeyBytes,
                    envelope,
                    WRAPPED_AT + AesGcm.NONCE,
                    header(envelope),
                    context);
            idle.add(cipher);
            return envelope;
        } finally {
            dataKey.destroy();
            Arrays.fill(dataKeyBytes, (byte) 0);
            Arrays.fill(chance, (byte) 0);
        }
    }

    /**
     * Opens what {@link #seal} made with this context under any key of the ring. The answer is the caller's to wipe.
     *
     * @throws UnknownFormatException where the first byte names another format
     * @throws UnreadableException where the envelope was changed, cut, moved to another context or sealed under a key
     *     that the ring does not have
     */
    public byte[] open(KeyRing keys, byte[] context, byte[] envelope)
            throws UnreadableException, UnknownFormatException {
        RawKey kek = kek(keys, context, envelope);
        AesGcm cipher = borrow();
        // a cipher that failed is not used again
        RawKey dataKey = RawKey.of(cipher.decrypt(kek, envelope, WRAPPED_AT, WRAPPED, header(envelope), context));
        try {
            byte[] payload =
                    cipher.decrypt(dataKey, envelope, PAYLOAD_AT, envelope.length - PAYLOAD_AT, FORMAT_BYTE, context);
            cipher.forget();
            idle.add(cipher);
            return payload;
        } finally {
            dataKey.destroy();
        }
    }

    /**
     * The same envelope with its data key wrapped under the ring's current key, under a nonce by chance; the payload
     * stays byte for byte. The payload is opened too, and its content wiped: what does not open is not carried on as if
     * it did.
     *
     * @throws UnknownFormatException as {@link #open}
     * @throws UnreadableException as {@link #open}
     */
    public byte[] rewrap(KeyRing keys, byte[] context, byte[] envelope)
            throws UnreadableException, UnknownFormatException {
        RawKey kek = kek(keys, context, envelope);
        AesGcm cipher = borrow();
        byte[] dataKeyBytes = cipher.decrypt(kek, envelope, WRAPPED_AT, WRAPPED, header(envelope), context);
        byte[] nonce = random.bytes(AesGcm.NONCE);
        RawKey dataKey = RawKey.of(dataKeyBytes.clone());
        try {
            Arrays.fill(
                    cipher.decrypt(dataKey, envelope, PAYLOAD_AT, envelope.length - PAYLOAD_AT, FORMAT_BYTE, context),
                    (byte) 0);
            VaultKey current = keys.current();
            byte[] rewrapped = envelope.clone();
            ByteBuffer.wrap(rewrapped).putInt(KEK_AT, current.id());
            System.arraycopy(nonce, 0, rewrapped, WRAPPED_AT, AesGcm.NONCE);
            cipher.encrypt(
                    current.key(),
                    rewrapped,
                    WRAPPED_AT,
                    dataKeyBytes,
                    rewrapped,
                    WRAPPED_AT + AesGcm.NONCE,
                    header(rewrapped),
                    context);
            idle.add(cipher);
            return rewrapped;
        } finally {
            dataKey.destroy();
            Arrays.fill(dataKeyBytes, (byte) 0);
        }
    }

    /** The key that the envelope names, whether it exists or not; empty where it is too short to name one. */
    static Optional<Integer> keyOf(byte[] envelope) {
        return envelope.length < WRAPPED_AT
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(envelope).getInt(KEK_AT));
    }

    private static RawKey kek(KeyRing keys, byte[] context, byte[] envelope)
            throws UnreadableException, UnknownFormatException {
        requireContext(context);
        if (envelope.length == 0) {
            throw new UnreadableException();
        }
        if (envelope[0] != FORMAT) {
            throw new UnknownFormatException();
        }
        if (envelope.length < OVERHEAD) {
            throw new UnreadableException();
        }
        return keyOf(envelope).flatMap(keys::sealing).orElseThrow(UnreadableException::new);
    }

    private static byte[] header(byte[] envelope) {
        return Arrays.copyOf(envelope, WRAPPED_AT);
    }

    private static void requireContext(byte[] context) {
        if (context.length == 0) {
            throw new IllegalArgumentException("nothing is sealed without a context");
        }
    }

    private AesGcm borrow() {
        AesGcm cipher = idle.poll();
        return cipher == null ? new AesGcm() : cipher;
    }
}
