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
 * The server with the product in it, on a database that runs; each time a new process, prepared anew.
 *
 * @param databaseLost completed where the database ended for good
 */
record Serving(
        ServerKind kind,
        Installation installation,
        DataFolder folder,
        Endpoint endpoint,
        Settings settings,
        Settings.Database database,
        CompletableFuture<String> databaseLost,
        Shutdown shutdown)
        implements Restarts.Life {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** By its own command, or by SIGINT or SIGTERM, as a shell counts them: whoever did that meant it. */
    private static final Set<Integer> TOLD_TO_END = Set.of(0, 130, 143);

    @Override
    public Optional<Integer> untilItEnds(Instant started) throws IOException, InterruptedException, StartRefused {
        if (shutdown.hasBegun()) {
            return Optional.empty();
        }
        ApplicationServer server =
                ApplicationServer.prepare(kind, installation, folder, endpoint, ServerJava.options(settings));
        Process process = start(server);
        shutdown.first(() -> Children.stop(process.toHandle()));
        try {
            folder.leftOvers().remember(process);
            return untilItEnds(server, process, started);
        } catch (IOException failed) {
            // another life must not begin beside it
            Children.stop(process.toHandle());
            throw failed;
        }
    }

    private Optional<Integer> untilItEnds(ApplicationServer server, Process process, Instant started)
            throws IOException, InterruptedException, StartRefused {
        boolean ready = new StartingServer(kind, server, process, endpoint, databaseLost, PATIENCE).awaitReadiness();
        if (ready) {
            shutdown.first(new Draining(settings, endpoint, process, databaseLost)::run);
            announce(started);
            CompletableFuture.anyOf(process.onExit(), databaseLost).join();
        }
        if (shutdown.hasBegun()) {
            // Ctrl-C in a terminal reaches the server as well as us
            return Optional.empty();
        }
        if (databaseLost.isDone()) {
            throw new StartRefused.ForGood(databaseLost.join());
        }
        int code = process.exitValue();
        String end = kind.title() + " ended by itself (exit code " + code + "); its last lines are above";
        if (TOLD_TO_END.contains(code)) {
            throw new StartRefused.ForGood(end);
        }
        // others may have been served before we looked
        if (ready || server.isUp()) {
            return Optional.of(code);
        }
        throw new StartRefused(end);
    }

    private Process start(ApplicationServer server) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(server.command())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.putAll(RunProduct.variables(database));
        // as read here, so that the product cannot come to another default
        environment.put("DRAGOPS_DATA_DIR", settings.dataDir().toString());
        environment.put("DRAGOPS_ROOT_KEY_FILE", settings.rootKeyFile().toString());
        environment.put("DRAGOPS_HTTP_ADDRESS", settings.httpAddress());
        environment.put("DRAGOPS_HTTP_PORT", Integer.toString(settings.httpPort()));
        environment.putIfAbsent("OTEL_SERVICE_NAME", "dragops-connections");
        return builder.start();
    }

    private void announce(Instant started) {
        System.out.printf(
                Locale.ROOT,
                "%n  DRAGOPS Connections is ready: %s%n  %s, started in %.1f s. Ctrl-C stops everything.%n%n",
                settings.publicUrl(),
                kind.title(),
                Duration.between(started, Instant.now()).toMillis() / 1000.0);
    }
}
