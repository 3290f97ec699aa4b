package dev.dragops.systemtests.driver;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** HAProxy of the machine before two nodes or two databases, with the configuration that docs/scale-out.md shows. */
public final class Balancer implements AutoCloseable {
    private final Process process;
    private final Dragops dragops;

    private Balancer(Process process, Dragops dragops) {
        this.process = process;
        this.dragops = dragops;
    }

    /** The port that one will have. */
    public static int port() {
        return Ports.free();
    }

    /** Starts it on that port. */
    public static Balancer start(int port, Installation one, Installation two) {
        try {
            return start(
                    port,
                    one.folder(),
                    configuration(port, one.address().getPort(), two.address().getPort()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts it on that port as the text says, which is kept in that folder. */
    static Balancer start(int port, Path folder, String text) {
        try {
            Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), text);
            Process process = new ProcessBuilder(
                            program().orElseThrow().toString(), "-db", "-f", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(folder.resolve("haproxy.log").toFile())
                    .start();
            await("HAProxy listens").atMost(Duration.ofSeconds(10)).until(() -> listens(port));
            return new Balancer(process, new Dragops(URI.create("http://127.0.0.1:" + port + "/")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What it runs with, on those ports. */
    public static String configuration(int front, int one, int two) throws IOException {
        try (var template = Balancer.class.getResourceAsStream("/balancer/haproxy.cfg")) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@front@", Integer.toString(front))
                    .replace("@one@", Integer.toString(one))
                    .replace("@two@", Integer.toString(two));
        }
    }

    /** The program; empty where it is not installed. */
    public static Optional<Path> program() {
        return Stream.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The product, through it. */
    public Dragops dragops() {
        return dragops;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
