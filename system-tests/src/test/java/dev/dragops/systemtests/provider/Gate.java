package dev.dragops.systemtests.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a provider stands still until the test lets it go on. */
public final class Gate {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    void arrive() {
        arrived.countDown();
    }

    void awaitOpening() throws InterruptedException {
        if (!open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody opened the gate");
        }
    }

    public void open() {
        open.countDown();
    }

    /** Waits until the provider stands before it. */
    public void awaitArrival() {
        try {
            assertThat(arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the provider was asked")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
