package dev.dragops.systemtests.driver;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The product with a data folder, a root key and settings of its own, run by the product's own launcher just as
 * {@code bin/run} does, on the server that the system property {@code server} names.
 */
public final class Installation implements AutoCloseable {
    private static final String SERVER = System.getProperty("server", "wildfly");
    private static final Path BUILT = Path.of(System.getProperty("app-ear", "../app-ear/target"))
            .toAbsolutePath()
            .normalize();
    private static final Duration START = Duration.ofMinutes(3);

    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Dragops dragops;
    private String server = SERVER;
    private Process launcher;

    private Installation(Path folder, int port) {
        this.folder = folder;
        this.dragops = new Dragops(URI.create("http://127.0.0.1:" + port + "/"));
        with("DRAGOPS_DATA_DIR", dataDir().toString());
        with("DRAGOPS_ROOT_KEY_FILE", rootKeyFile().toString());
        with("DRAGOPS_HTTP_PORT", Integer.toString(port));
        with("DRAGOPS_PUBLIC_URL", "http://127.0.0.1:" + port);
    }

    /** A new one, with nothing in its folder. */
    public static Installation named(String name) {
        Path folder = Path.of("target", "installations", SERVER, name).toAbsolutePath();
        try {
            delete(folder);
            Files.createDirectories(folder);
            return new Installation(folder, Ports.free());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * The one whose settings are this process's own environment: a server that a test runs in inherits them.
     *
     * @return with nothing in its folder but the way into its database
     */
    public static Installation ofThisProcess(String name) {
        Installation installation = named(name);
        installation.settings.keySet().removeIf(variable -> variable.startsWith("DRAGOPS_HTTP"));
        String url = System.getenv("DRAGOPS_DB_URL");
        String port = url.replaceFirst(".*:([0-9]+)/.*", "$1");
        try {
            Files.createDirectories(installation.dataDir());
            Files.writeString(
                    installation.dataDir().resolve("mariadb.properties"),
                    "url=%s\nuser=%s\npassword=%s\nport=%s\n"
                            .formatted(
                                    url, System.getenv("DRAGOPS_DB_USER"), System.getenv("DRAGOPS_DB_PASSWORD"), port));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return installation;
    }

    /** Starts its database without a server. */
    public Database startDatabase() {
        int before = console().length();
        launcher = launch("--db-only");
        await("the database answers, see " + consoleFile())
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(launcher.isAlive())
                            .as(() -> "the launcher ended: " + lastLines())
                            .isTrue();
                    return console().substring(before).contains("DRAGOPS_DB_URL=");
                });
        return database();
    }

    /** What the build left: the EAR, the servers, the launcher. */
    public static Path built() {
        return BUILT;
    }

    /** To be started on that server, whatever the run of the tests is for. */
    public Installation on(String otherServer) {
        server = otherServer;
        return this;
    }

    /** A setting for the starts to come. */
    public Installation with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    public Path folder() {
        return folder;
    }

    public Path dataDir() {
        return folder.resolve("data");
    }

    public Path rootKeyFile() {
        return folder.resolve("root.key");
    }

    /** Where the product listens. */
    public InetSocketAddress address() {
        URI uri = dragops.at("/");
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    public Dragops dragops() {
        return dragops;
    }

    /** Everything that the launcher and the server said so far. */
    public String console() {
        try {
            return Files.exists(consoleFile()) ? Files.readString(consoleFile(), StandardCharsets.UTF_8) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public Path consoleFile() {
        return folder.resolve("console.log");
    }

    /** Its embedded database, as its operator reaches it. */
    public Database database() {
        return Database.in(dataDir());
    }

    /** Starts it, and answers when it is ready. */
    public Dragops start() {
        launcher = launch("--server", server);
        await("the product is ready, see " + consoleFile())
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(launcher.isAlive())
                            .as(() -> "the launcher ended: " + lastLines())
                            .isTrue();
                    return answersReady();
                });
        return dragops;
    }

    /** Starts it where it must not start, and answers what the operator reads. */
    public String startRefused() {
        return startRefused(() -> {});
    }

    /**
     * As {@link #startRefused()}, where something happens meanwhile.
     *
     * @param meanwhile on a first start, called when the launcher has looked at its settings and its port, and long
     *     before the server runs
     */
    public String startRefused(Runnable meanwhile) {
        long before = console().length();
        launcher = launch("--server", SERVER);
        try {
            await("the launcher is past its checks, or at its end")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.exists(dataDir().resolve("mariadb.log")) || !launcher.isAlive());
            meanwhile.run();
            assertThat(launcher.waitFor(START.toSeconds(), SECONDS))
                    .as("the start ends: " + lastLines())
                    .isTrue();
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
        assertThat(launcher.exitValue()).as("exit code").isNotZero();
        return console().substring((int) before);
    }

    /** Runs one of the operator's commands with that line as its input, beside the running product. */
    public int runCommand(String input, String... arguments) {
        try {
            Process command = process(arguments)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
            try (Writer line = command.outputWriter(StandardCharsets.UTF_8)) {
                line.write(input + "\n");
            }
            return command.waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /** The launcher, below which its server and its database run. */
    public ProcessHandle process() {
        return launcher.toHandle();
    }

    /** Ends it as Ctrl-C does. */
    public void stop() {
        if (launcher != null && launcher.isAlive()) {
            List<ProcessHandle> children = launcher.descendants().toList();
            launcher.destroy();
            await("the product ends").atMost(Duration.ofMinutes(1)).until(() -> !launcher.isAlive());
            assertThat(children).as("what outlived the launcher").noneMatch(ProcessHandle::isAlive);
        }
    }

    /** Asks it to end, as a service manager does, and does not wait. */
    public void terminate() {
        launcher.destroy();
    }

    /** Ends everything at once, as when the machine loses power: {@code kill -9}. */
    public void kill() {
        List<ProcessHandle> children = launcher.descendants().toList();
        launcher.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        await("all processes are gone")
                .atMost(Duration.ofSeconds(30))
                .until(() -> !launcher.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /**
     * Another server on the same database, with the same root key and public address, and a data folder of its own.
     *
     * @param database as that server is to reach it
     */
    public Installation node(String name, Database database) {
        Installation node = named(name);
        String port = node.settings.get("DRAGOPS_HTTP_PORT");
        node.settings.putAll(settings);
        node.with("DRAGOPS_HTTP_PORT", port)
                .with("DRAGOPS_DATA_DIR", node.dataDir().toString());
        node.settings.putAll(database.settings());
        return node;
    }

    /** Ends the database alone, at once. */
    public void killDatabase() {
        killOnly("/mariadbd");
    }

    /** Kills the server, as soon as there is one, and neither its launcher nor the database. */
    public void killServer() {
        killOnly("/java");
    }

    private void killOnly(String program) {
        List<ProcessHandle> running = await("a process of this installation that runs " + program)
                .atMost(Duration.ofSeconds(30))
                .until(() -> children(program), found -> found.size() == 1);
        running.get(0).destroyForcibly();
        await("it is gone").until(() -> !running.get(0).isAlive());
    }

    private List<ProcessHandle> children(String program) {
        return launcher.children()
                .filter(child -> child.info().command().orElse("").endsWith(program))
                .toList();
    }

    public boolean answersReady() {
        HttpRequest request = HttpRequest.newBuilder(dragops.at("/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Process launch(String... arguments) {
        try {
            return process(arguments).start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ProcessBuilder process(String... arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(
                java.toString(),
                "-Ddragops.installation=" + BUILT,
                "-cp",
                BUILT.resolve("launcher").resolve("*").toString(),
                "dev.dragops.launcher.Main");
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("DRAGOPS_"));
        builder.environment().putAll(settings);
        return builder.redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(consoleFile().toFile()));
    }

    private String lastLines() {
        String console = console();
        return console.substring(Math.max(0, console.length() - 3000));
    }

    private static AssertionError interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", interrupted);
    }

    /** Removes a folder and everything in it. */
    public static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }
}
