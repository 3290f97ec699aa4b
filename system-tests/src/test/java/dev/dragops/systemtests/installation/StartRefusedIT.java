package dev.dragops.systemtests.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that make no sense stop the start, and the operator reads why. */
class StartRefusedIT {

    @Test
    void namesEverySettingThatMakesNoSense() {
        Installation installation = Installation.named("settings");
        Map<String, String> senseless = Map.of(
                "DRAGOPS_DRAIN_SECONDS", "a while",
                "DRAGOPS_TRUSTED_PROXIES", "balancer.internal",
                "DRAGOPS_HTTP_PORT", "http",
                "DRAGOPS_LOCAL_AUTH", "perhaps",
                "DRAGOPS_PUBLIC_URL", "not a url",
                "DRAGOPS_SETUP_CODE", "short",
                "DRAGOPS_EGRESS_ALLOW", "localhost",
                "DRAGOPS_PACKS_DIR", "relative/path",
                "DRAGOPS_DB_PASSWORD", "a-password-without-a-url");
        senseless.forEach(installation::with);
        installation.with(
                "DRAGOPS_ROOT_KEY_FILE",
                installation.dataDir().resolve("root.key").toString());

        String told = installation.startRefused();

        assertThat(told)
                .contains(senseless.keySet().stream()
                        .filter(name -> !name.equals("DRAGOPS_DB_PASSWORD"))
                        .toList())
                .contains("DRAGOPS_ROOT_KEY_FILE", "DRAGOPS_DB_URL")
                .doesNotContain("a-password-without-a-url", "\tat ");
        assertThat(installation.dataDir()).doesNotExist();
    }

    @Test
    void namesThePortThatAnotherTookAfterTheLauncherSawItFree() throws IOException {
        Installation installation = Installation.named("taken");
        InetSocketAddress address = installation.address();

        try (ServerSocket another = new ServerSocket()) {
            // the first start has its database to lay out before the server takes the port
            String told = installation.startRefused(() -> listen(another, address));

            assertThat(told)
                    .contains("cannot listen on 127.0.0.1 port " + address.getPort(), "DRAGOPS_HTTP_PORT")
                    .doesNotContain("is ready:");
        }
    }

    private static void listen(ServerSocket socket, InetSocketAddress address) {
        try {
            socket.bind(address);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
