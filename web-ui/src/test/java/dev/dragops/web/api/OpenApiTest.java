package dev.dragops.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.dragops.web.ProblemType;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.SnakeYamlNode;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds META-INF/openapi.yaml against the resources: nothing is missing there, and nothing is made up. */
class OpenApiTest {
    /** What only the pages answer. */
    private static final Set<String> FOR_PEOPLE =
            Set.of("FORM_REFUSED", "CALLBACK_REFUSED", "AUTHORIZATION_OVER", "IMPORT_OVER", "TOKEN_ISSUED_BEFORE");

    private static final String ROOT = "https://dragops.dev/openapi";

    private final Map<String, Object> description = load();

    private static Map<String, Object> load() {
        try (InputStream yaml = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            LoaderOptions strict = new LoaderOptions();
            strict.setAllowDuplicateKeys(false);
            return new Yaml(new SafeConstructor(strict)).load(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Test
    void describesEveryOperationAndNoOther() {
        TreeSet<String> built = new TreeSet<>();
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.dragops.web.api")) {
            if (resource.isAnnotatedWith(Path.class)) {
                resource.getMethods().forEach(method -> httpMethod(method)
                        .ifPresent(verb -> built.add(verb + " " + path(resource, method))));
            }
        }
        TreeSet<String> described = new TreeSet<>();
        object(description, "paths").forEach((path, operations) -> asObject(operations)
                .keySet()
                .forEach(verb -> described.add(verb.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(described).isEqualTo(built).hasSizeGreaterThan(30);
    }

    private static Optional<String> httpMethod(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(annotation -> annotation
                        .getRawType()
                        .getAnnotationOfType(HttpMethod.class)
                        .value())
                .findFirst();
    }

    private static String path(JavaClass resource, JavaMethod method) {
        String base = "/" + resource.getAnnotationOfType(Path.class).value();
        return method.tryGetAnnotationOfType(Path.class)
                .map(path -> base + "/" + path.value())
                .orElse(base);
    }

    @Test
    void tellsPublicOperationsFromAllOthers() {
        TreeSet<String> open = new TreeSet<>();
        eachOperation((name, operation) -> {
            if (operation.containsKey("security")) {
                assertThat(operation.get("security")).isEqualTo(List.of());
                open.add(name);
            } else {
                assertThat(object(operation, "responses")).as(name).containsKey("401");
            }
        });
        TreeSet<String> expected = new TreeSet<>(List.of("GET /health/live", "GET /health/ready"));
        CallerFilter.PUBLIC.keySet().forEach(call -> expected.add(call.replace(" ", " /")));
        assertThat(open).isEqualTo(expected);
    }

    @Test
    void givesEveryOperationAnIdASummaryAndItsErrors() {
        TreeSet<Object> ids = new TreeSet<>();
        eachOperation((name, operation) -> {
            assertThat(ids.add(operation.get("operationId"))).as(name).isTrue();
            assertThat(operation).as(name).containsKeys("summary", "description");
            assertThat(object(operation, "responses")).as(name).containsKeys("500", "503", "default");
            if (operation.containsKey("requestBody")) {
                assertThat(object(operation, "responses")).as(name).containsKeys("400", "413", "415");
            }
        });
    }

    @Test
    void showsEveryCodeThatACallerCanGet() {
        Map<String, Object> examples = object(object(description, "components"), "examples");
        assertThat(examples.keySet())
                .containsAll(Arrays.stream(ProblemType.values())
                        .map(Enum::name)
                        .filter(code -> !FOR_PEOPLE.contains(code))
                        .toList());
        examples.values().forEach(example -> {
            Map<String, Object> problem = object(asObject(example), "value");
            ProblemType type = ProblemType.valueOf(String.valueOf(problem.get("code")));
            assertThat(problem)
                    .containsEntry("status", type.status())
                    .containsEntry("title", type.title())
                    .containsEntry("type", type.uri());
        });
    }

    @Test
    void givesExamplesThatFitTheirSchemas() {
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new SnakeYamlNode.Factory())
                .createValidator();
        Map<String, Object> schemas = new LinkedHashMap<>();
        Map<String, List<Object>> examples = new LinkedHashMap<>();
        eachMedia(description, "", (place, media) -> {
            schemas.put("s" + schemas.size(), media.get("schema"));
            examples.put(place, examples(media));
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("components", asJsonSchema(description.get("components")));
        document.put("$defs", asJsonSchema(schemas));
        validator.registerSchema(URI.create(ROOT), new Yaml().dump(document));
        List<String> misfits = new ArrayList<>();
        Iterator<String> schema = schemas.keySet().iterator();
        examples.forEach((place, shown) -> {
            URI expected = URI.create(ROOT + "#/$defs/" + schema.next());
            for (Object example : shown) {
                validator.validate(expected, new Yaml().dump(example)).getErrors().stream()
                        .findFirst()
                        .ifPresent(error -> misfits.add(place + ": " + error.getError()));
            }
        });
        assertThat(misfits).isEmpty();
        assertThat(examples.keySet()).hasSizeGreaterThan(70);
        assertThat(validator
                        .validate(URI.create(ROOT + "#/components/schemas/Session"), "{token: 5}")
                        .isValid())
                .as("a misfit is seen")
                .isFalse();
    }

    private List<Object> examples(Map<String, Object> media) {
        List<Object> examples = new ArrayList<>();
        if (media.containsKey("example")) {
            examples.add(media.get("example"));
        }
        if (media.containsKey("examples")) {
            object(media, "examples")
                    .values()
                    .forEach(example -> examples.add(resolve(asObject(example)).get("value")));
        }
        assertThat(examples).as("examples of %s", media.get("schema")).isNotEmpty();
        return examples;
    }

    private Map<String, Object> resolve(Map<String, Object> reference) {
        Map<String, Object> at = description;
        for (String step : String.valueOf(reference.get("$ref")).substring(2).split("/", -1)) {
            at = object(at, step);
        }
        return at;
    }

    /** OpenAPI 3.0 has {@code nullable} where JSON Schema has a type of its own. */
    private static Object asJsonSchema(Object node) {
        if (node instanceof List<?> list) {
            return list.stream().map(OpenApiTest::asJsonSchema).toList();
        }
        if (!(node instanceof Map<?, ?> map)) {
            return node;
        }
        Map<String, Object> converted = new LinkedHashMap<>();
        map.forEach((key, value) -> converted.put(String.valueOf(key), asJsonSchema(value)));
        if (Boolean.TRUE.equals(converted.remove("nullable"))) {
            return Map.of("anyOf", List.of(converted, Map.of("type", "null")));
        }
        return converted;
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(String name, Map<String, Object> node);
    }

    private void eachOperation(Visitor visitor) {
        object(description, "paths").forEach((path, operations) -> asObject(operations)
                .forEach((verb, operation) ->
                        visitor.visit(verb.toUpperCase(Locale.ROOT) + " " + path, asObject(operation))));
    }

    private static void eachMedia(Object node, String place, Visitor visitor) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                String next = place + " " + key;
                if (key.equals("content")) {
                    asObject(value).forEach((type, media) -> visitor.visit(place + " " + type, asObject(media)));
                } else {
                    eachMedia(value, next, visitor);
                }
            });
        }
    }

    private static Map<String, Object> object(Map<String, Object> node, String key) {
        assertThat(node).containsKey(key);
        return asObject(node.get(key));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asObject(Object node) {
        return (Map<String, Object>) node;
    }
}
