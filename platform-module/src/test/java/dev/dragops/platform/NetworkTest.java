package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.7, true",
        "10.1.0.0/16, 10.2.0.1, false",
        "10.1.0.0/17, 10.1.128.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdab::1, true",
        "fd00::/8, fe80::1, false",
        "192.0.2.0/24, localhost, false",
        "192.0.2.0/24, 192.0.2.1.example.com, false"
    })
    void holdsItsAddresses(String network, String address, boolean held) {
        assertThat(Network.parse(network).orElseThrow().contains(address)).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "proxy", "300.1.1.1", "10.0.0.0/-1"})
    void isNothingElse(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @Test
    void isEqualByItsValue() {
        assertThat(Network.parse("192.0.2.7")).isEqualTo(Network.parse("192.0.2.7/32"));
        assertThat(Network.parse("192.0.2.7")).isNotEqualTo(Network.parse("192.0.2.7/31"));
    }
}
