package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {
    @Test
    void keepsALabelWithoutTheWhiteSpaceAroundIt() {
        assertThat(DisplayName.of("  Slack - Engineering 👩‍🚀\t")).isEqualTo("Slack - Engineering 👩‍🚀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \t ", "conn_x", " CONN_abc", "a\nb", "a\u0000b", "a\u202Eb", "a\u2028b"})
    void refusesWhatNodesCouldNotReferenceByName(String text) {
        assertThatExceptionOfType(ConnectionsException.Invalid.class)
                .isThrownBy(() -> DisplayName.of(text))
                .satisfies(refused -> assertThat(refused.fieldErrors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.field()).isEqualTo("displayName")));
    }

    @Test
    void countsCharactersAndNotUtf16Units() {
        assertThat(DisplayName.of("🔑".repeat(100))).hasSize(200);
        assertThatExceptionOfType(ConnectionsException.Invalid.class)
                .isThrownBy(() -> DisplayName.of("🔑".repeat(101)));
    }

    @Test
    void numbersTheDefaultNameUntilItIsFree() {
        assertThat(DisplayName.free("Slack", List.of())).isEqualTo("Slack");
        assertThat(DisplayName.free("Slack", List.of("slack", "SLACK 2", "Slack 4")))
                .isEqualTo("Slack 3");
    }

    @Test
    void leavesRoomForTheNumberBehindALongProvidersName() {
        String base = DisplayName.base(" " + "🔑".repeat(128));

        assertThat(base).isEqualTo("🔑".repeat(90));
        assertThat(DisplayName.of(DisplayName.free(base, List.of(base)))).isEqualTo(base + " 2");
        assertThat(DisplayName.base("Slack")).isEqualTo("Slack");
    }
}
