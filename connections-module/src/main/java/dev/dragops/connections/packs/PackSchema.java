package dev.dragops.connections.packs;

import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JakartaJsonNode;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The JSON Schema of packs ({@code packs/dragops-pack.schema.json}), and what it finds, in words for a pack's author. */
public final class PackSchema {
    static final String RESOURCE = "/packs/dragops-pack.schema.json";

    private final JsonObject schema;
    private final Validator validator;
    private final URI uri;

    private PackSchema(JsonObject schema, ValidatorFactory factory) {
        this.schema = schema;
        validator = factory.withJsonNodeFactory(new JakartaJsonNode.Factory()).createValidator();
        uri = validator.registerSchema(schema);
    }

    /** The schema is checked against its own meta-schema by the tests, which costs a start too much. */
    public static PackSchema load() {
        return load(new ValidatorFactory().withDisabledSchemaValidation(true));
    }

    static PackSchema load(ValidatorFactory factory) {
        try (InputStream resource = PackSchema.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the product is incomplete: it lacks " + RESOURCE);
            }
            try (JsonReader reader = Json.createReader(resource)) {
                return new PackSchema(reader.readObject(), factory);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the product is damaged: " + RESOURCE + " cannot be read", unreadable);
        }
    }

    /** What the schema finds in a document, by place; nothing where it is valid. */
    List<PackProblem> check(JsonValue document) {
        return validator.validate(uri, document).getErrors().stream()
                .filter(PackSchema::isCause)
                .flatMap(error -> explain(error, document))
                .distinct()
                .sorted(Comparator.comparing(PackProblem::field))
                .toList();
    }

    /** A condition that does not hold is no fault, and a fault inside a branch is reported by itself. */
    private static boolean isCause(Error error) {
        return !"if".equals(error.getKeyword()) && !error.getEvaluationPath().contains("/if/");
    }

    private Stream<PackProblem> explain(Error error, JsonValue document) {
        String at = dotted(error.getInstanceLocation());
        if (error.getKeyword() == null) {
            return Stream.of(new PackProblem(at, misplaced(error)));
        }
        JsonObject rules = rules(error);
        if ("required".equals(error.getKeyword())) {
            JsonObject object = Json.createPointer(error.getInstanceLocation())
                    .getValue(document.asJsonObject())
                    .asJsonObject();
            return rules.getJsonArray("required").getValuesAs(JsonString::getString).stream()
                    .filter(name -> !object.containsKey(name))
                    .map(name -> new PackProblem(at.isEmpty() ? name : at + "." + name, "is missing"));
        }
        return Stream.of(new PackProblem(at, reason(error, rules)));
    }

    /** A member that the schema does not want there at all. */
    private static String misplaced(Error error) {
        if (error.getEvaluationPath().endsWith("/additionalProperties")) {
            return "is not a member that packs have";
        }
        return error.getInstanceLocation().endsWith("/oauth")
                ? "does not go with authType api_key"
                : "cannot stand beside authType and credentials";
    }

    /** The part of the schema that the keyword stands in. */
    private JsonObject rules(Error error) {
        String location = error.getSchemaLocation();
        return Json.createPointer(location.substring(location.indexOf('#') + 1))
                .getValue(schema)
                .asJsonObject();
    }

    private static String reason(Error error, JsonObject rules) {
        JsonValue rule = rules.getOrDefault(error.getKeyword(), JsonValue.NULL);
        return switch (error.getKeyword()) {
            case "type" -> "must be " + typeName(rules.getString("type"));
            case "const" -> "must be " + rule;
            case "enum" -> listed(rule.asJsonArray());
            // the schema says beside each pattern, in words, what the pattern wants
            case "pattern" -> "must be " + rules.getString("description");
            case "minLength" -> "must have at least " + rule + " characters";
            case "maxLength" -> "must have at most " + rule + " characters";
            case "minimum" -> "must be at least " + rule;
            case "maximum" -> "must be at most " + rule;
            case "minItems" -> "has too few entries: at least " + rule;
            case "maxItems" -> "has too many entries: at most " + rule;
            case "uniqueItems" -> "has an entry twice";
            default -> error.getError();
        };
    }

    private static String typeName(String type) {
        return switch (type) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            default -> "a " + type;
        };
    }

    private static String listed(JsonArray values) {
        List<String> listed = values.stream()
                .map(value -> value instanceof JsonString text ? text.getString() : value.toString())
                .distinct()
                .toList();
        return "must be " + (listed.size() == 1 ? "" : "one of ") + String.join(", ", listed);
    }

    /** A JSON pointer (RFC 6901) as people write it: {@code /methods/0/name} is {@code methods[0].name}. */
    static String dotted(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String token : pointer.split("/", -1)) {
            if (token.matches("\\d+")) {
                path.append('[').append(token).append(']');
            } else if (!token.isEmpty()) {
                path.append(path.isEmpty() ? "" : ".")
                        .append(token.replace("~1", "/").replace("~0", "~"));
            }
        }
        return path.toString();
    }
}
