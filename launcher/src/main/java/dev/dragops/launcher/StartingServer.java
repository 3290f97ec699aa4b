package dev.dragops.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A server whose process was started, until it serves the product or is given up.
 *
 * @param databaseLost completed where the database ended for good
 * @param patience how long a server that says it started may be silent; each time as long, it is told what is waited for
 */
record StartingServer(
        ServerKind kind,
        ApplicationServer server,
        Process process,
        Endpoint endpoint,
        CompletableFuture<String> databaseLost,
        Duration patience) {
    private static final int POLL_MILLIS = 50;

    /**
     * Waits until the product serves; false where the server or the database ended before.
     *
     * @throws StartRefused with the reason where the server or the product did not start; the process has ended then
     */
    boolean awaitReadiness() throws IOException, InterruptedException, StartRefused {
        long toldAt = System.nanoTime();
        long answeredAt = toldAt;
        while (true) {
            Optional<String> refusal = server.refusal();
            if (refusal.isPresent()) {
                throw refused("the product does not start:\n  " + refusal.get().replace("\n", "\n  "));
            }
            boolean up = server.isUp();
            // each look at an application that answers costs it something, and may cost a line in its log
            Endpoint.State state = up ? endpoint.state() : Endpoint.State.SILENT;
            if (state == Endpoint.State.READY) {
                return true;
            }
            long now = System.nanoTime();
            if (!up || state == Endpoint.State.UNREADY) {
                answeredAt = now;
            } else if (now - answeredAt >= patience.toNanos()) {
                throw refused(kind.title() + " started, but the product does not answer on " + endpoint.address()
                        + " port " + endpoint.port());
            }
            if (now - toldAt >= patience.toNanos()) {
                System.err.println("dragops: still waiting for the product: " + state.explanation());
                toldAt = now;
            }
            int pause = state == Endpoint.State.SILENT ? POLL_MILLIS : POLL_MILLIS * 10;
            if (process.waitFor(pause, TimeUnit.MILLISECONDS) || databaseLost.isDone()) {
                return false;
            }
        }
    }

    /**
     * Stops the server, and looks at its port again: whoever listens there now took it between our first look and the
     * server's, and is the reason of whatever else went wrong.
     */
    private StartRefused refused(String reason) throws IOException, InterruptedException, StartRefused {
        Children.stop(process.toHandle());
        endpoint.requireFree();
        return new StartRefused(reason);
    }
}
