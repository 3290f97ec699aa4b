package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialTest {
    @ParameterizedTest
    @CsvSource({
        "Ada, A",
        "\u00e9cole, \u00e9",
        "e\u0301cole, e\u0301",
        "\ud83d\ude80 Rocket, \ud83d\ude80",
        "\ud83d\udc69\u200d\ud83d\udcbb Dev, \ud83d\udc69\u200d\ud83d\udcbb",
        "'', ''"
    })
    void isTheFirstCharacterAsPeopleSeeIt(String name, String initial) {
        assertThat(Initial.of(name)).isEqualTo(initial);
    }
}
