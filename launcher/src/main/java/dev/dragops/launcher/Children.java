package dev.dragops.launcher;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a process that we started is ended. */
final class Children {
    /** What a database with a full buffer pool may take to write it out. */
    private static final int GRACE_SECONDS = 60;

    private Children() {}

    /** Asks it to end, waits until it has, and kills it only where it does not. */
    static void stop(ProcessHandle process) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException stuck) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
