package dev.dragops.oauth.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"\\u0062\":2}}",
                "{\"a\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "{} {}",
                "{\"a\":01}",
                "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"
            })
    void refusesWhatDoesNotMeanTheSameToEveryone(String json) {
        assertThat(Json.read(json)).isEmpty();
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThat(Json.read("{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
    }

    @Test
    void findsByPointer() {
        Json json = Json.read("{\"a\":{\"b/c\":[10,{\"d\":\"x\"}]},\"n\":null,\"ok\":false}")
                .orElseThrow();

        assertThat(json.textAt("/a/b~1c/1/d")).contains("x");
        assertThat(json.scalarAt("/a/b~1c/0")).contains("10");
        assertThat(json.at("/n")).isEmpty();
        assertThat(json.isAt("/ok", "false")).isTrue();
        assertThat(json.isAt("/ok", "true")).isFalse();
    }

    @Test
    void makesNoNumberThatFillsTheMemory() {
        Json json = Json.read("{\"n\":1e999999999}").orElseThrow();

        assertThat(json.at("/n").map(Json.Num.class::cast).flatMap(Json.Num::value))
                .isEmpty();
    }
}
