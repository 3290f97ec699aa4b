package dev.dragops.platform;

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
 * Has the callers of one moment share a visit to the database: one select for all that they look for, or one commit for
 * all that they write. It has no thread: whoever finds nobody there goes for all that wait, itself first, and then hands
 * over to the next who waits. A caller by itself pays for no change of threads; all who come while a visit is under way
 * go into the next one together. Nobody is answered by a visit that began before it came.
 *
 * <p>Fails closed: a caller of whom it is not known in time how its visit ended gets {@link DatabaseFailure}, though its
 * row may be there after all. Where a statement fails, or what it answers cannot be read, the visit is undone and each is
 * tried by itself, so that nobody fails by another's. After a failed commit nobody knows, and all fail.
 *
 * @param <Q> what one caller asks
 * @param <A> what it is answered
 */
public final class Batching<Q, A> implements AutoCloseable {
    /** How many may wait. More come only where the database does not keep up, and their refusal costs it nothing. */
    static final int CAPACITY = 1_000;

    /** How many go together. */
    static final int MOST = 200;

    /** How long a caller waits for its turn, and how long one answer of the database may take. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Told as every database that is away. */
    private static final String CONNECTION_EXCEPTION = "08000";

    private static final System.Logger LOG = System.getLogger(Batching.class.getName());

    /** Opens a connection that stays here, and that no transaction of a server has to do with. */
    public interface Source {
        Connection open() throws SQLException;
    }

    /** What is done for all of one visit. */
    public interface Visit<Q, A> {
        /**
         * The answers, in the order of the questions.
         *
         * @throws DatabaseFailure where a rollback undoes all of it
         * @throws SQLException where nobody knows how it ended
         */
        List<A> run(Connection connection, List<Q> questions) throws SQLException;
    }

    private enum Turn {
        TO_GO,
        OVER
    }

    private static final class Waiting<Q, A> {
        final Q question;
        final CompletableFuture<Turn> turn = new CompletableFuture<>();
        volatile boolean withdrawn;

        /** Told before the turn is over, by whoever goes. */
        Optional<A> answer = Optional.empty();

        Optional<RuntimeException> failure = Optional.empty();

        Waiting(Q question) {
            this.question = question;
        }
    }

    private final String name;
    private final Source source;
    private final Visit<Q, A> visit;
    private final int capacity;
    private final Duration deadline;

    /** Guarded by this, as the two flags are. */
    private final ArrayDeque<Waiting<Q, A>> queue = new ArrayDeque<>();

    /** Somebody is there, or has been told to go. */
    private boolean busy;

    private boolean ended;

    /** Of whoever is there; the lock hands it on. */
    private @Nullable Connection connection;

    /**
     * With nobody there yet.
     *
     * @param name of what is asked, for whoever reads a refusal in the log
     */
    public Batching(String name, Source source, Visit<Q, A> visit) {
        this(name, source, visit, CAPACITY, DEADLINE);
    }

    /** As {@link #Batching(String, Source, Visit)}, where other limits than ours are right. */
    public Batching(String name, Source source, Visit<Q, A> visit, int capacity, Duration deadline) {
        this.name = name;
        this.source = source;
        this.visit = visit;
        this.capacity = capacity;
        this.deadline = deadline;
    }

    /**
     * What the database answers to that, by a visit that begins after this call.
     *
     * @throws DatabaseFailure where nobody knows how it ended
     */
    public A ask(Q question) {
        Waiting<Q, A> own = new Waiting<>(question);
        boolean first = false;
        synchronized (this) {
            if (ended) {
                throw refusal("is closed");
            }
            if (queue.size() >= capacity) {
                throw refusal("has too many who wait");
            }
            queue.add(own);
            if (!busy) {
                busy = true;
                first = true;
            }
        }
        if (first || await(own) == Turn.TO_GO) {
            goForAll();
        }
        return own.answer.orElseThrow(() -> own.failure.orElseGet(() -> refusal("did not answer")));
    }

