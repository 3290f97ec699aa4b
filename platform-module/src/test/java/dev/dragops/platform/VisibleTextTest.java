package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"Ada", "Zoë Müller", "東京", "مرحبا", "a b", "👩\u200D💻", "$%&", "<b>"})
    void seesWhatPeopleWrite(String text) {
        assertThat(VisibleText.isMissingIn(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\u2028b",
                "\u200B",
                "moc.live\u202E",
                "\u2066a",
                "a\u00ADb",
                "\u3164",
                "\u2800",
                "\ud83d"
            })
    void findsWhatCannotBeSeen(String text) {
        assertThat(VisibleText.isMissingIn(text)).isTrue();
    }
}
