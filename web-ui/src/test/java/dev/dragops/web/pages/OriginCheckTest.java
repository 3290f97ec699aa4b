package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginCheckTest {
    private static final OriginCheck PUBLIC = new OriginCheck(URI.create("https://connections.example.com"));
    private static final OriginCheck LOCAL = new OriginCheck(URI.create("http://localhost:8080"));

    @ParameterizedTest
    @CsvSource({
        "https://connections.example.com",
        "https://CONNECTIONS.example.com",
        "https://connections.example.com:443"
    })
    void acceptsThePublicOrigin(String origin) {
        assertThat(accepts(PUBLIC, origin, null, "internal:8080")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "null",
        "http://connections.example.com",
        "https://connections.example.com:8443",
        "https://connections.example.com.evil.example",
        "https://evil.example",
        "https://connections.example.com@evil.example",
        "https://evil.example/https://connections.example.com",
        "'https://connections.example.com, https://evil.example'",
        "connections.example.com",
        "file:///",
        "''"
    })
    void refusesEveryOtherOrigin(String origin) {
        assertThat(accepts(PUBLIC, origin, "https://connections.example.com/connections", "connections.example.com"))
                .isFalse();
    }

    @Test
    void takesTheRefererWhereThereIsNoOrigin() {
        assertThat(accepts(PUBLIC, null, "https://connections.example.com/connections/new", "internal"))
                .isTrue();
        assertThat(accepts(PUBLIC, null, "https://evil.example/", "internal")).isFalse();
    }

    @Test
    void refusesAFormThatTellsNothingOfItsOrigin() {
        assertThat(accepts(PUBLIC, null, null, "connections.example.com")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, 127.0.0.1:8080",
        "http://localhost:21400, localhost:21400",
        "http://[::1]:8080, [::1]:8080",
        "http://localhost:8080, 127.0.0.1:8080"
    })
    void acceptsItsOwnLoopbackAddress(String origin, String host) {
        assertThat(accepts(LOCAL, origin, null, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://rebound.example:8080, rebound.example:8080",
        "http://192.168.1.5:8080, 192.168.1.5:8080",
        "http://127.0.0.1:9999, 127.0.0.1:8080",
        "http://127.0.0.1.evil.example:8080, 127.0.0.1:8080"
    })
    void refusesAHostThatOnlySaysItIsOurs(String origin, String host) {
        assertThat(accepts(LOCAL, origin, null, host)).isFalse();
    }

    private static boolean accepts(OriginCheck check, String origin, String referer, String host) {
        return check.accepts(Optional.ofNullable(origin), Optional.ofNullable(referer), Optional.ofNullable(host));
    }
}
