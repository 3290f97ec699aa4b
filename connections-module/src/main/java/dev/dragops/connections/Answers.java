package dev.dragops.connections;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Answers that come later, as they cross the boundary of the module. */
@SuppressWarnings("FutureReturnValueIgnored") // each sees to its own failures
final class Answers {
    private Answers() {}

    /** The same answer, whose failure is the exception itself and no wrapper. */
    static <T> CompletableFuture<T> unwrapped(CompletableFuture<T> answer) {
        CompletableFuture<T> bare = new CompletableFuture<>();
        answer.whenComplete((result, failed) -> {
            if (failed == null) {
                bare.complete(result);
            } else {
                bare.completeExceptionally(cause(failed));
            }
        });
        return bare;
    }

    static Throwable cause(Throwable failed) {
        return failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
    }
}
