package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteSpaceTest {
    @ParameterizedTest
    @ValueSource(strings = {"key", " key", "key\r\n", "\u00a0\tkey \u200b", "\ufeffkey", "\u00a0\u00a0key\u00a0\u00a0"})
    void findsTheValueBetween(String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);

        assertThat(new String(
                        Arrays.copyOfRange(value, WhiteSpace.start(value), WhiteSpace.end(value)),
                        StandardCharsets.UTF_8))
                .isEqualTo("key");
    }

    @Test
    void leavesWhatIsInsideAndWhatOnlyLooksSimilar() {
        byte[] value = "\u00e0 k\u00a0y \u4e00".getBytes(StandardCharsets.UTF_8);

        assertThat(WhiteSpace.start(value)).isZero();
        assertThat(WhiteSpace.end(value)).isEqualTo(value.length);
    }

    @Test
    void findsNothingInABlankValue() {
        byte[] value = " \u00a0\n".getBytes(StandardCharsets.UTF_8);

        assertThat(WhiteSpace.start(value)).isEqualTo(value.length);
    }
}
