package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real MariaDB of our own, on loopback only, with its data in the data folder. Its one user has a random password;
 * MariaDB's root may enter by no network at all. Where the process dies it is started again on the same port, and the
 * product's connections revive.
 *
 * <p>What was committed is on disk ({@code innodb_flush_log_at_trx_commit=1}), so that a killed machine loses nothing
 * that was acknowledged.
 */
final class EmbeddedDatabase {
    private static final String DATA = "mariadb";
    private static final String LOG = "mariadb.log";
    private static final String INIT = "mariadb-init.sql";
    private static final String ACCESS = "mariadb.properties";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int POLL_MILLIS = 20;

    /** As long as an operator may need to make room on a disk. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int PAUSE_MILLIS = 1_000;
    private static final int PORT_ATTEMPTS = 3;

    private final Path binaries;
    private final DataFolder folder;
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private DatabaseAccess access;
    private Process process;
    private final Shutdown shutdown;
    private boolean stopping;

    private EmbeddedDatabase(Path binaries, DataFolder folder, DatabaseAccess access, Shutdown shutdown)
            throws IOException {
        this.binaries = binaries;
        this.folder = folder;
        this.shutdown = shutdown;
        this.access = access;
        this.process = spawn();
    }

    /**
     * Starts it, and answers when it accepts its user. The first start lays out the data folder. It is stopped with all
     * the rest.
     *
     * @throws StartRefused with what MariaDB says where it does not start
     */
    static EmbeddedDatabase start(Installation installation, DataFolder folder, Shutdown shutdown)
            throws IOException, InterruptedException, StartRefused {
        Path binaries = installation.mariaDb();
        makeExecutable(binaries.resolve("bin/mariadbd"));
        if (!Files.isDirectory(folder.resolve(DATA))) {
            layOut(binaries, folder);
        }
        DatabaseAccess access = DatabaseAccess.read(folder.resolve(ACCESS)).orElseGet(EmbeddedDatabase::newAccess);
        for (int attempt = 1; ; attempt++) {
            if (!isFree(access.port())) {
                access = access.at(freePort());
            }
            folder.writePrivately(ACCESS, access.text());
            EmbeddedDatabase database = new EmbeddedDatabase(binaries, folder, access, shutdown);
            if (database.awaitGreeting()) {
                database.watch();
                shutdown.first(database::stop);
                return database;
            }
            // another process may have taken the port between our look and MariaDB's
            if (attempt == PORT_ATTEMPTS || isFree(access.port())) {
                throw new StartRefused("MariaDB does not start on " + folder.resolve(DATA) + ": "
                        + lastErrors(folder.resolve(LOG)) + "\n  its log is " + folder.resolve(LOG));
            }
        }
    }

    /** Whether one was laid out in that folder, running or not. */
    static boolean isIn(Path dataDir) {
        return Files.isDirectory(dataDir.resolve(DATA));
    }

    /** How the database of that folder is reached, where it runs; for commands beside a running product. */
    static Optional<Settings.Database> running(Path dataDir) throws IOException {
        return DatabaseAccess.read(dataDir.resolve(ACCESS))
                .filter(access -> greets(access.port()))
                .map(DatabaseAccess::settings);
    }

    static Path accessFile(DataFolder folder) {
        return folder.resolve(ACCESS);
    }

    Settings.Database settings() {
        return access.settings();
    }

    /** Completed with the reason where the database is gone and cannot be started again. */
    CompletableFuture<String> lost() {
        return lost;
    }

    /** Ends it after a clean shutdown. */
    void stop() throws InterruptedException {
        ProcessHandle current;
        synchronized (this) {
            stopping = true;
            current = process.toHandle();
        }
        Children.stop(current);
    }

    private static DatabaseAccess newAccess() {
        byte[] password = new byte[32];
        new SecureRandom().nextBytes(password);
        return new DatabaseAccess(freePort(), HexFormat.of().formatHex(password));
    }

