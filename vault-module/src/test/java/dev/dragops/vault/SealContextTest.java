package dev.dragops.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SealContextTest {
    @Test
    void keepsTheEncodingAsItWasFrozen() {
        assertThat(hex(new SealContext("connection", "usr_1", "conn_1", "slack", "api_key", 1)))
                .isEqualTo("0000000a636f6e6e656374696f6e" + "000000057573725f31" + "00000006636f6e6e5f31"
                        + "00000005736c61636b" + "000000076170695f6b6579" + "000000080000000000000001");
        assertThat(hex(new SealContext("secret", "env_1", "sec_é", "-", "SLACK_🔑", (1L << 40) + 3)))
                .isEqualTo("00000006736563726574" + "00000005656e765f31" + "000000067365635fc3a9" + "000000012d"
                        + "0000000a534c41434b5ff09f9491" + "000000080000010000000003");
    }

    @Test
    void tellsContextsApartWhoseCharactersMovedBetweenParts() {
        Set<String> encodings = new HashSet<>();
        int contexts = 0;
        String text = "abcdefg";
        for (int a = 1; a < 4; a++) {
            for (int b = a + 1; b < 5; b++) {
                for (int c = b + 1; c < 6; c++) {
                    for (int d = c + 1; d < 7; d++) {
                        encodings.add(hex(new SealContext(
                                text.substring(0, a),
                                text.substring(a, b),
                                text.substring(b, c),
                                text.substring(c, d),
                                text.substring(d),
                                1)));
                        contexts++;
                    }
                }
            }
        }
        // a part that looks like the length of the next one, and parts that changed places
        encodings.add(hex(new SealContext("a", "b\0\0\0\1c", "d", "e", "f", 1)));
        encodings.add(hex(new SealContext("a", "b", "c\0\0\0\1d", "e", "f", 1)));
        encodings.add(hex(new SealContext("b", "a", "c", "d", "e", 1)));
        encodings.add(hex(new SealContext("a", "b", "c", "d", "e", 1)));
        encodings.add(hex(new SealContext("a", "b", "c", "d", "e", 2)));

        assertThat(encodings).hasSize(contexts + 5);
        assertThat(contexts).isEqualTo(15);
    }

    @Test
    void refusesAPartThatIsMissing() {
        for (int missing = 0; missing < 5; missing++) {
            String[] parts = {"a", "b", "c", "d", "e"};
            parts[missing] = "";
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> new SealContext(parts[0], parts[1], parts[2], parts[3], parts[4], 1));
        }
        for (long version : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> new SealContext("a", "b", "c", "d", "e", version));
        }
    }

    @Test
    void refusesALoneSurrogateInsteadOfReplacingIt() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SealContext("a", "b", "c", "d", "\ud83d", 1))
                .withMessage("a seal context's name is not valid Unicode");
    }

    private static String hex(SealContext context) {
        return HexFormat.of().formatHex(context.encoded());
    }
}
