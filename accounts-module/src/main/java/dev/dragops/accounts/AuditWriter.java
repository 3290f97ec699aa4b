package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows that must be durable before their request is answered, so that many share one commit. It has no thread:
 * whoever finds nobody writing writes what waits, its own row first, and then hands over to the next who waits. A caller
 * by itself pays for one commit and for no change of threads; the rows of all who come while a commit is under way go
 * into the next one together.
 *
 * <p>Fails closed: a caller whose row is not known to be durable in time gets {@link DatabaseFailure}, though the row may
 * be there after all. A failed statement undoes the rows of all, and each is then tried by itself, so that nobody fails
 * by another's row. After a failed commit nobody knows, and all fail.
 */
final class AuditWriter implements AutoCloseable {
    /** How many may wait. More come only where the database does not keep up, and their refusal costs it nothing. */
    static final int CAPACITY = 1_000;

    /** How many rows go into one commit. */
    static final int MOST = 200;

    /** How long a row waits for its turn, and how long one answer of the database may take. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Told as every database that is away. */
    private static final String CONNECTION_EXCEPTION = "08000";

    private static final System.Logger LOG = System.getLogger(AuditWriter.class.getName());

    /** Opens a connection that stays with the writer, and that no transaction of a server has to do with. */
    interface Source {
        Connection open() throws SQLException;
    }

    private enum Turn {
        TO_WRITE,
        OVER
    }

    private static final class Waiting {
        final AuditRow row;
        final CompletableFuture<Turn> turn = new CompletableFuture<>();
        volatile boolean withdrawn;

        /** Told before the turn is over, by whoever writes. */
        boolean durable;

        Optional<SQLException> failure = Optional.empty();

        Waiting(AuditRow row) {
            this.row = row;
        }
    }

    private final Source source;
    private final int capacity;
    private final Duration deadline;

    /** Guarded by this, as the two flags are. */
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

    /** Somebody writes, or has been told to. */
    private boolean writing;

    private boolean ended;

    /** Of whoever writes; the lock hands it on. */
    private @Nullable Connection connection;

    AuditWriter(Source source) {
        this(source, CAPACITY, DEADLINE);
    }

    AuditWriter(Source source, int capacity, Duration deadline) {
        this.source = source;
        this.capacity = capacity;
        this.deadline = deadline;
    }

    /**
     * When it returns, the row is durable.
     *
     * @throws DatabaseFailure where that is not known
     */
    void write(AuditRow row) {
        Waiting own = new Waiting(row);
        synchronized (this) {
            if (ended) {
                throw refusal("the audit trail is closed");
            }
            if (queue.size() >= capacity) {
                throw refusal("too many wait for the audit trail");
            }
            queue.add(own);
            if (!writing) {
                writing = true;
                own.turn.complete(Turn.TO_WRITE);
            }
        }
        if (await(own) == Turn.TO_WRITE) {
            writeWaiting();
        }
        if (!own.durable) {
            throw own.failure.map(DatabaseFailure::new).orElseGet(() -> refusal("the audit trail was not written"));
        }
    }

    private Turn await(Waiting own) {
        try {
            return own.turn.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return withdraw(own);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return withdraw(own);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a turn never fails", impossible);
        }
    }

    /** Its row may be in a commit that is under way; but a turn that came at the last moment is taken. */
    private synchronized Turn withdraw(Waiting own) {
        if (own.turn.isDone()) {
            return own.turn.join();
        }
        own.withdrawn = true;
        queue.remove(own);
        throw refusal("the audit trail was not written in time");
    }

    private void writeWaiting() {
        List<Waiting> batch = take();
        try {
            write(batch);
        } finally {
            handOver();
            batch.forEach(one -> one.turn.complete(Turn.OVER));
        }
    }

    private synchronized List<Waiting> take() {
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < MOST && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
        return batch;
    }

    /** To the one that has waited longest, whatever became of this one's rows. */
    private synchronized void handOver() {
        Waiting next = queue.peek();
        if (next != null) {
            next.turn.complete(Turn.TO_WRITE);
            return;
        }
        writing = false;
        if (ended) {
            drop();
        }
    }

    private void write(List<Waiting> batch) {
        boolean known = false;
        try {
            Connection open = open();
            AuditRows.insert(
                    Database.on(open), batch.stream().map(one -> one.row).toList());
            open.commit();
            known = true;
            batch.forEach(one -> one.durable = true);
        } catch (SQLException failed) {
            // on the way there or in the commit, of which nobody knows how it ended
            fail(batch, Optional.of(failed));
        } catch (DatabaseFailure failed) {
            known = isUndone();
            fail(batch, Transactions.sqlCause(failed));
            if (known && batch.size() > 1) {
                writeEach(batch);
            }
        } finally {
            if (!known) {
                drop();
            }
        }
    }

    /** As long as the database is there, and but for those for which nobody waits any more. */
    private void writeEach(List<Waiting> batch) {
        for (Waiting one : batch) {
            if (connection != null && !one.withdrawn) {
                write(List.of(one));
            }
        }
    }

    private static void fail(List<Waiting> batch, Optional<SQLException> failed) {
        batch.forEach(one -> one.failure = failed);
    }

    private Connection open() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.open();
            connection = open;
            open.setAutoCommit(false);
        }
        open.setNetworkTimeout(Runnable::run, Math.toIntExact(deadline.toMillis()));
        return open;
    }

    private boolean isUndone() {
        Connection open = connection;
        if (open == null) {
            return false;
        }
        try {
            open.rollback();
            return true;
        } catch (SQLException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the connection of the audit trail is gone", gone);
            return false;
        }
    }

    /** What was not committed by then, the database undoes. */
    private void drop() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the connection of the audit trail is gone", gone);
        }
    }

    private static DatabaseFailure refusal(String why) {
        return new DatabaseFailure(new SQLException(why, CONNECTION_EXCEPTION));
    }

    /** How many have not had their turn yet. */
    synchronized int waiting() {
        return queue.size();
    }

    /** Refuses what comes, and lets what waits come to its end. */
    @Override
    public synchronized void close() {
        ended = true;
        if (!writing) {
            drop();
        }
    }
}
