package dev.dragops.connections;

import static dev.dragops.connections.PackJson.text;
import static dev.dragops.connections.PackJson.texts;

import dev.dragops.connections.packs.FieldPattern;
import dev.dragops.connections.packs.PackProblem;
import dev.dragops.connections.packs.PackRefused;
import dev.dragops.secrets.SecretName;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a pack of a document that the schema found valid, after the checks that no schema can make. */
final class PackDefinition {
    private final JsonObject document;
    private final Provider provider;
    private final List<PackProblem> problems = new ArrayList<>();

    private PackDefinition(JsonObject document) {
        this.document = document;
        provider = new Provider(document.getJsonObject("connection").getString("provider"));
    }

    /**
     * The pack.
     *
     * @throws PackRefused with everything that is wrong with it
     */
    static Pack read(JsonObject document) throws PackRefused {
        PackDefinition definition = new PackDefinition(document);
        definition.check();
        if (!definition.problems.isEmpty()) {
            throw new PackRefused(definition.problems);
        }
        return definition.pack();
    }

    /** A method, and where it stands in the file. */
    private record Place(String path, JsonObject method) {
        ConnectionType type() {
            String wire = method.getString("authType");
            return Arrays.stream(ConnectionType.values())
                    .filter(type -> type.wire().equals(wire))
                    .findFirst()
                    .orElseThrow();
        }

        List<JsonObject> fields() {
            JsonArray fields = method.getJsonArray("credentials");
            return fields == null ? List.of() : fields.getValuesAs(JsonObject.class);
        }
    }

    private List<Place> methods() {
        JsonObject connection = document.getJsonObject("connection");
        JsonArray methods = connection.getJsonArray("methods");
        if (methods == null) {
            return List.of(new Place("connection", connection));
        }
        List<Place> places = new ArrayList<>();
        for (JsonObject method : methods.getValuesAs(JsonObject.class)) {
            places.add(new Place("connection.methods[" + places.size() + "]", method));
        }
        return places;
    }

    private void check() {
        JsonObject metadata = document.getJsonObject("metadata");
        // connections are called so by default, numbered where that is taken
        DisplayName.fault(DisplayName.base(metadata.getString("name")))
                .ifPresent(fault -> refuse("metadata.name", fault.reason()));
        text(metadata, "docsUrl")
                .filter(url -> !FieldFormat.URL.accepts(url))
                .ifPresent(url -> refuse("metadata.docsUrl", "must be " + FieldFormat.URL.words()));
        Map<ConnectionType, String> types = new EnumMap<>(ConnectionType.class);
        for (Place method : methods()) {
            String before = types.putIfAbsent(method.type(), method.path());
            if (before != null) {
                refuse(method.path() + ".authType", "is the type of " + before + " already");
            }
            checkFields(method);
            oauth(method).check();
        }
    }

    private OAuthDefinition oauth(Place method) {
        return new OAuthDefinition(provider, method.type(), method.path(), method.method(), method.fields(), problems);
    }

    private void checkFields(Place method) {
        Map<String, String> names = new HashMap<>();
        Map<SecretName, String> seeds = new HashMap<>();
        int index = 0;
        for (JsonObject field : method.fields()) {
            String path = method.path() + ".credentials[" + index++ + "]";
            String before = names.putIfAbsent(field.getString("name"), path);
            if (before != null) {
                refuse(path + ".name", "is the name of " + before + " already");
                continue;
            }
            checkPattern(field, path + ".pattern");
            checkDefault(method.type(), field, path + ".default");
            checkSeeds(method.type(), field, path, seeds);
            checkCondition(method, index - 1, path + ".visibleWhen");
        }
    }

    /** Asked of the fields before it only, so that no condition can wait for itself. */
    private void checkCondition(Place method, int index, String path) {
        JsonObject condition = method.fields().get(index).getJsonObject("visibleWhen");
        if (condition == null) {
            return;
        }
        if (method.type() != ConnectionType.CREDENTIALS) {
            refuse(path, "belongs to a method of authType credentials");
            return;
        }
        Optional<JsonObject> other = method.fields().subList(0, index).stream()
                .filter(field -> field.getString("name").equals(condition.getString("field")))
                .findFirst();
        if (other.isEmpty()) {
            refuse(path + ".field", "names no field before this one");
        } else if (other.get().getBoolean("secret", true)) {
            refuse(path + ".field", "names a secret field");
        } else if (problems.isEmpty() && !field(method.type(), other.get()).accepts(condition.getString("equals"))) {
            refuse(path + ".equals", "is no value that the other field accepts");
        }
    }

