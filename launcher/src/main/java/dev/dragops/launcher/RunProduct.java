package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Starts the database, the server and the product, says when it answers, and stays until the operator ends it. A server
 * that dies after it has served is started again, as the database is.
 */
record RunProduct(ServerKind kind) implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** By its own command, or by SIGINT or SIGTERM, as a shell counts them: whoever did that meant it. */
    private static final Set<Integer> TOLD_TO_END = Set.of(0, 130, 143);

    @Override
    public int run(Installation installation) throws IOException, InterruptedException, StartRefused {
        Instant started = Instant.now();
        Settings settings = Settings.fromEnvironment();
        if (kind == ServerKind.PAYARA && settings.traceAgent().isPresent()) {
            throw new StartRefused("DRAGOPS_TRACES_AGENT is for WildFly: Payara exports spans of its own through the"
                    + " agent, that nobody has looked through; unset it");
        }
        Endpoint endpoint = new Endpoint(settings.httpAddress(), settings.httpPort());
        DataFolder folder = DataFolder.hold(settings.dataDir());
        endpoint.requireFree();
        Shutdown shutdown = Shutdown.install();

        Optional<EmbeddedDatabase> embedded = settings.database().isPresent()
                ? Optional.empty()
                : Optional.of(EmbeddedDatabase.start(installation, folder, shutdown));
        Settings.Database database = settings.database()
                .or(() -> embedded.map(EmbeddedDatabase::settings))
                .orElseThrow();
        CompletableFuture<String> databaseLost =
                embedded.map(EmbeddedDatabase::lost).orElseGet(CompletableFuture::new);

        Optional<Integer> died;
        do {
            died = serve(installation, folder, endpoint, settings, database, databaseLost, shutdown, started);
            died.ifPresent(code -> System.err.println(
                    "dragops: " + kind.title() + " ended unexpectedly (exit code " + code + "); starting it again"));
            started = Instant.now();
        } while (died.isPresent());
        return 0;
    }

    /**
     * Starts the server and stays as long as it runs.
     *
     * @return how the server died, which had served and was not told to end; empty where the operator ends all
     */
    private Optional<Integer> serve(
            Installation installation,
            DataFolder folder,
            Endpoint endpoint,
            Settings settings,
            Settings.Database database,
            CompletableFuture<String> databaseLost,
            Shutdown shutdown,
            Instant started)
            throws IOException, InterruptedException, StartRefused {
        ApplicationServer server =
                ApplicationServer.prepare(kind, installation, folder, endpoint, ServerJava.options(settings));
        Process process = start(server, database, settings);
        folder.leftOvers().remember(process);
        shutdown.first(() -> Children.stop(process.toHandle()));

        boolean served = new StartingServer(kind, server, process, endpoint, databaseLost, PATIENCE).awaitReadiness();
        if (served) {
            shutdown.first(new Draining(settings, endpoint, process, databaseLost)::run);
            announce(settings, started);
            CompletableFuture.anyOf(process.onExit(), databaseLost).join();
        }
        if (shutdown.hasBegun()) {
            // Ctrl-C in a terminal reaches the server as well as us
            return Optional.empty();
        }
        if (databaseLost.isDone()) {
            throw new StartRefused(databaseLost.join());
        }
        int code = process.exitValue();
        if (served && !TOLD_TO_END.contains(code)) {
            return Optional.of(code);
        }
        throw new StartRefused(kind.title() + " ended by itself (exit code " + code + "); its last lines are above");
    }

    private static Process start(ApplicationServer server, Settings.Database database, Settings settings)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(server.command())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.putAll(variables(database));
        // as read here, so that the product cannot come to another default
        environment.put("DRAGOPS_DATA_DIR", settings.dataDir().toString());
        environment.put("DRAGOPS_ROOT_KEY_FILE", settings.rootKeyFile().toString());
        environment.put("DRAGOPS_HTTP_ADDRESS", settings.httpAddress());
        environment.put("DRAGOPS_HTTP_PORT", Integer.toString(settings.httpPort()));
        environment.putIfAbsent("OTEL_SERVICE_NAME", "dragops-connections");
        return builder.start();
    }

    /** The environment by which a process finds that database. */
    static Map<String, String> variables(Settings.Database database) {
        return Map.of(
                "DRAGOPS_DB_URL", database.url(),
                "DRAGOPS_DB_USER", database.user(),
                "DRAGOPS_DB_PASSWORD", database.password());
    }

    private void announce(Settings settings, Instant started) {
        System.out.printf(
                Locale.ROOT,
                "%n  DRAGOPS Connections is ready: %s%n  %s, started in %.1f s. Ctrl-C stops everything.%n%n",
                settings.publicUrl(),
                kind.title(),
                Duration.between(started, Instant.now()).toMillis() / 1000.0);
    }
}
