package dev.dragops.connections.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.harrel.jsonschema.ValidatorFactory;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackSchemaTest {
    @Test
    void isAValidSchemaOfDraft202012() {
        assertThatCode(() -> PackSchema.load(new ValidatorFactory())).doesNotThrowAnyException();
    }

    @Test
    void describesInWordsWhatEachPatternWants() throws Exception {
        try (InputStream resource = PackSchema.class.getResourceAsStream(PackSchema.RESOURCE);
                JsonReader reader = Json.createReader(resource)) {
            List<JsonObject> withPattern = objects(reader.readObject())
                    .filter(object -> object.get("pattern") instanceof JsonString)
                    .toList();

            assertThat(withPattern).hasSizeGreaterThan(5).allSatisfy(object -> assertThat(object)
                    .containsKey("description"));
        }
    }

    @Test
    void acceptsEveryPackOfTheProductAndForgetsNone() throws Exception {
        PackSchema schema = PackSchema.load();
        for (PackFile file : PackFile.builtIn()) {
            assertThatCode(() -> file.read(schema)).as(file.name()).doesNotThrowAnyException();
        }

        Path folder = Path.of(PackSchema.class.getResource(PackSchema.RESOURCE).toURI())
                .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<String> shipped = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(PackFile.SUFFIX))
                    .sorted()
                    .toList();
            assertThat(PackFile.builtIn()).extracting(PackFile::name).containsExactlyElementsOf(shipped);
        }
    }

    @Test
    void writesPointersAsPeopleDo() {
        assertThat(PackSchema.dotted("")).isEmpty();
        assertThat(PackSchema.dotted("/connection/methods/0/credentials/12/name"))
                .isEqualTo("connection.methods[0].credentials[12].name");
        assertThat(PackSchema.dotted("/a~1b/~0c")).isEqualTo("a/b.~c");
    }

    private static Stream<JsonObject> objects(JsonValue value) {
        if (value instanceof JsonObject object) {
            return Stream.concat(Stream.of(object), object.values().stream().flatMap(PackSchemaTest::objects));
        }
        return value instanceof JsonArray array ? array.stream().flatMap(PackSchemaTest::objects) : Stream.empty();
    }
}
