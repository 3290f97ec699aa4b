package dev.dragops.connections.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPatternTest {
    @Test
    void matchesTheWholeValue() {
        FieldPattern pattern = FieldPattern.of("[a-z]{3}");

        assertThat(pattern.matches("abc")).isTrue();
        assertThat(pattern.matches("abcd")).isFalse();
        assertThat(pattern.matches("abc\n")).isFalse();
    }

    @Test
    void refusesAValueBeyondTheLongest() {
        FieldPattern pattern = FieldPattern.of("a*");

        assertThat(pattern.matches("a".repeat(FieldPattern.LONGEST_VALUE))).isTrue();
        assertThat(pattern.matches("a".repeat(FieldPattern.LONGEST_VALUE + 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(([0-9]{1,3}\\.){3}[0-9]{1,3})",
                "[A-Za-z0-9_-]{1,1000}",
                "\\p{Greek}+",
                "\\x{10FFFF}?",
                "\\Qa{1000}{1000}{1000}\\E",
                "[]{9999}]+[^]a]",
                "[[:alpha:]]{20}",
                "a{,5}",
                "(?i)sk-.+"
            })
    void acceptsWhatPacksNeed(String regex) {
        assertThat(FieldPattern.of(regex)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((a{1000}){1000}){1000}){1000}",
                "((a{100}){100}){100}",
                "(?:[a-z]{1,1000}){1000}",
                "([^]{]{1000}){1000}",
                "(\\Q)\\Ea{1000}){1000}",
                "((a{1000,}){1000})"
            })
    void refusesCountsThatMultiplyToTooMuch(String regex) {
        assertThatThrownBy(() -> FieldPattern.of(regex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("repeats too much");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "[a", "a**", "(?=a)", "(a)\\1", "a{1001}", "\\"})
    void refusesWhatIsNoExpressionOfRe2(String regex) {
        assertThatThrownBy(() -> FieldPattern.of(regex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a regular expression in RE2 syntax");
    }

    @Test
    void refusesAnEmptyAndALongPattern() {
        assertThatThrownBy(() -> FieldPattern.of("")).hasMessage("must have 1 to 512 characters");
        assertThatThrownBy(() -> FieldPattern.of("a".repeat(513))).hasMessage("must have 1 to 512 characters");
    }
}
