package dev.dragops.oauth.egress;

import dev.dragops.vault.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a request, in order and each once, of which some are secret. */
public final class Parameters implements AutoCloseable {
    /** RFC 3986 section 2.3. */
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private final Map<String, Plaintext> values = new LinkedHashMap<>();

    /** Sets a parameter, in place of an earlier one of that name. */
    public Parameters set(String name, String value) {
        return set(name, Plaintext.ofText(value));
    }

    /** As above; takes ownership of the value, which {@link #close()} wipes. */
    public Parameters set(String name, Plaintext value) {
        Plaintext before = values.put(name, value);
        if (before != null) {
            before.close();
        }
        return this;
    }

    /** As above, with a copy: the value stays the caller's. */
    public Parameters setCopy(String name, Plaintext value) {
        return set(name, Plaintext.of(value.reveal().clone()));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** As {@code application/x-www-form-urlencoded} in UTF-8 (RFC 6749 appendix B). */
    public Outgoing.Body form() {
        Buffer buffer = new Buffer();
        values.forEach((name, value) -> {
            if (buffer.length > 0) {
                buffer.add('&');
            }
            encode(name.getBytes(StandardCharsets.UTF_8), buffer);
            buffer.add('=');
            encode(value.reveal(), buffer);
        });
        return new Outgoing.Body("application/x-www-form-urlencoded", buffer.take());
    }

    /** As a JSON object of texts. */
    public Outgoing.Body json() {
        Buffer buffer = new Buffer();
        buffer.add('{');
        values.forEach((name, value) -> {
            if (buffer.length > 1) {
                buffer.add(',');
            }
            quote(name.getBytes(StandardCharsets.UTF_8), buffer);
            buffer.add(':');
            quote(value.reveal(), buffer);
        });
        buffer.add('}');
        return new Outgoing.Body("application/json", buffer.take());
    }

    /** Percent-encoded but for what RFC 3986 leaves unreserved, so that it means the same in each part of a URL. */
    public static String encoded(String text) {
        Buffer buffer = new Buffer();
        encode(text.getBytes(StandardCharsets.UTF_8), buffer);
        try (Plaintext taken = buffer.take()) {
            return taken.revealText();
        }
    }

    private static void encode(byte[] value, Buffer buffer) {
        for (byte b : value) {
            boolean plain = UNRESERVED.indexOf(b) >= 0;
            if (plain) {
                buffer.add(b);
            } else {
                buffer.add('%');
                buffer.add(Character.toUpperCase(Character.forDigit(b >> 4 & 0xf, 16)));
                buffer.add(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
            }
        }
    }

    private static void quote(byte[] utf8, Buffer buffer) {
        buffer.add('"');
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                buffer.add('\\');
                buffer.add(b);
            } else if (b >= 0 && b < ' ') {
                for (char c : String.format("\\u%04x", b).toCharArray()) {
                    buffer.add(c);
                }
            } else {
                buffer.add(b);
            }
        }
        buffer.add('"');
    }

    @Override
    public void close() {
        values.values().forEach(Plaintext::close);
    }

    /** Grows without leaving copies behind. */
    private static final class Buffer {
        private byte[] bytes = new byte[512];
        private int length;

        void add(int b) {
            if (length == bytes.length) {
                byte[] small = bytes;
                bytes = Arrays.copyOf(small, small.length * 2);
                Arrays.fill(small, (byte) 0);
            }
            bytes[length++] = (byte) b;
        }

        Plaintext take() {
            byte[] taken = Arrays.copyOf(bytes, length);
            Arrays.fill(bytes, (byte) 0);
            return Plaintext.of(taken);
        }
    }
}
