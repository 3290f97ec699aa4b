package dev.dragops.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a server may keep pooled for ever. Where it was idle, it is validated before its next use, and once
 * a second where it is not, and replaced where the database has gone away meanwhile, takes no more writes, or the session
 * broke in use; within a transaction it never is, so that no half of a transaction can land on another session.
 *
 * <p>What begins and ends transactions never fails here by itself: servers differ in what they take a call for that
 * failed, and one that is wrong about it would have a transaction commit each statement by itself, or what should be
 * committed at once wait for a commit that nobody makes. So autocommit is noted, and set on the session when the next
 * statement is made (none is kept from one transaction to another); and a session whose commit or rollback failed is given
 * up, for what it may still hold.
 */
final class RevivingConnection implements InvocationHandler {
    /**
     * Shorter than any restart of a database (mariadbd takes 200 ms at its best), so that whatever is used again after
     * one was idle for long enough to be validated; longer than the gap between two uses under load.
     */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A server that was demoted may still be read for as long, and what was ended at the new one lives on there. */
    private static final long UNSEEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int VALIDATION_MILLIS = 2_000;

    private static final AtomicInteger OPEN = Metrics.gauge("dragops.database.connections", new AtomicInteger());
    private static final AtomicInteger BUSY = Metrics.gauge("dragops.database.connections.busy", new AtomicInteger());
    private static final Counter REVIVED = Metrics.counter("dragops.database.connections.revived");

    /** How a fresh physical connection is made. */
    interface Opener {
        Connection open() throws SQLException;

        /** Moves when connections lead to another server: those of before are given up. */
        default long generation() {
            return 0;
        }
    }

    private final Opener opener;
    private final long idleNanos;
    private Connection physical;
    private boolean autoCommit = true;
    private int isolation;
    private boolean inTransaction;
    private boolean closed;
    private long generation;
    private long lastUse;
    private long lastSight;

    private RevivingConnection(Opener opener, long idleNanos) throws SQLException {
        this.opener = opener;
        this.idleNanos = idleNanos;
        this.generation = opener.generation();
        this.physical = opener.open();
        this.isolation = prepared(physical, Connection::getTransactionIsolation);
        this.lastUse = System.nanoTime();
        this.lastSight = lastUse;
        OPEN.incrementAndGet();
    }

    private interface Preparation<T> {
        T on(Connection fresh) throws SQLException;
    }

    /** A session that cannot be prepared is left to nobody. */
    private static <T> T prepared(Connection fresh, Preparation<T> preparation) throws SQLException {
        boolean done = false;
        try {
            T result = preparation.on(fresh);
            done = true;
            return result;
        } finally {
            if (!done) {
                discard(fresh);
            }
        }
    }

    static Connection over(Opener opener) throws SQLException {
        return over(opener, IDLE_NANOS);
    }

    static Connection over(Opener opener, long idleNanos) throws SQLException {
        return (Connection) Proxy.newProxyInstance(
                RevivingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new RevivingConnection(opener, idleNanos));
    }

    @Override
    public synchronized @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "RevivingConnection";
            }
            case "getAutoCommit" -> {
                if (!closed) {
                    return autoCommit;
                }
            }
            case "setAutoCommit" -> {
                boolean wished = arguments != null && Boolean.TRUE.equals(arguments[0]);
                if (!closed && (!inTransaction || wished == autoCommit)) {
                    autoCommit = wished;
                    return null;
                }
            }
            case "commit", "rollback" -> {
                if (!closed && arguments == null) {
                    end(method);
                    return null;
                }
            }
            case "close", "abort" -> {
                if (!closed) {
                    OPEN.decrementAndGet();
                }
                closed = true;
                inTransaction(false);
                return call(method, arguments);
            }
            case "isClosed" -> {
                return closed;
            }
            default -> {
                // before anything can fail: a server takes what it asked for as done, whatever became of it
                if (method.getName().equals("setTransactionIsolation") && arguments != null) {
                    isolation = (Integer) arguments[0];
                }
                if (!closed && !inTransaction) {
                    revive();
                    settle();
                }
            }
        }
        try {
            return call(method, arguments);
        } finally {
            remember(method.getName(), arguments);
        }
    }

    /** Of a transaction in which nothing may have been done: where its session is gone, nothing is lost. */
    private void end(Method method) throws Throwable {
        boolean begun = inTransaction;
        inTransaction(false);
        boolean ended = !begun && physical.isClosed();
        try {
            if (!ended) {
                call(method, null);
                ended = true;
            }
        } finally {
            if (!ended) {
                // Payara asks for this after an end that succeeded, WildFly after each
                autoCommit = true;
                discard(physical);
            }
        }
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(physical, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() == null ? failed : failed.getCause();
        } finally {
            lastUse = System.nanoTime();
        }
    }

    private void remember(String method, Object @Nullable [] arguments) {
        switch (method) {
            case "setAutoCommit" -> {
                inTransaction(false);
                autoCommit = arguments != null && Boolean.TRUE.equals(arguments[0]);
            }
            case "createStatement", "prepareStatement", "prepareCall" -> inTransaction(!autoCommit);
            default -> {
                // leaves no state behind that a fresh connection would lack
            }
        }
    }

    private void inTransaction(boolean now) {
        if (now != inTransaction) {
            inTransaction = now;
            BUSY.addAndGet(now ? 1 : -1);
        }
    }

    /** A transaction whose beginning failed must not be followed by one that commits each statement by itself. */
    private void settle() throws SQLException {
        if (physical.getAutoCommit() != autoCommit) {
            physical.setAutoCommit(autoCommit);
        }
    }

    private void revive() throws SQLException {
        // the driver knows by itself of a session that broke in use, however lately that was
        if (!physical.isClosed() && generation == opener.generation()) {
            long now = System.nanoTime();
            if (now - lastUse <= idleNanos && now - lastSight <= UNSEEN_NANOS) {
                return;
            }
            if (isStillRight()) {
                lastUse = System.nanoTime();
                lastSight = lastUse;
                return;
            }
        }
        discard(physical);
        // before it is opened: one that moves it is only looked at once more
        generation = opener.generation();
        Connection fresh = opener.open();
        prepared(fresh, session -> {
            session.setTransactionIsolation(isolation);
            return session;
        });
        physical = fresh;
        lastSight = System.nanoTime();
        REVIVED.increment();
    }

    private static void discard(Connection dead) {
        try {
            dead.close();
        } catch (SQLException alreadyGone) {
            // which is what is wanted
        }
    }

    private boolean isStillRight() {
        try {
            int patience = physical.getNetworkTimeout();
            physical.setNetworkTimeout(Runnable::run, VALIDATION_MILLIS);
            boolean right = DatabaseServers.takesWrites(physical);
            physical.setNetworkTimeout(Runnable::run, patience);
            return right;
        } catch (SQLException gone) {
            return false;
        }
    }
}
