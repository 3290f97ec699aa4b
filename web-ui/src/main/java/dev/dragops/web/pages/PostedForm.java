package dev.dragops.web.pages;

import dev.dragops.vault.Plaintext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A form as a browser sent it ({@code application/x-www-form-urlencoded}, WHATWG URL section 5.1). Values stay bytes
 * until someone asks for them, so that a password or key never becomes a string, and are wiped by {@link #close()}.
 */
final class PostedForm implements AutoCloseable {
    static final int MOST_FIELDS = 256;

    private final byte[] body;
    private final Map<String, byte[]> values;

    private PostedForm(byte[] body, Map<String, byte[]> values) {
        this.body = body;
        this.values = values;
    }

    /** Not a form that a browser of ours would send. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String reason) {
            super(reason);
        }
    }

    /** More than may come. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("the form is too large");
        }
    }

    static PostedForm read(InputStream stream, int mostBytes) throws IOException, Malformed, TooLarge {
        byte[] body = stream.readNBytes(mostBytes + 1);
        if (body.length > mostBytes) {
            Arrays.fill(body, (byte) 0);
            throw new TooLarge();
        }
        PostedForm form = new PostedForm(body, new LinkedHashMap<>());
        try {
            form.parse();
            return form;
        } catch (Malformed malformed) {
            form.close();
            throw malformed;
        }
    }

    private void parse() throws Malformed {
        int start = 0;
        while (start < body.length) {
            int end = indexOf('&', start, body.length);
            if (end > start) {
                int equals = indexOf('=', start, end);
                String name = utf8(decoded(start, equals));
                byte[] value = decoded(Math.min(equals + 1, end), end);
                if (values.putIfAbsent(name, value) != null) {
                    Arrays.fill(value, (byte) 0);
                    throw new Malformed("a field is given twice");
                }
                requireUtf8(value);
                if (values.size() > MOST_FIELDS) {
                    throw new Malformed("too many fields");
                }
            }
            start = end + 1;
        }
    }

    /** The names of the fields, in the order of the form. */
    Set<String> names() {
        return values.keySet();
    }

    /** The text of a field that is not secret, without the white space around it; empty where it is missing. */
    String text(String name) {
        byte[] value = values.get(name);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8).strip();
    }

    /** Whether a field is missing, or holds nothing but white space; its value is not made a text to find out. */
    boolean isBlank(String name) {
        byte[] value = values.get(name);
        return value == null || WhiteSpace.start(value) == value.length;
    }

    /** Whether there is white space around the value of a field that is not blank. */
    boolean hasWhiteSpaceAround(String name) {
        byte[] value = values.get(name);
        return value != null && !isBlank(name) && (WhiteSpace.start(value) > 0 || WhiteSpace.end(value) < value.length);
    }

    /**
     * The value of a secret field of one line, without the white space around it that pasting brings along, for the
     * caller to wipe; empty where it is missing or blank.
     */
    Optional<Plaintext> secretLine(String name) {
        byte[] value = values.get(name);
        return value == null || isBlank(name)
                ? Optional.empty()
                : Optional.of(Plaintext.of(Arrays.copyOfRange(value, WhiteSpace.start(value), WhiteSpace.end(value))));
    }

    /** The value of a secret field, byte for byte, for the caller to wipe; empty where it is missing or blank. */
    Optional<Plaintext> secret(String name) {
        byte[] value = values.get(name);
        return value == null || value.length == 0 ? Optional.empty() : Optional.of(Plaintext.of(value.clone()));
    }

    /**
     * As {@link #secret}, of a field of several lines: browsers send each line break as CR LF (WHATWG HTML, section
     * 4.10.21.4), where the person typed or pasted a line feed.
     */
    Optional<Plaintext> secretLines(String name) {
        byte[] value = values.get(name);
        if (value == null || value.length == 0) {
            return Optional.empty();
        }
        byte[] room = new byte[value.length];
        int length = 0;
        for (int i = 0; i < value.length; i++) {
            boolean lineBreak = value[i] == '\r' && i + 1 < value.length && value[i + 1] == '\n';
            if (!lineBreak) {
                room[length++] = value[i];
            }
        }
        Plaintext lines = Plaintext.of(Arrays.copyOf(room, length));
        Arrays.fill(room, (byte) 0);
        return Optional.of(lines);
    }

    /** The whole form as it was sent, for the caller to wipe. */
    Plaintext body() {
        return Plaintext.of(body.clone());
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
        values.values().forEach(value -> Arrays.fill(value, (byte) 0));
    }

    @Override
    public String toString() {
        return "PostedForm" + values.keySet();
    }

    private int indexOf(char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    private byte[] decoded(int from, int to) throws Malformed {
        byte[] room = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (body[i] == '%') {
                int high = i + 2 < to ? Character.digit(body[i + 1], 16) : -1;
                int low = i + 2 < to ? Character.digit(body[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    Arrays.fill(room, (byte) 0);
                    throw new Malformed("a percent sign is not followed by two digits");
                }
                room[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                room[length++] = body[i] == '+' ? (byte) ' ' : body[i];
            }
        }
        byte[] exact = Arrays.copyOf(room, length);
        Arrays.fill(room, (byte) 0);
        return exact;
    }

    private static String utf8(byte[] bytes) throws Malformed {
        requireUtf8(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void requireUtf8(byte[] bytes) throws Malformed {
        CharBuffer room = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            boolean valid = !decoder.decode(ByteBuffer.wrap(bytes), room, true).isError();
            if (!valid) {
                throw new Malformed("a field is not text in UTF-8");
            }
        } finally {
            Arrays.fill(room.array(), '\0');
        }
    }
}
