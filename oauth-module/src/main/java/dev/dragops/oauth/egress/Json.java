package dev.dragops.oauth.egress;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) from a stranger, read so that it means the same to everyone: UTF-8, no key twice, no lone surrogates,
 * not deep. A value is a {@code Map}, a {@code List}, a {@code String}, a {@code Boolean}, a {@link Num} or
 * {@link Nothing}.
 */
public final class Json {
    /** Kept, since finding it searches the class path each time. */
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private static final int DEEPEST = 16;

    /** A number as it was written; it may stand for more digits than memory holds. */
    public record Num(String text) {
        private static final int LONGEST = 64;
        private static final int LARGEST_SCALE = 400;

        /** The number, empty where it is too large to be meant. */
        public Optional<BigDecimal> value() {
            if (text.length() > LONGEST) {
                return Optional.empty();
            }
            try {
                return Optional.of(new BigDecimal(text))
                        .filter(number -> Math.abs((long) number.scale()) <= LARGEST_SCALE);
            } catch (NumberFormatException notANumber) {
                return Optional.empty();
            }
        }
    }

    /** {@code null}. */
    public enum Nothing {
        NULL
    }

    private final Object root;

    private Json(Object root) {
        this.root = root;
    }

    /** The JSON of the bytes, empty where they are none that means the same to everyone. */
    public static Optional<Json> read(byte[] utf8) {
        char[] room = new char[utf8.length];
        try {
            CharBuffer decoded = CharBuffer.wrap(room);
            if (StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8), decoded, true)
                    .isError()) {
                return Optional.empty();
            }
            int start = decoded.position() > 0 && room[0] == '\uFEFF' ? 1 : 0;
            return read(new String(room, start, decoded.position() - start));
        } finally {
            Arrays.fill(room, '\0');
        }
    }

    /** As {@link #read(byte[])}. */
    public static Optional<Json> read(String text) {
        try (JsonParser parser = PROVIDER.createParser(new StringReader(text))) {
            return new Reader(parser).read().map(Json::new);
        } catch (JsonException | IllegalStateException | java.util.NoSuchElementException notJson) {
            return Optional.empty();
        }
    }

    /** The members of the object that it is; empty where it is none. */
    public Map<String, Object> members() {
        return root instanceof Map<?, ?> ? object(root) : Map.of();
    }

    public boolean isObject() {
        return root instanceof Map<?, ?>;
    }

    /** The value that the JSON pointer names (RFC 6901); {@code null} counts as absent. */
    public Optional<Object> at(String pointer) {
        if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
            return Optional.empty();
        }
        @Nullable Object value = root;
        String[] tokens =
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
        for (String token : tokens) {
            String name = token.replace("~1", "/").replace("~0", "~");
            if (value instanceof Map<?, ?> object) {
                value = object.get(name);
            } else if (value instanceof List<?> array && name.matches("0|[1-9]\\d{0,5}")) {
                int index = Integer.parseInt(name);
                value = index < array.size() ? array.get(index) : null;
            } else {
                return Optional.empty();
            }
        }
        return value == null || value == Nothing.NULL ? Optional.empty() : Optional.of(value);
    }

    /** The text there; empty where there is none or it is no text. */
    public Optional<String> textAt(String pointer) {
        return at(pointer).filter(String.class::isInstance).map(String.class::cast);
    }

    /** The text, number or boolean there, as text; empty where there is none of these. */
    public Optional<String> scalarAt(String pointer) {
        return at(pointer).flatMap(Json::scalar);
    }

    /** As {@link #scalarAt}, of a value. */
    public static Optional<String> scalar(Object value) {
        if (value instanceof String text) {
            return Optional.of(text);
        }
        if (value instanceof Num number) {
            return Optional.of(number.text());
        }
        return value instanceof Boolean truth ? Optional.of(truth.toString()) : Optional.empty();
    }

    /** Whether the value there is what the JSON text says. */
    public boolean isAt(String pointer, String json) {
        Optional<Json> wanted = read(json);
        Optional<Object> there = at(pointer);
        return wanted.isPresent()
                && (there.isPresent() ? there.get().equals(wanted.get().root) : wanted.get().root == Nothing.NULL);
    }

    @SuppressWarnings("unchecked") // made below
    private static Map<String, Object> object(Object value) {
        return Collections.unmodifiableMap((Map<String, Object>) value);
    }

    /** What it holds is not for logs. */
    @Override
    public String toString() {
        return "Json[redacted]";
    }

    private static final class Reader {
        private final JsonParser parser;
        private final Deque<Level> open = new ArrayDeque<>();
        private @Nullable Object root;

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        Optional<Object> read() {
            while (parser.hasNext()) {
                if (!see(parser.next())) {
                    return Optional.empty();
                }
            }
            return open.isEmpty() ? Optional.ofNullable(root) : Optional.empty();
        }

        private boolean see(JsonParser.Event event) {
            return switch (event) {
                case START_OBJECT -> begin(new Level(new LinkedHashMap<>(), null));
                case START_ARRAY -> begin(new Level(null, new ArrayList<>()));
                case END_OBJECT, END_ARRAY -> {
                    open.pop();
                    yield true;
                }
                case KEY_NAME -> key(parser.getString());
                case VALUE_STRING -> text(parser.getString());
                case VALUE_NUMBER -> add(new Num(parser.getString()));
                case VALUE_TRUE -> add(true);
                case VALUE_FALSE -> add(false);
                case VALUE_NULL -> add(Nothing.NULL);
            };
        }

        private boolean begin(Level level) {
            boolean added = add(level.object != null ? level.object : level.array);
            open.push(level);
            return added && open.size() <= DEEPEST;
        }

        private boolean key(String key) {
            Level level = open.element();
            level.key = key;
            return isUnicode(key) && level.object != null && !level.object.containsKey(key);
        }

        private boolean text(String text) {
            return isUnicode(text) && add(text);
        }

        private static boolean isUnicode(String text) {
            return StandardCharsets.UTF_8.newEncoder().canEncode(text);
        }

        private boolean add(@Nullable Object value) {
            if (value == null) {
                return false;
            }
            Level level = open.peek();
            if (level == null) {
                root = value;
            } else if (level.object != null) {
                level.object.put(level.key, value);
            } else if (level.array != null) {
                level.array.add(value);
            }
            return true;
        }
    }

    private static final class Level {
        final @Nullable Map<String, Object> object;
        final @Nullable List<Object> array;
        String key = "";

        Level(@Nullable Map<String, Object> object, @Nullable List<Object> array) {
            this.object = object;
            this.array = array;
        }
    }

    /** The text as JSON writes it (RFC 8259 section 7). */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
