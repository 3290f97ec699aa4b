package dev.dragops.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProviderCallsTest {
    private final ProviderCalls calls = new ProviderCalls(Thread::new);

    @Test
    void letsOneThatHangsSlowNobodyElse() throws Exception {
        CountDownLatch hanging = new CountDownLatch(8);
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 1_008; i++) {
            answers.add(calls.run("slow", () -> {
                hanging.countDown();
                await(release);
                return 1;
            }));
        }
        hanging.await(30, TimeUnit.SECONDS);

        assertThat(calls.run("quick", () -> 2).get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThatThrownBy(() -> calls.run("slow", () -> 3).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OAuthException.ProviderBusy.class);
        release.countDown();
        for (CompletableFuture<Integer> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
        calls.end();
    }

    @Test
    void failsByWhatTheCallThrows() {
        CompletableFuture<String> failed = calls.run("p", () -> {
            throw new OAuthException.AppNotConfigured();
        });

        assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OAuthException.AppNotConfigured.class);
        calls.end();
    }

    @Test
    void losesNoPlaceWhereThereIsNoThread() throws Exception {
        AtomicInteger failing = new AtomicInteger(9);
        ProviderCalls poor = new ProviderCalls(work -> {
            if (failing.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(work);
        });
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(() -> poor.run("p", () -> 1).get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(OAuthException.ProviderBusy.class);
        }

        assertThat(poor.run("p", () -> 1).get(30, TimeUnit.SECONDS)).isEqualTo(1);
        poor.end();
    }

    @Test
    void endsWithNobodyLeftWaiting() {
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(calls.run("p", () -> {
                await(release);
                return 1;
            }));
        }
        CompletableFuture<Void> released =
                answers.get(19).handle((answer, failure) -> failure).thenAccept(failure -> release.countDown());

        calls.end();

        assertThat(released).isCompleted();
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(answers.stream().filter(CompletableFuture::isCompletedExceptionally))
                .hasSize(12);
        assertThat(calls.run("p", () -> 1)).isCompletedExceptionally();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
