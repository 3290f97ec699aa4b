package dev.dragops.connections;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists and maps of texts in a column. */
final class JsonText {
    /** Kept, since finding it searches the class path each time. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private JsonText() {}

    static String of(List<String> texts) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        texts.forEach(array::add);
        return array.build().toString();
    }

    static String of(Map<String, String> texts) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        new TreeMap<>(texts).forEach(object::add);
        return object.build().toString();
    }

    static List<String> list(String json) {
        try (JsonReader reader = JSON.createReader(new StringReader(json))) {
            return reader.readArray().getValuesAs(JsonString::getString);
        }
    }

    static Map<String, String> map(String json) {
        try (JsonReader reader = JSON.createReader(new StringReader(json))) {
            Map<String, String> texts = new LinkedHashMap<>();
            reader.readObject().forEach((name, value) -> texts.put(name, ((JsonString) value).getString()));
            return texts;
        }
    }
}
