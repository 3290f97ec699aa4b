package dev.dragops.launcher;

import dev.dragops.platform.Drain;
import dev.dragops.platform.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of a node's work, before its process is stopped: it says that it is not ready, serves on for
 * {@code DRAGOPS_DRAIN_SECONDS}, takes nothing new then, and ends what it has begun. Where nothing is under way and no
 * time is set, that takes no time.
 */
record Draining(
        Path file, Duration serving, Endpoint endpoint, Process process, CompletableFuture<String> databaseLost) {
    /** Longer than a request waits for a provider (20 s), which is the longest that anything takes. */
    private static final Duration LONGEST_END = Duration.ofSeconds(25);

    private static final int POLL_MILLIS = 50;

    Draining(Settings settings, Endpoint endpoint, Process process, CompletableFuture<String> databaseLost) {
        this(Drain.fileIn(settings.dataDir()), settings.drain(), endpoint, process, databaseLost);
    }

    /** Answers when the node has ended its work, or is gone, or takes too long. */
    void run() throws InterruptedException {
        if (isGone()) {
            return;
        }
        try {
            Files.write(file, new byte[0]);
            if (!serving.isZero()) {
                System.out.println("dragops: not ready any more, and serving on for " + serving.toSeconds() + " s");
            }
            long toldAt = System.nanoTime();
            while (!isGone()) {
                OptionalInt inFlight = endpoint.inFlight();
                Duration passed = Duration.ofNanos(System.nanoTime() - toldAt);
                if (passed.compareTo(serving) >= 0 && inFlight.orElse(1) == 0) {
                    return;
                }
                if (passed.compareTo(serving.plus(LONGEST_END)) >= 0) {
                    System.err.println("dragops: stopping although not all that was begun has ended");
                    return;
                }
                long pause = Math.max(POLL_MILLIS, serving.minus(passed).toMillis());
                if (process.waitFor(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (ConnectException nobody) {
            // a server that listens no more was told by somebody else to stop
            return;
        } catch (IOException failed) {
            System.err.println("dragops: stopping without a drain: " + failed);
        }
    }

    private boolean isGone() {
        return !process.isAlive() || databaseLost.isDone();
    }
}