    /** MariaDB's own tables, made beside and moved into place, so that a first start that is cut off is done again. */
    private static void layOut(Path binaries, DataFolder folder)
            throws IOException, InterruptedException, StartRefused {
        Path draft = folder.emptied(DATA + ".new");
        List<String> command = new ArrayList<>(options(binaries, draft));
        command.addAll(
                List.of("--bootstrap", "--log-warnings=0", "--enforce-storage-engine=", "--max_allowed_packet=8M"));
        Path log = folder.resolve(LOG);
        Process bootstrap = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try (OutputStream sql = bootstrap.getOutputStream()) {
            // root enters by the operating system's account and a local socket, never by a password
            sql.write(("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket='"
                            + System.getProperty("user.name").replace("'", "''") + "';\n")
                    .getBytes(StandardCharsets.UTF_8));
            for (String script : List.of(
                    "mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql")) {
                Files.copy(binaries.resolve("share").resolve(script), sql);
            }
        }
        if (bootstrap.waitFor() != 0) {
            throw new StartRefused(
                    "MariaDB cannot lay out its data in " + draft + ": " + lastErrors(log) + "\n  its log is " + log);
        }
        try {
            Files.move(draft, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("a folder could not be renamed within " + draft.getParent(), impossible);
        }
    }

    private Process spawn() throws IOException {
        folder.writePrivately(INIT, """
                CREATE DATABASE IF NOT EXISTS dragops CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;
                CREATE USER IF NOT EXISTS 'dragops'@'127.0.0.1';
                ALTER USER 'dragops'@'127.0.0.1' IDENTIFIED BY '%s';
                GRANT ALL PRIVILEGES ON dragops.* TO 'dragops'@'127.0.0.1';
                """.formatted(access.password()));
        List<String> command = new ArrayList<>(options(binaries, folder.resolve(DATA)));
        command.addAll(List.of(
                "--bind-address=" + LOOPBACK.getHostAddress(),
                "--port=" + access.port(),
                // relative to the data folder: an absolute path may be longer than a socket's name can be
                "--socket=mariadb.sock",
                "--pid-file=mariadb.pid",
                "--skip-name-resolve",
                // otherwise each start makes a certificate for a connection that never leaves the machine
                "--skip-ssl",
                "--init-file=" + folder.resolve(INIT),
                "--log-error=" + folder.resolve(LOG),
                "--skip-log-bin",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=256M",
                "--max-connections=200",
                "--max-allowed-packet=64M",
                "--performance-schema=OFF"));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile()))
                .start();
        folder.leftOvers().remember(started);
        return started;
    }

    private static List<String> options(Path binaries, Path data) {
        List<String> options = new ArrayList<>(List.of(
                binaries.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + binaries,
                "--datadir=" + data,
                "--lc-messages-dir=" + binaries.resolve("share"),
                "--character-sets-dir=" + binaries.resolve("share/charsets"),
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_uca1400_ai_ci"));
        if (System.getProperty("user.name").equals("root")) {
            options.add("--user=root");
        }
        return options;
    }

    /** Waits for the greeting, which MariaDB sends when recovery and the init file are behind it; false where it ended. */
    private boolean awaitGreeting() throws IOException, InterruptedException {
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (greets(access.port())) {
                Files.deleteIfExists(folder.resolve(INIT));
                return true;
            }
        }
        return false;
    }

    private static boolean greets(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 500);
            socket.setSoTimeout(2000);
            InputStream in = socket.getInputStream();
            return in.read() >= 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void watch() {
        Thread watcher = new Thread(this::keepRunning, "mariadb-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void keepRunning() {
        try {
            boolean running = true;
            while (running) {
                int code = process.waitFor();
                if (isStopping()) {
                    return;
                }
                System.err.println("dragops: MariaDB ended unexpectedly (exit code " + code + "); starting it again");
                running = startAgain();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries until it runs: on a disk that is full it does not, and goes on by itself once there is room. */
    private boolean startAgain() throws InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        String told = "";
        while (true) {
            Optional<String> failure = tryToStart();
            if (isStopping()) {
                return false;
            }
            if (failure.isEmpty()) {
                return true;
            }
            if (System.nanoTime() > giveUp) {
                lost.complete("MariaDB does not start again: " + failure.get());
                return false;
            }
            if (!failure.get().equals(told)) {
                told = failure.get();
                System.err.println("dragops: MariaDB does not start again: " + told + "; trying on for "
                        + PATIENCE.toMinutes() + " minutes");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private Optional<String> tryToStart() throws InterruptedException {
        try {
            synchronized (this) {
                if (isStopping()) {
                    return Optional.empty();
                }
                process = spawn();
            }
            return awaitGreeting() ? Optional.empty() : Optional.of(lastErrors(folder.resolve(LOG)));
        } catch (IOException failed) {
            return Optional.of(failed.getMessage() == null ? failed.toString() : failed.getMessage());
        }
    }

    /** A signal to the whole group, as systemd sends one, ends MariaDB before its turn has come. */
    private synchronized boolean isStopping() {
        return stopping || shutdown.hasBegun();
    }

    private static void makeExecutable(Path program) throws StartRefused {
        // the archive that it comes in keeps no such mark
        if (!Files.isExecutable(program) && !program.toFile().setExecutable(true)) {
            throw new StartRefused(program + " cannot be made executable");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String lastErrors(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            List<String> errors = lines.filter(line -> line.contains("[ERROR]"))
                    .map(line -> line.substring(line.indexOf("[ERROR]") + "[ERROR]".length())
                            .strip())
                    .filter(line -> !line.equals("Aborting"))
                    .toList();
            return errors.isEmpty() ? "it gives no reason" : errors.get(errors.size() - 1);
        }
    }
}
