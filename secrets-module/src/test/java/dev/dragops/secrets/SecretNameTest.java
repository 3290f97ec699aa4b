package dev.dragops.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"A", "A_", "JIRA_API_TOKEN", "X9"})
    void acceptsWhatEveryShellAccepts(String text) {
        assertThat(SecretName.parse(text)).hasValue(new SecretName(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "9A", "_A", "A-B", "Ä", "A B", "A\n", "A\u0000"})
    void refusesEverythingElse(String text) {
        assertThat(SecretName.parse(text)).isEmpty();
    }

    @Test
    void allows128Characters() {
        assertThat(SecretName.parse("A".repeat(128))).isPresent();
        assertThat(SecretName.parse("A".repeat(129))).isEmpty();
    }
}
