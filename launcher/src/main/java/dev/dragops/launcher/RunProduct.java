package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Starts the database, the server and the product, says when it answers, and stays until the operator ends it. A server
 * that dies after it has served is started again, as the database is.
 */
record RunProduct(ServerKind kind) implements Command {
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

        Serving serving = new Serving(kind, installation, folder, endpoint, settings, database, databaseLost, shutdown);
        Restarts.of(kind.title(), serving).untilTheEnd(started);
        return 0;
    }

    /** The environment by which a process finds that database. */
    static Map<String, String> variables(Settings.Database database) {
        return Map.of(
                "DRAGOPS_DB_URL", database.url(),
                "DRAGOPS_DB_USER", database.user(),
                "DRAGOPS_DB_PASSWORD", database.password());
    }
}
