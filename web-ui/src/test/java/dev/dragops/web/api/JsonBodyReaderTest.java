package dev.dragops.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.dragops.platform.FieldError;
import dev.dragops.web.WebException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyReaderTest {
    private final JsonBodyReader reader = new JsonBodyReader();

    private JsonBody parse(String json) {
        return reader.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsEveryTextToTheCharacter() {
        JsonBody body = parse("""
                {"provider": "slack", "apiKey": " \\u0000\\r\\n\\"\\\\ü\\ud83d\\ude00😀 ", "displayName": null}""");
        assertThat(body.required("apiKey")).isEqualTo(" \u0000\r\n\"\\ü😀😀 ");
        assertThat(body.optional("displayName")).isEmpty();
        assertThat(body.optional("environmentId")).isEmpty();
        body.check();
    }

    @Test
    void keepsTheBytesThatCame() {
        assertThat(parse("{ \"a\": 1 }").raw().reveal()).isEqualTo("{ \"a\": 1 }".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "1",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":null,\"b\":null}}",
                "\ufeff{}",
                "{\"a\":tru}",
                "{}/**/"
            })
    void refusesWhatIsNoJsonObject(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(WebException.MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 1000, 100_000})
    void refusesDeepNestingWithoutFallingIntoIt(int depth) {
        String arrays = "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
        String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        assertThatThrownBy(() -> parse(arrays)).isInstanceOf(WebException.MalformedJson.class);
        assertThatThrownBy(() -> parse(objects)).isInstanceOf(WebException.MalformedJson.class);
    }

    @Test
    void takes32Levels() {
        parse("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}").check();
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] overlong = {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'};
        assertThatThrownBy(() -> reader.parse(overlong)).isInstanceOf(WebException.MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\udc00", "\\udc00\\ud800"})
    void refusesALoneSurrogateNamingTheField(String text) {
        WebException.Invalid refused = catchThrowableOfType(
                WebException.Invalid.class,
                () -> parse("{\"credentials\":{\"user\":\"ok\",\"list\":[1,\"" + text + "\"]},\"unknown\":\"" + text
                        + "\"}"));
        assertThat(refused.fieldErrors())
                .extracting(FieldError::field)
                .containsExactly("credentials.list[1]", "unknown");
    }

    @Test
    void refusesALoneSurrogateInAName() {
        assertThatThrownBy(() -> parse("{\"\\ud800\":1}")).isInstanceOf(WebException.Invalid.class);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        JsonBody body = parse("""
                {"name": 5, "scopes": "runtime", "password": " ", "credentials": {"a": "x", "b": 1}}""");
        body.required("name");
        body.requiredList("scopes", 5);
        body.required("password");
        body.required("missing");
        body.requiredTexts("credentials");
        WebException.Invalid refused = catchThrowableOfType(WebException.Invalid.class, body::check);
        assertThat(refused.fieldErrors())
                .extracting(error -> error.field() + " " + error.code())
                .containsExactly(
                        "name WRONG_TYPE",
                        "scopes WRONG_TYPE",
                        "password REQUIRED",
                        "missing REQUIRED",
                        "credentials.b WRONG_TYPE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"apiKey\":null}", "{\"apiKey\":\"\"}", "{\"apiKey\":\" \\t\"}"})
    void saysTheContractsWordsForMissingAndBlankAlike(String json) {
        JsonBody body = parse(json);
        body.required("apiKey");
        assertThatThrownBy(() -> body.check("provider and apiKey are required"))
                .hasMessage("provider and apiKey are required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"credentials\":{}}", "{\"credentials\":[]}", "{\"credentials\":\"x\"}"})
    void wantsAnObjectWithSomethingInIt(String json) {
        JsonBody body = parse(json);
        body.requiredTexts("credentials");
        assertThatThrownBy(() -> body.check("the contract's words")).hasMessage("the contract's words");
    }

    @Test
    void keepsTheOrderOfFields() {
        assertThat(parse("{\"credentials\":{\"z\":\"1\",\"a\":\"2\",\"m\":\"3\"}}")
                        .requiredTexts("credentials"))
                .containsExactly(entry("z", "1"), entry("a", "2"), entry("m", "3"));
    }

    @Test
    void takesIdsOfTheEngineAsItChoosesThem() {
        JsonBody body = parse("{\"executionId\":\"run:1.a-b_c\",\"patternId\":\"a b\",\"nodeId\":\"\"}");
        assertThat(body.requiredEngineId("executionId")).isEqualTo("run:1.a-b_c");
        body.optionalEngineId("patternId");
        body.optionalEngineId("nodeId");
        WebException.Invalid refused = catchThrowableOfType(WebException.Invalid.class, body::check);
        assertThat(refused.fieldErrors()).extracting(FieldError::field).containsExactly("patternId", "nodeId");
    }
}
