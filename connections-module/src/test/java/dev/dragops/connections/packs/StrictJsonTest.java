package dev.dragops.connections.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @Test
    void readsADocumentWithOrWithoutAByteOrderMark() throws Exception {
        assertThat(StrictJson.read(utf8("{\"a\":[1,\"ä\"]}"))).hasToString("{\"a\":[1,\"ä\"]}");
        assertThat(StrictJson.read(utf8("\uFEFF{\"a\":null}"))).hasToString("{\"a\":null}");
    }

    @Test
    void namesWhereAMemberStandsTwice() {
        assertThat(problems("{\"a\":[{},{\"b\":{\"c\":1,\"d\":2,\"c\":3}}]}"))
                .containsExactly(new PackProblem("a[1].b.c", "stands there twice"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"x\\u0000\"}        | a    | has a control character, such as a line break",
                "{\"a\":[\"x\",\"\\n\"]}     | a[1] | has a control character, such as a line break",
                "{\"\\ta\":1}                | ?a   | has a control character, such as a line break",
                "{\"a\":\"\\ud800\"}         | a    | has a lone surrogate",
                "{\"a\":1e999999999}         | a    | is not a plain number",
                "{\"a\":100000000000000000000}|a    | is not a plain number"
            })
    void refusesTextsAndNumbersThatReadersTakeDifferently(String json, String field, String reason) {
        assertThat(problems(json)).containsExactly(new PackProblem(field, reason));
    }

    @Test
    void refusesDeepNesting() {
        assertThat(problems("[".repeat(100_000)))
                .containsExactly(new PackProblem("", "is nested more than 32 levels deep"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,}", "{\"a\":", "{} {}", "{'a':1}", "// a comment", "{\"a\":01}", "]", "\"a"})
    void saysWhereItStopsBeingJson(String json) {
        assertThat(problems(json)).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEmpty();
            assertThat(problem.reason()).matches("is not JSON: see line 1, column \\d+");
        });
    }

    @Test
    void refusesAnEmptyFileAndOneThatIsNotUtf8() {
        assertThat(problems(" \n")).containsExactly(new PackProblem("", "is empty"));
        PackRefused refused =
                catchThrowableOfType(PackRefused.class, () -> StrictJson.read(new byte[] {'"', (byte) 0xff, '"'}));
        assertThat(refused.problems()).containsExactly(new PackProblem("", "is not text in UTF-8"));
    }

    private static List<PackProblem> problems(String json) {
        return catchThrowableOfType(PackRefused.class, () -> StrictJson.read(utf8(json)))
                .problems();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
