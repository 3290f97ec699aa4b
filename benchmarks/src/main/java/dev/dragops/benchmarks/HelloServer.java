package dev.dragops.benchmarks;

import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The same server, started by the same launcher with the same options, with {@link HelloWorld} in the place of the
 * product: what the server costs by itself.
 */
final class HelloServer implements AutoCloseable {
    private static final String APPLICATION = """
            <application xmlns="https://jakarta.ee/xml/ns/jakartaee" version="10">
              <module><web><web-uri>hello.war</web-uri><context-root>/</context-root></web></module>
            </application>
            """;

    private final Path installation;
    private final Path folder;
    private final String kind;
    private final Database database;
    private final int port = Ports.free();
    private Process launcher;

    private HelloServer(Path installation, Path folder, String kind, Database database) {
        this.installation = installation;
        this.folder = folder;
        this.kind = kind;
        this.database = database;
    }

    /**
     * Lays it out without starting it.
     *
     * @param database named to the launcher, so that it starts none; nothing is read from it
     */
    static HelloServer in(Path folder, String kind, Database database) throws IOException {
        Installation.delete(folder);
        Path installation = Files.createDirectories(folder.resolve("installation"));
        for (String part : List.of("server-wildfly", "server-payara", "launcher", "operator")) {
            Path built = Installation.built().resolve(part);
            if (Files.exists(built)) {
                Files.createSymbolicLink(installation.resolve(part), built);
            }
        }
        try (OutputStream ear = Files.newOutputStream(installation.resolve("dragops.ear"))) {
            archive(ear, "META-INF/application.xml", APPLICATION.getBytes(StandardCharsets.UTF_8), "hello.war", war());
        }
        return new HelloServer(installation, folder, kind, database);
    }

    private static byte[] war() throws IOException {
        // read and not loaded: this process has no REST API
        String name = "dev/dragops/benchmarks/HelloWorld.class";
        ByteArrayOutputStream war = new ByteArrayOutputStream();
        try (InputStream code = HelloServer.class.getResourceAsStream("/" + name)) {
            archive(war, "WEB-INF/classes/" + name, code.readAllBytes());
        }
        return war.toByteArray();
    }

    private static void archive(OutputStream to, Object... namesAndContents) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(to)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
                zip.closeEntry();
            }
        }
    }

    int port() {
        return port;
    }

    ProcessHandle process() {
        return Processes.server(launcher.toHandle());
    }

    /** Starts it; answers how long it took until it answered. */
    Duration start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Ddragops.installation=" + installation,
                "-cp",
                installation.resolve("launcher").resolve("*").toString(),
                "dev.dragops.launcher.Main",
                "--server",
                kind);
        builder.environment().keySet().removeIf(name -> name.startsWith("DRAGOPS_"));
        builder.environment().put("DRAGOPS_DATA_DIR", folder.resolve("data").toString());
        builder.environment()
                .put("DRAGOPS_ROOT_KEY_FILE", folder.resolve("root.key").toString());
        builder.environment().put("DRAGOPS_HTTP_PORT", Integer.toString(port));
        builder.environment().putAll(database.settings());
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.log").toFile());
        long from = System.nanoTime();
        launcher = builder.start();
        await("the hello world answers, see " + folder.resolve("console.log"))
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Wire.answers(port, "/hello"));
        return Duration.ofNanos(System.nanoTime() - from);
    }

    @Override
    public void close() {
        launcher.destroy();
        await("the hello world ends").atMost(Duration.ofMinutes(1)).until(() -> !launcher.isAlive());
    }
}
