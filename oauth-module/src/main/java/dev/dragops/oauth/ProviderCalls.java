package dev.dragops.oauth;

import jakarta.ejb.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs calls to providers away from the threads of requests: at most eight at a time for one provider, so that one that
 * hangs slows nobody else.
 */
@Singleton
public class ProviderCalls {
    /**
     * The answer of the call, later; failed by {@link OAuthException.ProviderBusy} where too many are waiting.
     */
    public <T> CompletableFuture<T> run(String provider, Supplier<T> call) {
        throw new UnsupportedOperationException();
    }
}
