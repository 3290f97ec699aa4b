package dev.dragops.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that each do one thing after another, as fast as they are answered. */
final class Load {
    /** Of one caller, who does it again and again. */
    interface Step {
        void run() throws Exception;
    }

    /** Makes what a caller does; {@code caller} counts from 0. */
    interface Caller {
        Step prepare(int caller) throws Exception;
    }

    /**
     * What one run brought.
     *
     * @param perSecond steps of all callers
     * @param medianMicros half of the steps took no longer
     * @param slowMicros 99 of 100 steps took no longer
     * @param serverMillis CPU of the server for each step, in milliseconds
     * @param databaseMillis CPU of the database for each step, in milliseconds
     */
    record Run(double perSecond, long medianMicros, long slowMicros, double serverMillis, double databaseMillis) {}

    private Load() {}

    /** Runs for that time. Any step that fails fails the run: a fast refusal is no result. */
    static Run run(Caller work, int callers, Duration time, List<ProcessHandle> server, List<ProcessHandle> database)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            CyclicBarrier ready = new CyclicBarrier(callers + 1);
            long nanos = time.toNanos();
            List<Future<long[]>> done = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                Step step = work.prepare(i);
                done.add(threads.submit(() -> repeat(step, ready, nanos)));
            }
            await(ready);
            long serverBefore = cpu(server);
            long databaseBefore = cpu(database);
            long from = System.nanoTime();
            long[] all = new long[0];
            for (Future<long[]> caller : done) {
                long[] more = caller.get();
                int old = all.length;
                all = Arrays.copyOf(all, old + more.length);
                System.arraycopy(more, 0, all, old, more.length);
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            Arrays.sort(all);
            return new Run(
                    all.length / seconds,
                    all[all.length / 2] / 1000,
                    all[(int) (all.length * 0.99)] / 1000,
                    (cpu(server) - serverBefore) / 1e6 / all.length,
                    (cpu(database) - databaseBefore) / 1e6 / all.length);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a caller failed", failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] repeat(Step step, CyclicBarrier ready, long nanos) throws Exception {
        await(ready);
        long[] took = new long[1024];
        int steps = 0;
        long begin = System.nanoTime();
        long now = begin;
        do {
            step.run();
            long after = System.nanoTime();
            if (steps == took.length) {
                took = Arrays.copyOf(took, 2 * steps);
            }
            took[steps++] = after - now;
            now = after;
        } while (now - begin < nanos);
        return Arrays.copyOf(took, steps);
    }

    private static void await(CyclicBarrier ready) throws InterruptedException {
        try {
            ready.await();
        } catch (BrokenBarrierException broken) {
            throw new IllegalStateException("a caller did not begin", broken);
        }
    }

    private static long cpu(List<ProcessHandle> processes) {
        return processes.stream()
                .mapToLong(process -> Processes.cpu(process).toNanos())
                .sum();
    }
}
