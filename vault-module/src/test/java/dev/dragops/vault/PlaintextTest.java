package dev.dragops.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlaintextTest {
    @Test
    void keepsTextByteForByte() {
        for (String text : new String[] {"", "a", "\0", "a\r\nb", "ü", "€", "🔑", "\uFEFFx", "🔑".repeat(16_384)}) {
            try (Plaintext value = Plaintext.ofText(text)) {
                assertThat(value.reveal()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
                assertThat(value.revealText()).isEqualTo(text);
                assertThat(value.length()).isEqualTo(value.reveal().length);
            }
        }
    }

    @Test
    void refusesALoneSurrogateWithoutRepeatingTheText() {
        for (String text : new String[] {"hunter2\ud83d", "\udd11hunter2", "hunter2\ud83d!", "\ud83d\ud83d\udd11"}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> Plaintext.ofText(text))
                    .withMessage("the text is not valid Unicode: it has a lone surrogate")
                    .withNoCause();
        }
    }

    @Test
    void refusesToReadBytesAsTextThatAreNone() {
        for (byte[] bytes : new byte[][] {{(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> Plaintext.of(bytes).revealText())
                    .withNoCause();
        }
    }

    @Test
    void tellsHowItBegins() {
        try (Plaintext value = Plaintext.ofText("xoxb-1")) {
            assertThat(value.startsWith("")).isTrue();
            assertThat(value.startsWith("xoxb-")).isTrue();
            assertThat(value.startsWith("xoxb-1")).isTrue();
            assertThat(value.startsWith("xoxp-")).isFalse();
            assertThat(value.startsWith("xoxb-12")).isFalse();
        }
    }

    @Test
    void takesTheArrayAndWipesItWhenClosed() {
        byte[] bytes = {1, 2, 3};
        Plaintext value = Plaintext.of(bytes);
        assertThat(value.reveal()).isSameAs(bytes);

        value.close();
        value.close();

        assertThat(bytes).containsExactly(0, 0, 0);
        assertThat(value.length()).isEqualTo(3);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(value::reveal);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(value::revealText);
    }

    @Test
    void neitherPrintsNorWritesOutTheValue() {
        Plaintext value = Plaintext.ofText("hunter2");

        assertThat(value).hasToString("Plaintext[redacted]");
        assertThat("" + Plaintext.ofText("other")).isEqualTo("" + value);
        assertThatExceptionOfType(NotSerializableException.class)
                .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(value));
    }

    @Test
    void equalsByContentUntilItIsClosed() {
        Plaintext value = Plaintext.ofText("hunter2");
        Plaintext same = Plaintext.ofText("hunter2");

        assertThat(value).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(value).isNotEqualTo(Plaintext.ofText("hunter3")).isNotEqualTo(Plaintext.ofText("hunter"));
        assertThat((Object) value).isNotEqualTo("hunter2");
        value.close();
        same.close();
        assertThat(value).isNotEqualTo(same).isEqualTo(value);
    }
}
