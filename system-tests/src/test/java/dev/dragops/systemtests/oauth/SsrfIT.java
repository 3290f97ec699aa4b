package dev.dragops.systemtests.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Ports;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.MockProvider;
import dev.dragops.systemtests.provider.Providers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S16: an address that a person enters leads out of the machine, or nowhere. */
@SystemTest
class SsrfIT {
    private final Providers providers;
    private final Person ada;
    /** Listens on loopback, as services do that only this machine may reach. */
    private final MockProvider inner = MockProvider.start(Ports.free());

    SsrfIT(Dragops dragops, Providers providers) {
        this.providers = providers;
        this.ada = dragops.register();
    }

    @AfterAll
    void stop() {
        inner.close();
    }

    private static String fields(String instance) {
        return "{\"fields\":{\"instance\":" + Json.quote(instance) + "}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:@port@",
                "https://127.0.0.1:@port@",
                "https://127.1:@port@",
                "https://2130706433:@port@",
                "https://0x7f.0.0.1:@port@",
                "https://0177.0.0.1:@port@",
                "https://0.0.0.0:@port@",
                "https://[::1]:@port@",
                "https://[::]:@port@",
                "https://[::ffff:127.0.0.1]:@port@",
                "https://[::ffff:7f00:1]:@port@",
                "https://[64:ff9b::7f00:1]:@port@",
                "https://[2002:7f00:1::]:@port@",
                "https://localhost:@port@",
                "https://LocalHost.:@port@",
                "https://api.localhost:@port@",
                "https://metadata.google.internal",
                "https://10.0.0.1",
                "https://172.16.0.1",
                "https://192.168.1.1",
                "https://100.64.0.1",
                "https://169.254.169.254",
                "https://[fd00:ec2::254]",
                "https://[fe80::1]",
                "https://224.0.0.1",
                "https://255.255.255.255",
                "https://192.0.0.8",
                "https://198.18.0.1",
                "http://example.com",
                "file:///etc/passwd",
                "ftp://example.com",
                "gopher://127.0.0.1:@port@/",
                "jar:https://example.com!/",
                "https://user:password@example.com",
                "https://example.com@127.0.0.1:@port@",
                "https://example.com?x=y",
                "https://example.com#x",
                "https://exa mple.com",
                "https://example.com\\@127.0.0.1",
                "https://",
                "//example.com",
                "example.com",
                "https://example.com\r\nX: y"
            })
    void refusesAnAddressThatIsNotPublic(String address) {
        String instance =
                address.replace("@port@", Integer.toString(inner.base().getPort()));

        ada.beginAuthorization(Providers.INSTANCE, fields(instance)).expect(400);

        assertThat(inner.accepted()).isZero();
    }

    @Test
    void needsTheAddress() {
        ada.beginAuthorization(Providers.INSTANCE, "{}").expectProblem(400, "VALIDATION_FAILED");
        ada.beginAuthorization(Providers.INSTANCE, "{\"fields\":{}}").expectRefusedField("fields.instance");
    }

    @Test
    void callsAnAddressThatTheOperatorAllows() {
        String instance = providers.realm(Providers.INSTANCE).honest().issuer();

        String id = ada.connects(Providers.INSTANCE, fields(instance + "/"));

        assertThat(ada.connection(id).text("/status")).isEqualTo("active");
        assertThat(ada.accountOf(id)).startsWith("acct-");
    }
}
