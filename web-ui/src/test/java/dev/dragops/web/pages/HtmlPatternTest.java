package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlPatternTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "xoxb-.+",
                "[a-z][a-z0-9\\-]{0,63}",
                "SG\\.[A-Za-z0-9_]+",
                "sk-[A-Za-z0-9_.]{20,}",
                "a|b",
                "(?:a|b)?"
            })
    void givesTheBrowserWhatBothReadAlike(String pattern) {
        assertThat(HtmlPattern.of(Optional.of(pattern))).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\p{Alnum}+", "[\\w.-]+", "\\Aabc\\z", "(?i)abc", "[[:alpha:]]", "a{,3}"})
    void leavesTheRestToTheServer(String pattern) {
        assertThat(HtmlPattern.of(Optional.of(pattern))).isEmpty();
    }

    @Test
    void letsWhiteSpaceAroundAValuePassThatTheServerLeavesOut() {
        assertThat(HtmlPattern.amidWhiteSpace(Optional.of("xoxb-.+"))).isEqualTo("\\s*(?:xoxb-.+)\\s*");
        assertThat(HtmlPattern.amidWhiteSpace(Optional.empty())).isEmpty();
    }
}
