package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.vault.Plaintext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostedFormTest {
    private static final int MOST_BYTES = 10_000;

    @Test
    void readsFieldsInOrder() throws Exception {
        PostedForm form = form("email=ada%40example.com&first+name=Ada+%F0%9F%94%91&empty=&flag&&last=x%3Dy=z");

        assertThat(form.names()).containsExactly("email", "first name", "empty", "flag", "last");
        assertThat(form.text("email")).isEqualTo("ada@example.com");
        assertThat(form.text("first name")).isEqualTo("Ada 🔑");
        assertThat(form.text("empty")).isEmpty();
        assertThat(form.text("flag")).isEmpty();
        assertThat(form.text("last")).isEqualTo("x=y=z");
        assertThat(form.text("absent")).isEmpty();
    }

    @Test
    void takesSecretsByteForByteAndTextsWithoutBlanksAround() throws Exception {
        PostedForm form = form("key=+a%00%0D%0Ab+&name=+Slack+");

        assertThat(form.secret("key").orElseThrow().revealText()).isEqualTo(" a\0\r\nb ");
        assertThat(form.text("name")).isEqualTo("Slack");
        assertThat(form.secret("absent")).isEmpty();
    }

    @Test
    void takesBackTheLineBreaksThatBrowsersChange() throws Exception {
        PostedForm form = form("key=one%0D%0Atwo%0Dthree%0A%0D%0A");

        assertThat(form.secretLines("key").orElseThrow().revealText()).isEqualTo("one\ntwo\rthree\n\n");
    }

    @Test
    void tellsBlanksWithoutReadingThem() throws Exception {
        PostedForm form = form("a=+%09&b=&c=x&d=%C3%A9");

        assertThat(form.isBlank("a")).isTrue();
        assertThat(form.isBlank("b")).isTrue();
        assertThat(form.isBlank("absent")).isTrue();
        assertThat(form.isBlank("c")).isFalse();
        assertThat(form.isBlank("d")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%4&b=1", "a=%zz", "a=1&a=2", "a=%ff", "a=%ed%a0%80", "%ff=1", "a=%c0%80"})
    void refusesWhatNoBrowserSends(String body) {
        assertThatThrownBy(() -> form(body)).isInstanceOf(PostedForm.Malformed.class);
    }

    @Test
    void refusesTooMuch() {
        String many = IntStream.rangeClosed(0, PostedForm.MOST_FIELDS)
                .mapToObj(i -> "f" + i + "=")
                .collect(Collectors.joining("&"));
        assertThatThrownBy(() -> form(many)).isInstanceOf(PostedForm.Malformed.class);
        assertThatThrownBy(() -> form("a=" + "x".repeat(MOST_BYTES))).isInstanceOf(PostedForm.TooLarge.class);
    }

    @Test
    void takesAsMuchAsIsAllowed() throws Exception {
        assertThat(form("a=" + "x".repeat(MOST_BYTES - 2)).text("a")).hasSize(MOST_BYTES - 2);
    }

    @Test
    void wipesWhatItHolds() throws Exception {
        PostedForm form = form("key=s3cret");
        Plaintext taken = form.secret("key").orElseThrow();

        form.close();

        assertThat(form.text("key").strip()).doesNotContain("s3cret");
        assertThat(form.body().reveal()).containsOnly(0);
        assertThat(taken.revealText())
                .as("what was taken is the taker's to wipe")
                .isEqualTo("s3cret");
        assertThat(form.toString()).doesNotContain("s3cret");
    }

    static PostedForm form(String body) throws Exception {
        return PostedForm.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)), MOST_BYTES);
    }
}
