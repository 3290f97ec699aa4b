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
 * @param patience for how long a server that does not run steadily is started again
 * @param steady for how long it has to live to be taken for one that runs
 * @param pause between two lives
 */
record Restarts(String title, Life life, Duration patience, Duration steady, Duration pause) {
    /** As long as an operator may need to make room on a disk; the database has as long. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration STEADY = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    static Restarts of(String title, Life life) {
        return new Restarts(title, life, PATIENCE, STEADY, PAUSE);
    }

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
        long troubledSince = System.nanoTime();
        while (died.isPresent()) {
            System.err.println(
                    "dragops: " + title + " ended unexpectedly (exit code " + died.get() + "); starting it again");
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            long begun = System.nanoTime();
            died = again(troubledSince);
            if (System.nanoTime() - begun >= steady.toNanos()) {
                troubledSince = System.nanoTime();
            } else if (died.isPresent() && isTooMuch(troubledSince)) {
                throw new StartRefused(
                        title + " ended again and again (exit code " + died.get() + "); its last lines are above");
            }
        }
    }

    private Optional<Integer> again(long troubledSince) throws IOException, InterruptedException, StartRefused {
        while (true) {
            try {
                return life.untilItEnds(Instant.now());
            } catch (StartRefused.ForGood over) {
                throw over;
            } catch (StartRefused | IOException failed) {
                if (isTooMuch(troubledSince)) {
                    throw failed;
                }
                System.err.println("dragops: " + title + " does not start again: " + failed.getMessage()
                        + "; trying on for " + patience.toMinutes() + " minutes");
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    private boolean isTooMuch(long troubledSince) {
        return System.nanoTime() - troubledSince >= patience.toNanos();
    }
}
