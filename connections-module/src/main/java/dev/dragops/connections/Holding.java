package dev.dragops.connections;

import dev.dragops.platform.DragopsException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Holds what a provider answered until it is stored. What is lost here is lost for good, so the step is tried again for
 * as long as this process lives.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each sees to its own failures
final class Holding {
    private static final System.Logger LOG = System.getLogger(Holding.class.getName());

    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** After a time, the next try comes when a quarter of it passed again. */
    private static final int PART = 4;

    private final ScheduledExecutorService threads;
    private final Map<Long, CompletableFuture<?>> held = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    Holding(ScheduledExecutorService threads) {
        this.threads = threads;
    }

    /** What the step answers, once it does; fails only where the step refuses by an exception of the product. */
    <T> CompletableFuture<T> until(Supplier<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Long number = numbers.incrementAndGet();
        held.put(number, done);
        done.whenComplete((result, failed) -> held.remove(number));
        run(step, done, System.nanoTime());
        return done;
    }

    private <T> void run(Supplier<T> step, CompletableFuture<T> done, long since) {
        try {
            done.complete(step.get());
        } catch (DragopsException refused) {
            done.completeExceptionally(refused);
        } catch (RuntimeException | Error failed) { // an error too may be over by the next try
            Duration waited = Duration.ofNanos(System.nanoTime() - since);
            LOG.log(
                    waited.compareTo(LONGEST) < 0 ? Level.DEBUG : Level.WARNING,
                    () -> "the answer of a provider cannot be stored for " + waited.toSeconds() + " s: trying again",
                    failed);
            again(step, done, since, waited.dividedBy(PART));
        }
    }

    private <T> void again(Supplier<T> step, CompletableFuture<T> done, long since, Duration wanted) {
        long wait = Math.max(SHORTEST.toMillis(), Math.min(wanted.toMillis(), LONGEST.toMillis()));
        try {
            threads.schedule(() -> run(step, done, since), wait, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ending) {
            done.completeExceptionally(ending);
        }
    }

    /** How many answers are held. */
    int size() {
        return held.size();
    }

    /** Waits for everything to be stored, for as long at most. */
    void finish(Duration most) {
        CompletableFuture<?> all = CompletableFuture.allOf(held.values().toArray(CompletableFuture[]::new));
        try {
            all.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException lost) {
            LOG.log(Level.ERROR, "the server ends with " + held.size() + " answers of providers not stored");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
