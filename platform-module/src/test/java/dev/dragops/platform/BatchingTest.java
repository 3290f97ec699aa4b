package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingTest {
    private final DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Semaphore visits = new Semaphore(0);
    private final Semaphore begun = new Semaphore(0);

    @AfterEach
    void stop() {
        visits.release(10_000);
        callers.shutdownNow();
    }

    /** Answers a number by the database's own word for it; 13 is one that cannot be read, 14 one that it refuses. */
    private static List<String> words(Connection connection, List<Integer> numbers) {
        Database database = Database.on(connection);
        List<String> words = new ArrayList<>();
        for (int number : numbers) {
            String sql = number == 14 ? "SELECT nothing FROM nowhere" : "SELECT CONCAT('number ', ?)";
            words.add(database.first(sql, row -> read(number, row.getString(1)), number == 14 ? none() : of(number))
                    .orElseThrow());
        }
        return words;
    }

    private static Object[] none() {
        return new Object[0];
    }

    private static Object[] of(int number) {
        return new Object[] {number};
    }

    private static String read(int number, String word) {
        if (number == 13) {
            throw new IllegalArgumentException("13 cannot be read");
        }
        return word;
    }

    @Test
    void answersEachWhatItAskedThoughAllAskAtOnce() {
        try (Batching<Integer, String> batching = new Batching<>("test", source::getConnection, BatchingTest::words)) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 100; i < 600; i++) {
                int number = i;
                answers.add(CompletableFuture.supplyAsync(() -> batching.ask(number), callers));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join()).isEqualTo("number " + (100 + i));
            }
        }
    }

    @Test
    void failsNobodyByAnothersRowOrStatement() throws InterruptedException {
        try (Batching<Integer, String> batching = new Batching<>("test", source::getConnection, this::gated)) {
            CompletableFuture<String> first = ask(batching, 1);
            begun.acquire();
            CompletableFuture<String> before = enqueue(batching, 2);
            CompletableFuture<String> unreadable = enqueue(batching, 13);
            CompletableFuture<String> refused = enqueue(batching, 14);
            CompletableFuture<String> after = enqueue(batching, 3);
            visits.release(1_000);

            assertThat(first.join()).isEqualTo("number 1");
            assertThat(before.join()).isEqualTo("number 2");
            assertThat(after.join()).isEqualTo("number 3");
            assertThatThrownBy(unreadable::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(refused::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(DatabaseFailure.class);
        }
    }

    @Test
    void servesOthersWhenOneThatWaitsIsInterrupted() throws InterruptedException {
        try (Batching<Integer, String> batching = new Batching<>("test", source::getConnection, this::gated)) {
            CompletableFuture<String> first = ask(batching, 1);
            begun.acquire();
            CompletableFuture<String> told = new CompletableFuture<>();
            Thread impatient = new Thread(() -> {
                try {
                    told.complete(batching.ask(2));
                } catch (DatabaseFailure refused) {
                    told.completeExceptionally(refused);
                }
            });
            impatient.start();
            awaitWaiting(batching, 1);
            CompletableFuture<String> behind = enqueue(batching, 3);
            impatient.interrupt();
            impatient.join();
            visits.release(1_000);

            assertThat(first.join()).isEqualTo("number 1");
            assertThat(behind.join()).isEqualTo("number 3");
            assertThatThrownBy(told::join).hasCauseInstanceOf(DatabaseFailure.class);
        }
    }

    private List<String> gated(Connection connection, List<Integer> numbers) {
        begun.release();
        visits.acquireUninterruptibly();
        return words(connection, numbers);
    }

    private CompletableFuture<String> ask(Batching<Integer, String> batching, int number) {
        return CompletableFuture.supplyAsync(() -> batching.ask(number), callers);
    }

    /** Waits in the queue when this returns. */
    private CompletableFuture<String> enqueue(Batching<Integer, String> batching, int number) {
        int before = batching.waiting();
        CompletableFuture<String> caller = ask(batching, number);
        awaitWaiting(batching, before + 1);
        return caller;
    }

    private static void awaitWaiting(Batching<Integer, String> batching, int waiting) {
        while (batching.waiting() != waiting) {
            Thread.onSpinWait();
        }
    }
}
