package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void knowsWhateverItMade() {
        assertThat(IntStream.range(0, 1_000).mapToObj(any -> Ids.next("conn")))
                .allMatch(id -> Ids.isValid("conn", id))
                .noneMatch(id -> Ids.isValid("con", id))
                .noneMatch(id -> Ids.isValid("usr", id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "conn_",
                "conn_01jd3v5w0c8m2xq6d9k4t7h1z",
                "conn_01jd3v5w0c8m2xq6d9k4t7h1zrr",
                "conn_81jd3v5w0c8m2xq6d9k4t7h1zr",
                "conn_a1jd3v5w0c8m2xq6d9k4t7h1zr",
                "conn_01jd3v5w0c8m2xq6d9k4t7h1zi",
                "conn_01jd3v5w0c8m2xq6d9k4t7h1zR",
                "conn_01jd3v5w0c8m2xq6d9k4t7h1zé",
                "conn-01jd3v5w0c8m2xq6d9k4t7h1zr",
                "usr0_01jd3v5w0c8m2xq6d9k4t7h1zr"
            })
    void refusesWhatItCannotHaveMade(String text) {
        assertThat(Ids.isValid("conn", text)).isFalse();
        assertThat(Ids.isValid("conn", "conn_01jd3v5w0c8m2xq6d9k4t7h1zr")).isTrue();
    }
}
