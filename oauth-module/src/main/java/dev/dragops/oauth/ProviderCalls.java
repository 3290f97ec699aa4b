package dev.dragops.oauth;

import dev.dragops.platform.Trace;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls to providers away from the threads of requests: at most eight at a time for one provider, so that one that
 * hangs slows nobody else.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ProviderCalls {
    private static final System.Logger LOG = System.getLogger(ProviderCalls.class.getName());
    private static final int RUNNING = 8;
    private static final int WAITING = 1_000;
    private static final int END_SECONDS = 12;

    @Resource
    private ManagedThreadFactory threads;

    private final Map<String, Lane> lanes = new HashMap<>();
    private ExecutorService executor;
    private boolean stopped;

    /** One provider's calls. Guarded by the bean. */
    private static final class Lane {
        final ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
        int running;
    }

    private record Call<T>(Supplier<T> work, CompletableFuture<T> answer) {
        /** The answer is completed here, whatever becomes of the work: nobody waits for ever. */
        void run() {
            try {
                answer.complete(work.get());
            } catch (Throwable failed) { // an Error too must reach whoever waits
                answer.completeExceptionally(failed);
            }
        }
    }

    /** For the server, which injects the factory and then calls {@link #open()}. */
    public ProviderCalls() {}

    /** For tests. */
    ProviderCalls(ThreadFactory threads) {
        this.executor = pool(threads);
    }

    /** Makes the threads' pool. */
    @PostConstruct
    void open() {
        executor = pool(threads);
    }

    private static ExecutorService pool(ThreadFactory threads) {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
    }

    /**
     * The answer of the call, later; failed by {@link OAuthException.ProviderBusy} where too many are waiting, and by
     * what the call throws as it is.
     */
    public <T> CompletableFuture<T> run(String provider, Supplier<T> call) {
        Call<T> next = new Call<>(Trace.carried(call), new CompletableFuture<>());
        synchronized (this) {
            Lane lane = lanes.computeIfAbsent(provider, name -> new Lane());
            if (stopped || (lane.running >= RUNNING && lane.waiting.size() >= WAITING)) {
                return CompletableFuture.failedFuture(new OAuthException.ProviderBusy());
            }
            if (lane.running >= RUNNING) {
                lane.waiting.add(next);
                return next.answer();
            }
            lane.running++;
        }
        start(provider, next);
        return next.answer();
    }

    /** How many calls are being made. */
    public synchronized int running() {
        return lanes.values().stream().mapToInt(lane -> lane.running).sum();
    }

    private void start(String provider, Call<?> first) {
        try {
            executor.execute(() -> {
                @Nullable Call<?> call = first;
                while (call != null) {
                    call.run();
                    call = next(provider);
                }
            });
        } catch (RuntimeException | OutOfMemoryError noThread) { // by an error where the system has no thread left
            for (Call<?> call = first; call != null; call = next(provider)) {
                call.answer().completeExceptionally(new OAuthException.ProviderBusy());
            }
            LOG.log(System.Logger.Level.WARNING, "no thread for a call to a provider", noThread);
        }
    }

    /** The call that this thread makes next; without one the thread is free. */
    private synchronized @Nullable Call<?> next(String provider) {
        Lane lane = lanes.get(provider);
        if (lane == null) {
            return null;
        }
        Call<?> call = lane.waiting.poll();
        if (call == null && --lane.running == 0) {
            lanes.remove(provider);
        }
        return call;
    }

    /** Fails what waits, and lets what runs come to its end. */
    @PreDestroy
    void end() {
        ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
        synchronized (this) {
            stopped = true;
            lanes.values().forEach(lane -> {
                waiting.addAll(lane.waiting);
                lane.waiting.clear();
            });
        }
        waiting.forEach(call -> call.answer().completeExceptionally(new OAuthException.ProviderBusy()));
        executor.shutdown();
        try {
            if (!executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
