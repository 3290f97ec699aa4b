package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetupCodeTest {
    private static final Map<String, String> WILDFLY = Map.of("jboss.home.dir", "/opt/wildfly");

    @Test
    void isNotNeededOnAWildFlyThatIsBoundToLoopbackAsItIsByDefault() {
        assertThat(isNeeded(Map.of(), WILDFLY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.1.1", "localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1"})
    void isNotNeededOnLoopback(String address) {
        assertThat(isNeeded(Map.of("DRAGOPS_HTTP_ADDRESS", address), Map.of())).isFalse();
        assertThat(isNeeded(Map.of(), Map.of("jboss.home.dir", "/w", "jboss.bind.address", address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "connections.example.com", "127.example.com", "1270.0.0.1"})
    void isNeededWhereStrangersReachTheServer(String address) {
        assertThat(isNeeded(Map.of("DRAGOPS_HTTP_ADDRESS", address), Map.of())).isTrue();
        assertThat(isNeeded(Map.of(), Map.of("jboss.home.dir", "/w", "jboss.bind.address", address)))
                .isTrue();
    }

    @Test
    void isNeededOnAServerThatDoesNotTellItsAddress() {
        assertThat(isNeeded(Map.of(), Map.of())).isTrue();
    }

    @Test
    void believesWildFlyMoreThanItsLauncher() {
        assertThat(isNeeded(
                        Map.of("DRAGOPS_HTTP_ADDRESS", "127.0.0.1"),
                        Map.of("jboss.home.dir", "/w", "jboss.bind.address", "0.0.0.0")))
                .isTrue();
    }

    @Test
    void isNeededWhereTheOperatorSetOne() {
        assertThat(isNeeded(Map.of("DRAGOPS_SETUP_CODE", "let me in"), WILDFLY)).isTrue();
    }

    @Test
    void isLongAndEasyToType() {
        String code = SetupCode.next();
        assertThat(code)
                .matches("([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}")
                .isNotEqualTo(SetupCode.next());
    }

    private static boolean isNeeded(Map<String, String> environment, Map<String, String> properties) {
        return SetupCode.isNeeded(
                name -> Optional.ofNullable(environment.get(name)), name -> Optional.ofNullable(properties.get(name)));
    }
}
