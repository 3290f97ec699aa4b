package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequestGateTest {
    @Test
    void takesABodyWhoseLengthIsSaidOnce() {
        assertThat(RequestGate.isAmbiguous(List.of(), List.of("12"))).isFalse();
        assertThat(RequestGate.isAmbiguous(List.of("Chunked"), List.of())).isFalse();
        assertThat(RequestGate.isAmbiguous(List.of(), List.of())).isFalse();
    }

    @Test
    void refusesABodyWhoseLengthCanBeReadInTwoWays() {
        assertThat(RequestGate.isAmbiguous(List.of("chunked"), List.of("12"))).isTrue();
        assertThat(RequestGate.isAmbiguous(List.of("xchunked"), List.of())).isTrue();
        assertThat(RequestGate.isAmbiguous(List.of("gzip, chunked"), List.of())).isTrue();
        assertThat(RequestGate.isAmbiguous(List.of("chunked", "chunked"), List.of()))
                .isTrue();
        assertThat(RequestGate.isAmbiguous(List.of(), List.of("12", "13"))).isTrue();
        assertThat(RequestGate.isAmbiguous(List.of(), List.of("+12"))).isTrue();
    }

    @Test
    void seesControlCharactersInHeaders() {
        assertThat(RequestGate.hasControlCharacter("a\u0000b")).isTrue();
        assertThat(RequestGate.hasControlCharacter("a\rb")).isTrue();
        assertThat(RequestGate.hasControlCharacter("a\u007fb")).isTrue();
        assertThat(RequestGate.hasControlCharacter("a\tb ü")).isFalse();
    }

    @Test
    void asksForTransportSecurityOnHttpsOnly() {
        assertThat(RequestGate.headers(true, false)).containsKey("Strict-Transport-Security");
        assertThat(RequestGate.headers(false, false)).doesNotContainKey("Strict-Transport-Security");
    }

    @Test
    void letsNobodyKeepAnAnswerForPrograms() {
        assertThat(RequestGate.headers(false, true))
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
}
