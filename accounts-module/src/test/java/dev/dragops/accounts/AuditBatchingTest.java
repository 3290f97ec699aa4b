package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.Batching;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditBatchingTest {
    private final DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
    private final Database database = Database.of(source);
    private final AuditRows rows = new AuditRows(database, Clock.systemUTC());
    private final ExecutorService callers = Executors.newCachedThreadPool();

    /** Each commit takes one. */
    private final Semaphore commits = new Semaphore(0);

    private final AtomicInteger commitsBegun = new AtomicInteger();
    private final Semaphore begun = new Semaphore(0);
    private volatile CommitFault fault = connection -> {};

    private interface CommitFault {
        void before(Connection connection) throws SQLException;
    }

    @BeforeEach
    void makeTables() {
        Migrations.apply(source, "acc", Accounts.class);
    }

    @AfterEach
    void stop() {
        commits.release(10_000);
        callers.shutdownNow();
    }

    @Test
    void letsAllWhoComeDuringACommitShareTheNext() throws InterruptedException {
        try (Batching<AuditRow, AuditRow> writer = writer(100, Duration.ofSeconds(10))) {
            CompletableFuture<?> first = write(writer, "first");
            begun.acquire();
            List<CompletableFuture<?>> others = enqueue(writer, 50);

            commits.release(2);
            first.join();
            others.forEach(CompletableFuture::join);

            assertThat(commitsBegun).hasValue(2);
            assertThat(written()).hasSize(51).first().isEqualTo("first object-of-first");
            assertThat(written()).containsAll(List.of("other-0 object-of-other-0", "other-49 object-of-other-49"));
        }
    }

    @Test
    void refusesAllWhoseCommitWasCutAndServesTheNext() throws InterruptedException {
        try (Batching<AuditRow, AuditRow> writer = writer(100, Duration.ofSeconds(10))) {
            CompletableFuture<?> first = write(writer, "first");
            begun.acquire();
            List<CompletableFuture<?>> others = enqueue(writer, 3);
            commits.release(1);
            first.join();
            begun.acquire();
            fault = this::kill;
            commits.release(1);

            assertThat(others).allSatisfy(AuditBatchingTest::isRefused);
            assertThat(written()).containsExactly("first object-of-first");

            fault = connection -> {};
            commits.release(1);
            write(writer, "last").join();
            assertThat(written()).containsExactly("first object-of-first", "last object-of-last");
        }
    }

    @Test
    void keepsOneBadRowFromFailingTheOthers() throws InterruptedException {
        try (Batching<AuditRow, AuditRow> writer = writer(100, Duration.ofSeconds(10))) {
            CompletableFuture<?> first = write(writer, "first");
            begun.acquire();
            List<CompletableFuture<?>> others = enqueue(writer, 3);
            CompletableFuture<?> tooLong = enqueue(writer, "x".repeat(65));

            commits.release(10);
            first.join();
            others.forEach(CompletableFuture::join);

            isRefused(tooLong);
            assertThat(written()).hasSize(4);
        }
    }

    @Test
    void refusesWhoWaitsTooLong() throws InterruptedException {
        try (Batching<AuditRow, AuditRow> writer = writer(10, Duration.ofSeconds(1))) {
            CompletableFuture<?> first = write(writer, "first");
            begun.acquire();

            isRefused(write(writer, "second"));
            assertThat(writer.waiting()).isZero();
            commits.release(1);
            first.join();
            assertThat(written()).containsExactly("first object-of-first");
        }
    }

    @Test
    void refusesWhoComesWhereTooManyWait() throws InterruptedException {
        try (Batching<AuditRow, AuditRow> writer = writer(3, Duration.ofSeconds(10))) {
            CompletableFuture<?> first = write(writer, "first");
            begun.acquire();
            List<CompletableFuture<?>> others = enqueue(writer, 3);

            assertThatThrownBy(() -> writer.ask(row("on-top")))
                    .isInstanceOf(DatabaseFailure.class)
                    .hasRootCauseMessage("the audit trail has too many who wait");
            commits.release(2);
            first.join();
            others.forEach(CompletableFuture::join);
        }
    }

    @Test
    void handsOnWhereTheOneWhoWritesDies() throws InterruptedException {
        try (Batching<AuditRow, AuditRow> writer = writer(100, Duration.ofSeconds(10))) {
            fault = connection -> {
                throw new StackOverflowError("a fault of the test");
            };
            CompletableFuture<?> first = write(writer, "first");
            begun.acquire();
            List<CompletableFuture<?>> others = enqueue(writer, 3);
            commits.release(1);
            assertThatThrownBy(first::join).hasCauseInstanceOf(StackOverflowError.class);

            fault = connection -> {};
            commits.release(1);
            others.forEach(CompletableFuture::join);
            assertThat(written()).hasSize(3).noneMatch(line -> line.startsWith("first"));
        }
    }

    @Test
    void servesWhoWaitsWhenItIsClosedAndNobodyElse() throws InterruptedException {
        Batching<AuditRow, AuditRow> writer = writer(100, Duration.ofSeconds(10));
        CompletableFuture<?> first = write(writer, "first");
        begun.acquire();
        List<CompletableFuture<?>> others = enqueue(writer, 3);

        writer.close();
        assertThatThrownBy(() -> writer.ask(row("late"))).isInstanceOf(DatabaseFailure.class);
        commits.release(2);
        first.join();
        others.forEach(CompletableFuture::join);
        assertThat(written()).hasSize(4);
    }

    @Test
    void refusesWhileTheDatabaseIsAway() {
        try (Batching<AuditRow, AuditRow> writer = new Batching<>(
                "audit trail",
                () -> {
                    throw new SQLException("nobody listens", "08000");
                },
                AuditRows::makeDurable)) {
            assertThatThrownBy(() -> writer.ask(row("first"))).isInstanceOf(DatabaseFailure.class);
        }
    }

    private Batching<AuditRow, AuditRow> writer(int capacity, Duration deadline) {
        return new Batching<>("audit trail", this::gated, AuditRows::makeDurable, capacity, deadline);
    }

    private static void isRefused(CompletableFuture<?> caller) {
        assertThatThrownBy(caller::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DatabaseFailure.class);
    }

    private CompletableFuture<?> write(Batching<AuditRow, AuditRow> writer, String action) {
        return CompletableFuture.runAsync(() -> writer.ask(row(action)), callers);
    }

    private List<CompletableFuture<?>> enqueue(Batching<AuditRow, AuditRow> writer, int count) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(enqueue(writer, "other-" + i));
        }
        return all;
    }

    /** Waits in the queue when this returns. */
    private CompletableFuture<?> enqueue(Batching<AuditRow, AuditRow> writer, String action) {
        int before = writer.waiting();
        CompletableFuture<?> caller = write(writer, action);
        while (writer.waiting() == before) {
            Thread.onSpinWait();
        }
        return caller;
    }

    private AuditRow row(String action) {
        return rows.row(
                Optional.empty(),
                Optional.empty(),
                AccountsFixture.REQUEST,
                AuditEntry.of(
                        action, List.of("object-of-" + action.substring(0, Math.min(action.length(), 20))), Map.of()));
    }

    private List<String> written() {
        return database.list(
                "SELECT a.action, o.object_id FROM acc_audit a JOIN acc_audit_object o ON o.audit_seq = a.seq"
                        + " ORDER BY a.seq",
                row -> row.getString(1) + " " + row.getString(2));
    }

    private void kill(Connection connection) throws SQLException {
        long id = Database.on(connection)
                .first("SELECT CONNECTION_ID()", row -> row.getLong(1))
                .orElseThrow();
        database.update("KILL HARD CONNECTION " + id);
    }

    /** Tells when a commit is about to begin, and lets it wait for a permit. */
    private Connection gated() throws SQLException {
        Connection connection = source.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commitsBegun.incrementAndGet();
                        begun.release();
                        commits.acquire();
                        fault.before(connection);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
