package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server leaves on disk is laid out by hand, and whoever listens on its port is ours. */
class StartingServerTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final CompletableFuture<String> databaseLost = new CompletableFuture<>();
    private Process process;
    private HttpServer listener;
    private Endpoint endpoint;

    @BeforeEach
    void listen() throws IOException {
        process = new ProcessBuilder("sleep", "1000").start();
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
        endpoint = new Endpoint("127.0.0.1", listener.getAddress().getPort());
    }

    @AfterEach
    void end() {
        listener.stop(0);
        process.destroy();
    }

    private StartingServer starting(ServerKind kind, ApplicationServer server, Duration patience) {
        return new StartingServer(kind, server, process, endpoint, databaseLost, patience);
    }

    private ApplicationServer wildFly(String endOfStart, String deployment) throws IOException {
        write("tmp/startup-marker", endOfStart + ":1795336912160");
        write("deployments/dragops.ear." + deployment, "");
        return new WildFly(List.of(), folder);
    }

    private ApplicationServer payara(String log) throws IOException {
        write("logs/server.log", log);
        return new Payara(List.of(), folder);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void servesWhereTheServerSaysThatItStartedAndTheProductThatItIsReady() throws Exception {
        assertThat(starting(ServerKind.WILDFLY, wildFly("success", "deployed"), LONG)
                        .awaitReadiness())
                .isTrue();
        write("autodeploy/dragops.ear_deployed", "");
        assertThat(starting(ServerKind.PAYARA, payara(""), LONG).awaitReadiness())
                .isTrue();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void refusesWhereAnotherTookThePortOfWildFlyAndEvenSaysThatItIsReady() throws Exception {
        StartingServer starting = starting(ServerKind.WILDFLY, wildFly("error", "deployed"), LONG);

        assertThatThrownBy(starting::awaitReadiness)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("127.0.0.1 port " + endpoint.port())
                .hasMessageContaining("DRAGOPS_HTTP_PORT");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void refusesWhereAnotherTookThePortOfPayaraWhichStaysAsAProcess() throws Exception {
        StartingServer starting = starting(ServerKind.PAYARA, payara("""
                        {"Level":"INFO","MessageID":"NCLS-CORE-00017","LogMessage":"Payara Server startup time"}
                        {"Level":"SEVERE","MessageID":"NCLS-CORE-00019","Throwable":{"Exception":"Shutting down server due to startup exception","StackTrace":"java.net.BindException: Address already in use\\n\\tat java.base/sun.nio.ch.Net.bind0(Native Method)\\n"}}
                        """), LONG);

        assertThatThrownBy(starting::awaitReadiness)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("127.0.0.1 port " + endpoint.port());
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void refusesWhatStartedWithOtherErrors() throws Exception {
        listener.stop(0);
        StartingServer starting = starting(ServerKind.WILDFLY, wildFly("error", "deployed"), LONG);

        assertThatThrownBy(starting::awaitReadiness)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("WildFly started with errors");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void refusesWhatWildFlyDidNotTryToDeploy() throws Exception {
        listener.stop(0);
        StartingServer starting = starting(ServerKind.WILDFLY, wildFly("error", "dodeploy"), LONG);

        assertThatThrownBy(starting::awaitReadiness)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("WildFly started with errors");
    }

    @Test
    void tellsWhyADeploymentFailedRatherThanThatSomethingDid() throws Exception {
        listener.stop(0);
        ApplicationServer server = wildFly("error", "isdeploying");
        assertThat(server.refusal()).isEqualTo(Optional.empty());
        write(
                "deployments/dragops.ear.failed",
                "\"WFLYCTL0412: Required services that are not installed: jboss.naming.x\"");

        assertThatThrownBy(starting(ServerKind.WILDFLY, server, LONG)::awaitReadiness)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("WFLYCTL0412: Required services that are not installed: jboss.naming.x");
    }

    @Test
    void refusesWhatStartedButStaysSilent() throws Exception {
        listener.stop(0);
        StartingServer starting = starting(ServerKind.WILDFLY, wildFly("success", "deployed"), Duration.ZERO);

        assertThatThrownBy(starting::awaitReadiness)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("does not answer on 127.0.0.1 port " + endpoint.port());
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void endsWithAServerOrADatabaseThatEndsByItself() throws Exception {
        databaseLost.complete("gone");
        assertThat(starting(ServerKind.PAYARA, payara(""), LONG).awaitReadiness())
                .isFalse();
        process.destroy();
        assertThat(starting(ServerKind.PAYARA, payara(""), LONG).awaitReadiness())
                .isFalse();
    }
}
