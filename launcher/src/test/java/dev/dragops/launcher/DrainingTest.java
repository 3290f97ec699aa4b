package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that is asked is ours, and says what the test lays out for it. */
class DrainingTest {
    @TempDir
    private Path folder;

    private final Queue<Integer> inFlight = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<String> databaseLost = new CompletableFuture<>();
    private Process process;
    private HttpServer node;
    private Draining draining;

    @BeforeEach
    void listen() throws IOException {
        process = new ProcessBuilder("sleep", "1000").start();
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/health/ready", exchange -> {
            byte[] answer = """
                    {"status":"DOWN","checks":[{"name":"traffic","status":"DOWN","data":{"reason":"draining","inFlight":%d}}]}""".formatted(inFlight.size() > 1 ? inFlight.poll() : inFlight.peek())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(folder.resolve("draining").toFile().exists() ? 503 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        node.start();
        draining = draining(Duration.ZERO);
    }

    @AfterEach
    void end() {
        node.stop(0);
        process.destroyForcibly();
    }

    private Draining draining(Duration serving) {
        return new Draining(
                folder.resolve("draining"),
                serving,
                new Endpoint("127.0.0.1", node.getAddress().getPort()),
                process,
                databaseLost);
    }

    @Test
    void waitsUntilNothingIsUnderWay() throws Exception {
        inFlight.add(2);
        inFlight.add(1);
        inFlight.add(0);

        draining.run();

        assertThat(inFlight).containsExactly(0);
        assertThat(folder.resolve("draining")).exists();
    }

    @Test
    void servesOnForItsTimeAlthoughNothingIsUnderWay() throws Exception {
        inFlight.add(0);
        Duration serving = Duration.ofSeconds(1);
        long start = System.nanoTime();

        draining(serving).run();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(serving.toNanos());
    }

    @Test
    void asksNothingOfANodeThatIsGone() throws Exception {
        process.destroyForcibly().waitFor();

        draining.run();

        assertThat(folder.resolve("draining")).doesNotExist();
    }

    @Test
    void asksNothingOfANodeWhoseDatabaseIsGoneForGood() throws Exception {
        databaseLost.complete("gone");

        draining.run();

        assertThat(folder.resolve("draining")).doesNotExist();
    }

    @Test
    void endsWhereNobodyAnswers() throws Exception {
        node.stop(0);

        draining(Duration.ofSeconds(500)).run();

        assertThat(folder.resolve("draining")).exists();
    }
}
