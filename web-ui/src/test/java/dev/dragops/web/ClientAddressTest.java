package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.Network;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private static ClientAddress behind(String... proxies) {
        return new ClientAddress(Stream.of(proxies)
                .map(proxy -> Network.parse(proxy).orElseThrow())
                .toList());
    }

    @Test
    void believesNobodyWhereNoProxyIsTrusted() {
        assertThat(behind().of("192.0.2.1", List.of("203.0.113.7"))).isEqualTo("192.0.2.1");
    }

    @Test
    void believesATrustedProxyAndNoOther() {
        assertThat(behind("10.0.0.1").of("10.0.0.1", List.of("203.0.113.7"))).isEqualTo("203.0.113.7");
        assertThat(behind("10.0.0.1").of("10.0.0.2", List.of("203.0.113.7"))).isEqualTo("10.0.0.2");
    }

    @Test
    void takesWhatTheProxyAddedRatherThanWhatItsClientSent() {
        assertThat(behind("10.0.0.1").of("10.0.0.1", List.of("198.51.100.9, 203.0.113.7")))
                .isEqualTo("203.0.113.7");
        assertThat(behind("10.0.0.1").of("10.0.0.1", List.of("198.51.100.9", "203.0.113.7")))
                .isEqualTo("203.0.113.7");
    }

    @Test
    void goesThroughSeveralProxies() {
        assertThat(behind("10.0.0.0/24", "fd00::/8").of("10.0.0.1", List.of("198.51.100.9, 2001:db8::7,fd00::2")))
                .isEqualTo("2001:db8::7");
    }

    @Test
    void staysWithTheProxyWhereItNamesNoAddress() {
        assertThat(behind("10.0.0.1").of("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
        assertThat(behind("10.0.0.1").of("10.0.0.1", List.of("203.0.113.7, unknown")))
                .isEqualTo("10.0.0.1");
        assertThat(behind("10.0.0.1").of("10.0.0.1", List.of("203.0.113.7,"))).isEqualTo("10.0.0.1");
    }
}