    private Turn await(Waiting<Q, A> own) {
        boolean told = false;
        try {
            Turn turn = turnOf(own);
            told = true;
            return turn;
        } finally {
            if (!told) {
                leave(own);
            }
        }
    }

    private Turn turnOf(Waiting<Q, A> own) {
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

    /** A visit may be under way for it; but a turn that came at the last moment is taken. */
    private synchronized Turn withdraw(Waiting<Q, A> own) {
        if (own.turn.isDone()) {
            return own.turn.join();
        }
        own.withdrawn = true;
        queue.remove(own);
        throw refusal("did not answer in time");
    }

    /** However its waiting ended: nobody stands behind one that does not go. */
    private synchronized void leave(Waiting<Q, A> own) {
        own.withdrawn = true;
        queue.remove(own);
        if (own.turn.getNow(Turn.OVER) == Turn.TO_GO) {
            handOver();
        }
    }

    private void goForAll() {
        List<Waiting<Q, A>> all = List.of();
        try {
            all = take();
            go(all);
        } finally {
            handOver();
            for (Waiting<Q, A> one : all) {
                one.turn.complete(Turn.OVER);
            }
        }
    }

    private synchronized List<Waiting<Q, A>> take() {
        List<Waiting<Q, A>> all = new ArrayList<>();
        while (all.size() < MOST && !queue.isEmpty()) {
            all.add(queue.remove());
        }
        return all;
    }

    /** To the one that has waited longest, whatever became of this visit. */
    private synchronized void handOver() {
        Waiting<Q, A> next = queue.peek();
        if (next != null) {
            next.turn.complete(Turn.TO_GO);
            return;
        }
        busy = false;
        if (ended) {
            drop();
        }
    }

    private void go(List<Waiting<Q, A>> all) {
        boolean known = false;
        try {
            List<A> answers =
                    visit.run(open(), all.stream().map(one -> one.question).toList());
            known = true;
            for (int i = 0; i < all.size(); i++) {
                all.get(i).answer = Optional.of(answers.get(i));
            }
        } catch (SQLException failed) {
            // on the way there or in the commit, of which nobody knows how it ended
            all.forEach(one -> one.failure = Optional.of(new DatabaseFailure(failed)));
        } catch (RuntimeException failed) {
            // of a statement, or of one's row that cannot be read
            Optional<SQLException> cause = Transactions.sqlCause(failed);
            known = isUndone() && cause.filter(Batching::isOfTheConnection).isEmpty();
            if (all.size() == 1) {
                all.get(0).failure = Optional.of(
                        cause.<RuntimeException>map(DatabaseFailure::new).orElse(failed));
            } else if (known) {
                goForEach(all);
            }
        } finally {
            if (!known) {
                drop();
            }
        }
    }

    /** As long as the database is there, and but for those for which nobody waits any more. */
    private void goForEach(List<Waiting<Q, A>> all) {
        for (Waiting<Q, A> one : all) {
            if (connection != null && !one.withdrawn) {
                go(List.of(one));
            }
        }
    }

    private static boolean isOfTheConnection(SQLException failed) {
        return failed.getSQLState() != null && failed.getSQLState().startsWith("08");
    }

    private Connection open() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.open();
            connection = open;
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
            if (!open.getAutoCommit()) {
                open.rollback();
            }
            return true;
        } catch (SQLException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the connection of the " + name + " is gone", gone);
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
            LOG.log(System.Logger.Level.DEBUG, "the connection of the " + name + " is gone", gone);
        }
    }

    private DatabaseFailure refusal(String why) {
        return new DatabaseFailure(new SQLException("the " + name + " " + why, CONNECTION_EXCEPTION));
    }

    /** How many have not had their turn yet. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** Refuses who comes, and lets those who wait come to their end. */
    @Override
    public synchronized void close() {
        ended = true;
        if (!busy) {
            drop();
        }
    }
}
