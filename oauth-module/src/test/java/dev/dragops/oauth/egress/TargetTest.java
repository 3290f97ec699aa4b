package dev.dragops.oauth.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.HostPort;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "http://example.com/",
                "file:///etc/passwd",
                "https://localhost/",
                "https://LOCALHOST.:8443/",
                "https://api.localhost/",
                "https://printer.local/",
                "https://metadata.google.internal/",
                "ftp://example.com/",
                "javascript:alert(1)",
                "https:///path",
                "https://user@example.com/",
                "https://user:pw@example.com/",
                "https://example.com:0/",
                "https://example.com:99999/",
                "https://example.com:/",
                "https://example.com./",
                "https://example.com/#fragment",
                "https://exämple.com/",
                "https://example.com\\@evil.example/",
                "https://example.com/\r\nX: y",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.1/",
                "https://10.0.0.1/",
                "https://172.31.255.255/",
                "https://192.168.1.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://100.64.0.1/",
                "https://192.0.0.1/",
                "https://198.19.0.1/",
                "https://224.0.0.1/",
                "https://255.255.255.255/",
                "https://0.0.0.0/",
                "https://[::1]/",
                "https://[::]/",
                "https://[fe80::1%25eth0]/",
                "https://[fc00::1]/",
                "https://[fd00:ec2::254]/",
                "https://[ff02::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[2001:0:1::1]/",
                "https://[2001:db8::1]/"
            })
    void refusesWhatIsNotAPlainPublicHttpsAddress(String url) {
        assertThatThrownBy(() -> Target.of(url, Set.of())).isInstanceOf(Target.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://localhost.example.com/",
                "https://example.com:8443/a?b=c",
                "https://xn--exmple-cua.com/",
                "https://1.1.1.1/",
                "https://100.63.255.255/",
                "https://[2606:4700::1111]/",
                "HTTPS://EXAMPLE.com/"
            })
    void takesPublicOnes(String url) throws Target.Refused {
        assertThat(Target.of(url, Set.of()).allowed()).isFalse();
    }

    @Test
    void takesWhatTheOperatorAllowsAtThatPortOnly() throws Target.Refused {
        Set<HostPort> allow = Set.of(new HostPort("localhost", 9000), new HostPort("0:0:0:0:0:0:0:1", 9001));

        assertThat(Target.of("http://localhost:9000/x", allow).allowed()).isTrue();
        assertThat(Target.of("http://[::1]:9001/x", allow).allowed()).isTrue();
        assertThatThrownBy(() -> Target.of("http://localhost:9002/", allow)).isInstanceOf(Target.Refused.class);
    }

    @Test
    void refusesAnyAddressOfANameThatIsNotPublic() {
        EgressClient client = new EgressClient(
                Set.of(),
                host -> new InetAddress[] {
                    InetAddress.getByAddress(new byte[] {1, 1, 1, 1}), InetAddress.getLoopbackAddress()
                },
                new EgressClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(5)));
        try (client) {
            assertThat(client.send(new Outgoing("GET", "https://rebinding.example/", Map.of(), Optional.empty())))
                    .isInstanceOf(Answer.TargetRefused.class);
        }
    }
}
