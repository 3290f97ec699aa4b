package dev.dragops.connections;

import dev.dragops.oauth.Template;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the members of a document that the schema found valid. */
final class PackJson {
    private PackJson() {}

    static Optional<String> text(JsonObject object, String member) {
        return object.containsKey(member) ? Optional.of(object.getString(member)) : Optional.empty();
    }

    /** Those of an array; a single text stands for an array of one, nothing for an empty one. */
    static List<String> texts(@Nullable JsonValue value) {
        if (value instanceof JsonString single) {
            return List.of(single.getString());
        }
        return value == null ? List.of() : value.asJsonArray().getValuesAs(JsonString::getString);
    }

    /** The object of that name, an empty one where there is none. */
    static JsonObject object(JsonObject object, String member) {
        return object.containsKey(member) ? object.getJsonObject(member) : JsonValue.EMPTY_JSON_OBJECT;
    }

    static Map<String, String> strings(JsonObject object, String member) {
        return object(object, member).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> ((JsonString) entry.getValue()).getString(),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    static Map<String, Template> templates(JsonObject object, String member) {
        return strings(object, member).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Template(entry.getValue())));
    }

    static Optional<Template> template(JsonObject object, String member) {
        return text(object, member).map(Template::new);
    }

    /** The constant whose lower-case name stands there. */
    static <E extends Enum<E>> Optional<E> constant(JsonObject object, String member, Function<String, E> constants) {
        return text(object, member).map(name -> name.toUpperCase(Locale.ROOT)).map(constants);
    }

    static List<Integer> numbers(JsonObject object, String member) {
        return object.containsKey(member)
                ? object.getJsonArray(member).getValuesAs(JsonNumber.class).stream()
                        .map(JsonNumber::intValue)
                        .toList()
                : List.of();
    }
}
