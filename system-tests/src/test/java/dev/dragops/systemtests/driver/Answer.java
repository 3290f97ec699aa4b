package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the product answered, after it was checked against the API description. */
public record Answer(String request, int status, HttpHeaders headers, String body) {

    /** The same answer, where it has that status; else the test fails and shows what came instead. */
    public Answer expect(int expected) {
        assertThat(status).as("%s -> %s", request, body).isEqualTo(expected);
        return this;
    }

    /** The same answer, where it is a problem of that status and code. */
    public Answer expectProblem(int expected, String code) {
        expect(expected);
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        assertThat(text("/code")).as("%s -> %s", request, body).isEqualTo(code);
        return this;
    }

    /** The same answer, where it refuses that field of the input. */
    public Answer expectRefusedField(String field) {
        expectProblem(400, "VALIDATION_FAILED");
        assertThat(texts("/errors", "field")).as("%s -> %s", request, body).contains(field);
        return this;
    }

    public JsonNode json() {
        return Json.parse(body);
    }

    /** The text at a JSON pointer; the test fails where there is none. */
    public String text(String pointer) {
        JsonNode node = json().at(pointer);
        assertThat(node.isValueNode()).as("%s of %s", pointer, body).isTrue();
        return node.asText();
    }

    /** A member of each element of the array at a JSON pointer. */
    public List<String> texts(String pointer, String member) {
        return Json.stream(json().at(pointer))
                .map(element -> element.path(member).asText())
                .toList();
    }

    /** The texts in the array at a JSON pointer. */
    public List<String> texts(String pointer) {
        return Json.stream(json().at(pointer)).map(JsonNode::asText).toList();
    }

    /** The header, or an empty text. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public String id() {
        return text("/id");
    }

    /** The body without what differs from request to request, to compare refusals. */
    public String bodyWithoutRequestId() {
        return body.replaceAll("\"requestId\"\\s*:\\s*\"[^\"]*\"", "\"requestId\":\"…\"");
    }

    int length() {
        return body.getBytes(StandardCharsets.UTF_8).length;
    }
}
