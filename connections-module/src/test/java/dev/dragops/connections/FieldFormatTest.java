package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mycompany.atlassian.net",
                "HTTP://localhost:8080/jira?x=1",
                "https://[2001:db8::1]:8443/",
                "https://10.0.0.1"
            })
    void acceptsWebAddresses(String value) {
        assertThat(FieldFormat.URL.accepts(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mycompany.atlassian.net",
                "//mycompany.atlassian.net",
                "https:mycompany",
                "https://",
                "https:///path",
                "ftp://example.com",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "https://user:password@example.com",
                "https://user@example.com",
                "https://example.com/a b",
                " https://example.com",
                "https://example.com\n"
            })
    void refusesWhatIsNoWebAddress(String value) {
        assertThat(FieldFormat.URL.accepts(value)).isFalse();
    }

    @Test
    void boundsLengths() {
        assertThat(FieldFormat.URL.accepts("https://example.com/" + "a".repeat(2028)))
                .isTrue();
        assertThat(FieldFormat.URL.accepts("https://example.com/" + "a".repeat(2029)))
                .isFalse();
        assertThat(FieldFormat.EMAIL.accepts("a".repeat(252) + "@b")).isTrue();
        assertThat(FieldFormat.EMAIL.accepts("a".repeat(253) + "@b")).isFalse();
        assertThat(FieldFormat.HOSTNAME.accepts("a.".repeat(126) + "a")).isTrue();
        assertThat(FieldFormat.HOSTNAME.accepts("a.".repeat(127) + "a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "ada+tag@localhost", "ädä@exämple.com"})
    void acceptsEmailAddresses(String value) {
        assertThat(FieldFormat.EMAIL.accepts(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ada", "@example.com", "ada@", "a@b@c", "a da@example.com", "ada@example.com\r\n"})
    void refusesWhatIsNoEmailAddress(String value) {
        assertThat(FieldFormat.EMAIL.accepts(value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "localhost", "10.0.0.1", "a-b.c1.EXAMPLE"})
    void acceptsHostNames(String value) {
        assertThat(FieldFormat.HOSTNAME.accepts(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "example.com.", "-a.com", "a-.com", "a..b", "a_b.com", "example.com:443", "a/b"})
    void refusesWhatIsNoHostName(String value) {
        assertThat(FieldFormat.HOSTNAME.accepts(value)).isFalse();
    }

    @Test
    void acceptsAnyText() {
        assertThat(FieldFormat.TEXT.accepts("\u0000 any\nthing")).isTrue();
    }
}
