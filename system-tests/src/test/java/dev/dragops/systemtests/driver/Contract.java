package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The API description as the product serves it (OpenAPI 3.0 or 3.1). Every answer must be one that it announces: the
 * operation's status, its media type, and a body of the schema with no member that the schema does not name.
 */
public final class Contract {
    /** What no operation announces, since no operation was reached. */
    private static final Set<Integer> BEFORE_ANY_OPERATION = Set.of(404, 405);

    private final JsonNode description;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private Contract(JsonNode description) {
        this.description = description;
    }

    static Contract servedBy(Dragops dragops) {
        HttpRequest request = HttpRequest.newBuilder(dragops.at("/openapi"))
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<String> answer = dragops.http().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("GET /openapi").isEqualTo(200);
            JsonNode description = Json.parse(answer.body());
            makeStrict(description, false);
            return new Contract(description);
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    public JsonNode description() {
        return description;
    }

    void check(String method, String path, Answer answer) {
        String bare = path.replaceFirst("\\?.*", "");
        if (!bare.startsWith("/api/")) {
            return;
        }
        Optional<String> template = template(bare);
        JsonNode operation = template.map(
                        found -> description.path("paths").path(found).path(method.toLowerCase(Locale.ROOT)))
                .orElse(description.path("missing"));
        if (operation.isMissingNode()) {
            assertThat(answer.status())
                    .as("%s is not in the API description, yet it answered %s", answer.request(), answer.body())
                    .isIn(BEFORE_ANY_OPERATION);
            return;
        }
        JsonNode responses = operation.path("responses");
        JsonNode response = resolve(responses.path(String.valueOf(answer.status())));
        assertThat(response.isObject())
                .as(
                        "%s answers %d, and its description announces %s: %s",
                        answer.request(),
                        answer.status(),
                        responses.properties().stream().map(Map.Entry::getKey).toList(),
                        answer.body())
                .isTrue();
        if (answer.length() == 0) {
            assertThat(response.path("content").isEmpty())
                    .as("%s answers nothing with %d", answer.request(), answer.status())
                    .isTrue();
            return;
        }
        String mediaType = answer.header("Content-Type").replaceFirst(";.*", "").strip();
        JsonNode content = response.path("content").path(mediaType);
        assertThat(content.isObject())
                .as("%s answers %d as %s, its description does not", answer.request(), answer.status(), mediaType)
                .isTrue();
        assertThat(content.path("schema").isObject())
                .as("%s, %d has a schema", answer.request(), answer.status())
                .isTrue();
        String key = method + ' ' + template.orElseThrow() + ' ' + answer.status() + ' ' + mediaType;
        Set<ValidationMessage> faults = schemas.computeIfAbsent(key, any -> schema(content.path("schema")))
                .validate(mediaType.endsWith("json") ? answer.json() : TextNode.valueOf(answer.body()));
        assertThat(faults)
                .as("%s, %d: %s", answer.request(), answer.status(), answer.body())
                .isEmpty();
    }

    /** The path of the description that the path of a request is one of; the one with the fewest parameters. */
    private Optional<String> template(String path) {
        return description.path("paths").properties().stream()
                .map(Map.Entry::getKey)
                .filter(template ->
                        Pattern.matches(Pattern.quote(template).replaceAll("\\{[^/]+?\\}", "\\\\E[^/]+\\\\Q"), path))
                .min((one, other) -> Long.compare(parameters(one), parameters(other)));
    }

    private static long parameters(String template) {
        return template.chars().filter(c -> c == '{').count();
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? description.at(node.path("$ref").asText().substring(1)) : node;
    }

    private JsonSchema schema(JsonNode inline) {
        ObjectNode standalone = inline.deepCopy();
        standalone.set("components", description.path("components"));
        return factory.getSchema(standalone);
    }

    /** Closes the objects, and says the {@code nullable} of 3.0 as JSON Schema does. */
    private static void makeStrict(JsonNode node, boolean partOfAnother) {
        if (node instanceof ObjectNode object) {
            if (object.path("properties").isObject() && !object.has("additionalProperties") && !partOfAnother) {
                object.put("additionalProperties", false);
            }
            if (object.path("nullable").asBoolean()) {
                permitNull(object);
            }
            object.properties()
                    .forEach(member ->
                            makeStrict(member.getValue(), member.getKey().equals("allOf")));
        } else if (node instanceof ArrayNode array) {
            array.forEach(element -> makeStrict(element, partOfAnother));
        }
    }

    private static void permitNull(ObjectNode object) {
        ObjectNode nothing = object.objectNode().put("type", "null");
        if (object.path("type").isTextual()) {
            object.set(
                    "type", object.arrayNode().add(object.path("type").asText()).add("null"));
        } else if (object.has("allOf")) {
            ObjectNode something = object.objectNode().set("allOf", object.remove("allOf"));
            object.set("anyOf", object.arrayNode().add(something).add(nothing));
        }
    }
}