    private void checkPattern(JsonObject field, String path) {
        try {
            text(field, "pattern").ifPresent(FieldPattern::of);
        } catch (IllegalArgumentException unusable) {
            refuse(path, String.valueOf(unusable.getMessage()));
        }
    }

    /** Runs after the pattern was found usable, or was refused. */
    private void checkDefault(ConnectionType type, JsonObject field, String path) {
        text(field, "default").ifPresent(value -> {
            if (type != ConnectionType.OAUTH) {
                refuse(path, "belongs to a method of authType oauth");
            } else if (problems.isEmpty() && !field(type, field).accepts(value)) {
                refuse(path, "is no value that the field accepts");
            }
        });
    }

    private void checkSeeds(ConnectionType type, JsonObject field, String path, Map<SecretName, String> seeds) {
        if (type == ConnectionType.OAUTH) {
            if (field.containsKey("seedAs")) {
                refuse(path + ".seedAs", "has no place here: an OAuth connection seeds no secrets");
            }
            return;
        }
        String at = path + (field.containsKey("seedAs") ? ".seedAs" : ".name");
        List<SecretName> names = seeds(type, field);
        if (names.isEmpty()) {
            refuse(at, "makes the name of a secret too long: say seedAs");
        }
        for (SecretName name : names) {
            String before = seeds.putIfAbsent(name, path);
            if (before != null) {
                refuse(at, "seeds " + name + ", as " + before + " does");
            }
        }
    }

    /** Those that the file names, else the derived one; none where that would be too long, and none for OAuth. */
    private List<SecretName> seeds(ConnectionType type, JsonObject field) {
        if (type == ConnectionType.OAUTH) {
            return List.of();
        }
        List<String> named = texts(field.get("seedAs"));
        if (!named.isEmpty()) {
            return named.stream().map(SecretName::new).toList();
        }
        boolean single = type == ConnectionType.API_KEY;
        return SecretNames.derive(provider, single ? Optional.empty() : Optional.of(field.getString("name"))).stream()
                .toList();
    }

    private void refuse(String field, String reason) {
        problems.add(new PackProblem(field, reason));
    }

    private Pack pack() {
        JsonObject metadata = document.getJsonObject("metadata");
        return new Pack(
                provider,
                metadata.getString("slug"),
                metadata.getString("name"),
                metadata.getString("description", ""),
                metadata.getString("version"),
                metadata.getString("category", "other"),
                texts(metadata.get("tags")),
                text(metadata, "docsUrl"),
                methods().stream()
                        .map(method -> new Pack.Method(
                                method.type(),
                                method.fields().stream()
                                        .map(field -> field(method.type(), field))
                                        .toList(),
                                oauth(method).oauth(),
                                oauth(method).verification()))
                        .toList());
    }

    private static List<Pack.Option> options(JsonObject field) {
        return field.containsKey("options")
                ? field.getJsonArray("options").getValuesAs(JsonObject.class).stream()
                        .map(option -> new Pack.Option(
                                option.getString("value"), option.getString("label", option.getString("value"))))
                        .toList()
                : List.of();
    }

    private Pack.Field field(ConnectionType type, JsonObject field) {
        return new Pack.Field(
                field.getString("name"),
                field.getString("label"),
                text(field, "description"),
                text(field, "placeholder"),
                // no connection is without its one key, whatever the file says
                type == ConnectionType.API_KEY || field.getBoolean("required", true),
                field.getBoolean("secret", true),
                text(field, "pattern"),
                text(field, "format"),
                text(field, "keyPrefix"),
                seeds(type, field).stream().map(SecretName::value).toList(),
                text(field, "default"),
                options(field),
                Optional.ofNullable(field.getJsonObject("visibleWhen"))
                        .map(condition ->
                                new Pack.Condition(condition.getString("field"), condition.getString("equals"))));
    }
}
