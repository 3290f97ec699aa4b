package dev.dragops.vault;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A secret value in the clear. Its text form is redacted, its comparison takes the same time wherever two values of one
 * length differ, and {@link #close()} wipes it; hold it in a try-with-resources. To find where values are opened,
 * search for {@link #reveal()} and {@link #revealText()}.
 */
public final class Plaintext implements AutoCloseable {
    private final byte[] bytes;
    private volatile boolean closed;

    private Plaintext(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A value of these bytes. Takes ownership: the array is not copied, and {@link #close()} wipes it. */
    public static Plaintext of(byte[] bytes) {
        return new Plaintext(bytes);
    }

    /**
     * The UTF-8 bytes of the text.
     *
     * @throws IllegalArgumentException where the text has a lone surrogate, which UTF-8 cannot say; the text is not
     *     repeated
     */
    public static Plaintext ofText(String text) {
        // room for the longest outcome, since a buffer that grows leaves copies behind
        byte[] room = new byte[Math.multiplyExact(3, text.length())];
        try {
            ByteBuffer encoded = ByteBuffer.wrap(room);
            CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
            boolean valid =
                    !encoder.encode(CharBuffer.wrap(text), encoded, true).isError()
                            && !encoder.flush(encoded).isError();
            if (!valid) {
                throw new IllegalArgumentException("the text is not valid Unicode: it has a lone surrogate");
            }
            return new Plaintext(Arrays.copyOf(room, encoded.position()));
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    /**
     * Opens the value: the live array, not a copy. It is wiped by {@link #close()}.
     *
     * @throws IllegalStateException after close
     */
    public byte[] reveal() {
        if (closed) {
            throw new IllegalStateException("the value was wiped");
        }
        return bytes;
    }

    /**
     * Opens the value as text, which cannot be wiped: prefer {@link #reveal()}.
     *
     * @throws IllegalStateException after close, and where the bytes are not UTF-8
     */
    public String revealText() {
        byte[] utf8 = reveal();
        char[] room = new char[utf8.length];
        try {
            CharBuffer decoded = CharBuffer.wrap(room);
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
            boolean valid =
                    !decoder.decode(ByteBuffer.wrap(utf8), decoded, true).isError()
                            && !decoder.flush(decoded).isError();
            if (!valid) {
                throw new IllegalStateException("the value is not text in UTF-8");
            }
            return new String(room, 0, decoded.position());
        } finally {
            Arrays.fill(room, '\0');
        }
    }

    /** Whether the value begins with that text, such as the prefix of a service's keys; for who need not see the rest. */
    public boolean startsWith(String text) {
        byte[] start = text.getBytes(StandardCharsets.UTF_8);
        byte[] value = reveal();
        return value.length >= start.length && Arrays.equals(value, 0, start.length, start, 0, start.length);
    }

    /** In bytes; known after close too. */
    public int length() {
        return bytes.length;
    }

    /** Wipes the value. May be called more than once. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** Whether both hold the same bytes; a closed one equals itself only. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Plaintext that
                        && !closed
                        && !that.closed
                        && MessageDigest.isEqual(bytes, that.bytes));
    }

    /** The same for every value on purpose: a hash of the bytes would tell about them. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "Plaintext[redacted]";
    }
}
