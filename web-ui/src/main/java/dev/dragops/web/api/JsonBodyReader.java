package dev.dragops.web.api;

import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.WebException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one way in for JSON: an object in UTF-8 as RFC 8259 has it, of at most {@link CurrentRequest#mostBytes()} and 32
 * levels, without duplicate members (JSON-B would take the last one silently), without lone surrogates (UTF-8 cannot
 * keep them) and with nothing behind it.
 */
@Provider
@Consumes(MediaType.WILDCARD)
@Dependent // of a proxy, Jersey cannot tell the type that it reads
public class JsonBodyReader implements MessageBodyReader<JsonBody> {
    static final int DEEPEST = 32;
    private static final int LONGEST_NAME_SHOWN = 128;

    /** What stands for values that no request of ours has, but for null. */
    enum Scalar {
        NULL,
        NUMBER,
        TRUE,
        FALSE
    }

    private final JsonParserFactory parsers = Json.createParserFactory(Map.of());

    @Inject
    private CurrentRequest current;

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == JsonBody.class;
    }

    @Override
    public JsonBody readFrom(
            Class<JsonBody> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream content)
            throws IOException {
        if (!isJson(mediaType) || !isPlain(headers.get("Content-Encoding"))) {
            throw new NotSupportedException();
        }
        try {
            int most = current.mostBytes();
            byte[] utf8 = content.readNBytes(most + 1);
            current.wipeAtEnd(() -> Arrays.fill(utf8, (byte) 0));
            if (utf8.length > most) {
                throw new WebException.ContentTooLarge();
            }
            return parse(utf8);
        } catch (WebException refused) {
            // as JAX-RS's own kind, since RESTEasy hides all others that a reader throws behind one of its own
            throw new BadRequestException(refused);
        }
    }

    private static boolean isJson(MediaType mediaType) {
        return "application".equalsIgnoreCase(mediaType.getType())
                && "json".equalsIgnoreCase(mediaType.getSubtype())
                && "utf-8".equalsIgnoreCase(mediaType.getParameters().getOrDefault("charset", "utf-8"));
    }

    private static boolean isPlain(@Nullable List<String> contentEncodings) {
        return contentEncodings == null || contentEncodings.stream().allMatch("identity"::equalsIgnoreCase);
    }

    /**
     * Reads a body.
     *
     * @throws WebException.MalformedJson where it is not such an object
     * @throws WebException.Invalid where a text has a lone surrogate
     */
    JsonBody parse(byte[] utf8) {
        CharBuffer text = decode(utf8);
        try (JsonParser parser = parsers.createParser(new CharArrayReader(text.array(), 0, text.limit()))) {
            if (text.isEmpty() || parser.next() != JsonParser.Event.START_OBJECT) {
                throw new WebException.MalformedJson("The body must be a JSON object");
            }
            List<FieldError> errors = new ArrayList<>();
            Map<String, Object> members = object(parser, "", 1, errors);
            if (parser.hasNext()) {
                throw new WebException.MalformedJson("Something follows the JSON object");
            }
            if (!errors.isEmpty()) {
                throw new WebException.Invalid(errors);
            }
            return new JsonBody(members, Plaintext.of(utf8));
        } catch (JsonException malformed) {
            // its message may repeat what it read
            throw new WebException.MalformedJson("The body is not valid JSON");
        } finally {
            Arrays.fill(text.array(), '\0');
        }
    }

    private static CharBuffer decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
        } catch (CharacterCodingException invalid) {
            throw new WebException.MalformedJson("The body is not valid UTF-8");
        }
    }

    private static Map<String, Object> object(JsonParser parser, String path, int depth, List<FieldError> errors) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.next() != JsonParser.Event.END_OBJECT) {
            String name = parser.getString();
            String member = name.length() > LONGEST_NAME_SHOWN || hasLoneSurrogate(name) ? path + "?" : path + name;
            if (hasLoneSurrogate(name)) {
                errors.add(loneSurrogate(member));
            }
            Object value = value(parser, parser.next(), member, depth, errors);
            if (members.put(name, value) != null) {
                throw new WebException.MalformedJson("The JSON object has a member twice");
            }
        }
        return members;
    }

    private static List<Object> array(JsonParser parser, String path, int depth, List<FieldError> errors) {
        List<Object> elements = new ArrayList<>();
        for (JsonParser.Event event = parser.next(); event != JsonParser.Event.END_ARRAY; event = parser.next()) {
            elements.add(value(parser, event, path + "[" + elements.size() + "]", depth, errors));
        }
        return elements;
    }

    private static Object value(
            JsonParser parser, JsonParser.Event event, String path, int depth, List<FieldError> errors) {
        boolean nests = event == JsonParser.Event.START_OBJECT || event == JsonParser.Event.START_ARRAY;
        if (nests && depth == DEEPEST) {
            throw new WebException.MalformedJson("The JSON is nested deeper than " + DEEPEST + " levels");
        }
        return switch (event) {
            case START_OBJECT -> object(parser, path + ".", depth + 1, errors);
            case START_ARRAY -> array(parser, path, depth + 1, errors);
            case VALUE_STRING -> text(parser.getString(), path, errors);
            case VALUE_NUMBER -> Scalar.NUMBER;
            case VALUE_TRUE -> Scalar.TRUE;
            case VALUE_FALSE -> Scalar.FALSE;
            case VALUE_NULL -> Scalar.NULL;
            case KEY_NAME, END_OBJECT, END_ARRAY -> throw new WebException.MalformedJson("The body is not valid JSON");
        };
    }

    private static String text(String text, String path, List<FieldError> errors) {
        if (hasLoneSurrogate(text)) {
            errors.add(loneSurrogate(path));
        }
        return text;
    }

    private static FieldError loneSurrogate(String path) {
        return new FieldError(path, "INVALID_TEXT", "This is not valid Unicode: it has a lone surrogate");
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
