package dev.dragops.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers that wait for a provider: the request is suspended and holds no thread. What is known at once is answered and
 * thrown at once, and goes the way of all other answers. What comes later is answered on the thread that brings it,
 * where nothing of the request can be asked any more: all that is needed there is taken along.
 */
@ApplicationScoped
public class Later {
    private static final long MOST_SECONDS = 20;

    @Inject
    Refusals refusals;

    @Inject
    Problems problems;

    @Inject
    HttpServletRequest request;

    /**
     * How an outcome is answered.
     *
     * @param answer must not ask anything of the request
     * @param wipe gets each outcome after its answer was written, or instead of that; maybe twice
     * @param tooLate the answer after twenty seconds; empty for a 503 that says to come again
     */
    public record Answer<T>(Function<T, Response> answer, Consumer<T> wipe, Optional<Response> tooLate) {
        /** With nothing to wipe. */
        public static <T> Answer<T> by(Function<T, Response> answer) {
            return new Answer<>(answer, nothing -> {}, Optional.empty());
        }

        /** Wiping what was answered. */
        public Answer<T> wiping(Consumer<T> wiped) {
            return new Answer<>(answer, wiped, tooLate);
        }

        /** With that answer where it takes too long. */
        public Answer<T> orElse(Response late) {
            return new Answer<>(answer, wipe, Optional.of(late));
        }
    }

    /** Answers the request by what comes of it, now or later. */
    public <T> void answer(AsyncResponse waiting, CompletableFuture<T> outcome, Answer<T> how) {
        if (outcome.isDone()) {
            give(waiting, now(outcome), how);
            return;
        }
        Waiter<T> waiter = new Waiter<>(
                new AtomicBoolean(),
                waiting,
                how,
                refusals,
                problems,
                refusals.origin(),
                problems.form(request),
                Thread.currentThread().getContextClassLoader());
        waiting.setTimeoutHandler(late -> waiter.giveUp());
        waiting.setTimeout(MOST_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<T> unused = outcome.whenComplete(waiter::take);
    }

    private static <T> T now(CompletableFuture<T> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private static <T> void give(AsyncResponse waiting, T value, Answer<T> how) {
        boolean taken = false;
        try {
            waiting.register((CompletionCallback) failure -> how.wipe.accept(value));
            taken = waiting.resume(how.answer.apply(value));
        } finally {
            if (!taken) {
                how.wipe.accept(value);
            }
        }
    }

    /**
     * A suspended request, with what was known of it.
     *
     * @param settled whether it has its answer, which the outcome and the end of its time both want to give
     */
    private record Waiter<T>(
            AtomicBoolean settled,
            AsyncResponse waiting,
            Answer<T> how,
            Refusals refusals,
            Problems problems,
            Refusals.Origin origin,
            ProblemForm form,
            ClassLoader loader) {

        void take(@Nullable T value, @Nullable Throwable failure) {
            inApplication(() -> {
                boolean late = !settled.compareAndSet(false, true);
                if (failure != null) {
                    Problem problem = told(failure);
                    if (!late) {
                        refuse(problem);
                    }
                } else if (value != null && late) {
                    how.wipe.accept(value);
                } else if (value != null) {
                    giveOrFail(value);
                }
            });
        }

        private void giveOrFail(T value) {
            try {
                give(waiting, value, how);
            } catch (RuntimeException unforeseen) {
                Problem problem = told(unforeseen);
                if (!waiting.isDone()) {
                    refuse(problem);
                }
            }
        }

        private Problem told(Throwable failure) {
            Problem problem = Problem.of(failure, origin.request().requestId());
            UnforeseenProblems.log(problem, failure);
            return problem;
        }

        void giveUp() {
            if (!settled.compareAndSet(false, true)) {
                return;
            }
            inApplication(() -> how.tooLate.ifPresentOrElse(
                    waiting::resume,
                    () -> refuse(Problem.of(
                            ProblemType.TOKEN_UNAVAILABLE, origin.request().requestId()))));
        }

        /** Recorded even where nobody is there any more to be told. */
        private void refuse(Problem problem) {
            refusals.record(problem, origin);
            waiting.resume(problems.render(problem, form));
        }

        /** Threads of a server's own may see less than those of requests, such as how JSON is written. */
        private void inApplication(Runnable work) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                work.run();
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
