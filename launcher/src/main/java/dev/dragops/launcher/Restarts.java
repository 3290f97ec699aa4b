package dev.dragops.launcher;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a server running that has served: where it dies it is started again, and where that fails too, since it is
 * killed again, its disk is full or its database is away, that is tried on for some time. A first start that fails is
 * the operator's to see.
 *
 * @param patience for how long a server that died is tried to be started again
 * @param pause between two tries
 */
record Restarts(String title, Life life, Duration patience, Duration pause) {
    /** As long as an operator may need to make room on a disk; the database has as long. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    static final Duration PAUSE = Duration.ofSeconds(1);

    /** One process of the server. */
    interface Life {
        /**
         * Starts it, and stays as long as it runs.
         *
         * @param started when whoever waits for it began to
         * @return how it died, where it had served and was not told to end; empty where the operator ends all
         * @throws StartRefused where it did not come to serve; for good where it was told to end by somebody else, or
         *     its database is lost
         */
        Optional<Integer> untilItEnds(Instant started) throws IOException, InterruptedException, StartRefused;
    }

    void untilTheEnd(Instant started) throws IOException, InterruptedException, StartRefused {
        Optional<Integer> died = life.untilItEnds(started);
        while (died.isPresent()) {
            System.err.println(
                    "dragops: " + title + " ended unexpectedly (exit code " + died.get() + "); starting it again");
            died = again();
        }
    }

    private Optional<Integer> again() throws IOException, InterruptedException, StartRefused {
        long begun = System.nanoTime();
        while (true) {
            try {
                return life.untilItEnds(Instant.now());
            } catch (StartRefused.ForGood over) {
                throw over;
            } catch (StartRefused | IOException failed) {
                if (System.nanoTime() - begun >= patience.toNanos()) {
                    throw failed;
                }
                System.err.println("dragops: " + title + " does not start again: " + failed.getMessage()
                        + "; trying on for " + patience.toMinutes() + " minutes");
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }
}
