package dev.dragops.connections.packs;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads JSON (RFC 8259) that means the same to everyone: UTF-8, no duplicate keys, no control characters or lone
 * surrogates in its texts, plain numbers, and not deep.
 */
final class StrictJson {
    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 20;

    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<PackProblem> problems = new ArrayList<>();

    private StrictJson() {}

    static JsonValue read(byte[] utf8) throws PackRefused {
        String text = decode(utf8);
        List<PackProblem> problems = new StrictJson().walk(text);
        if (!problems.isEmpty()) {
            throw new PackRefused(problems);
        }
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    private static String decode(byte[] utf8) throws PackRefused {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            // RFC 8259, section 8.1: a parser may ignore a byte order mark, which some editors write
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw PackRefused.file("is not text in UTF-8");
        }
    }

    private List<PackProblem> walk(String text) throws PackRefused {
        if (text.isBlank()) {
            throw PackRefused.file("is empty");
        }
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            while (parser.hasNext()) {
                see(parser.next(), parser);
                if (levels.size() > DEEPEST) {
                    problems.add(new PackProblem("", "is nested more than " + DEEPEST + " levels deep"));
                    break;
                }
            }
        } catch (JsonParsingException notJson) {
            throw PackRefused.file("is not JSON: see line "
                    + notJson.getLocation().getLineNumber() + ", column "
                    + notJson.getLocation().getColumnNumber());
        }
        return problems;
    }

    private void see(JsonParser.Event event, JsonParser parser) {
        switch (event) {
            case START_OBJECT, START_ARRAY -> levels.push(new Level(nextPath(), event == JsonParser.Event.START_ARRAY));
            case END_OBJECT, END_ARRAY -> levels.pop();
            case KEY_NAME -> {
                Level object = levels.element();
                object.key = parser.getString();
                String path = object.path(object.key);
                checkText(path, object.key);
                if (!object.keys.add(object.key)) {
                    problems.add(new PackProblem(path, "stands there twice"));
                }
            }
            case VALUE_STRING -> checkText(nextPath(), parser.getString());
            case VALUE_NUMBER -> checkNumber(nextPath(), parser.getString());
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> nextPath();
        }
    }

    private String nextPath() {
        return levels.isEmpty() ? "" : levels.element().nextPath();
    }

    private void checkText(String path, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            problems.add(new PackProblem(path, "has a control character, such as a line break"));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            problems.add(new PackProblem(path, "has a lone surrogate"));
        }
    }

    /** A number of a few characters can stand for gigabytes ({@code 1e999999999}). */
    private void checkNumber(String path, String number) {
        if (number.length() > LONGEST_NUMBER || number.indexOf('e') >= 0 || number.indexOf('E') >= 0) {
            problems.add(new PackProblem(path, "is not a plain number"));
        }
    }

    private static final class Level {
        final String path;
        final boolean array;
        final Set<String> keys = new HashSet<>();
        String key = "";
        int index;

        Level(String path, boolean array) {
            this.path = path;
            this.array = array;
        }

        String nextPath() {
            return array ? path + "[" + index++ + "]" : path(key);
        }

        String path(String member) {
            return path.isEmpty() ? member : path + "." + member;
        }
    }
}
