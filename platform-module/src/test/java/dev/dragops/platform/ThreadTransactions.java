package dev.dragops.platform;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * What a server does for a bean, on one thread at a time: SQL and the entity manager join one transaction on one
 * connection. For the tests of modules.
 */
public final class ThreadTransactions implements UserTransaction, DataSource, AutoCloseable {
    private final DataSource database;
    private final EntityManagerFactory entityManagers;
    // of one database each, like the rest of this object
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Current> current = new ThreadLocal<>();

    private record Current(Connection connection, EntityManager entityManager) {}

    public ThreadTransactions(String persistenceUnit, DataSource database) {
        this.database = database;
        this.entityManagers = Persistence.createEntityManagerFactory(
                persistenceUnit,
                Map.of(
                        "jakarta.persistence.transactionType",
                        "RESOURCE_LOCAL",
                        "jakarta.persistence.jtaDataSource",
                        this));
    }

    public <T> T in(Supplier<T> work) {
        begin();
        try {
            T result = work.get();
            commit();
            return result;
        } finally {
            if (current.get() != null) {
                rollback();
            }
        }
    }

    public void in(Runnable work) {
        in(() -> {
            work.run();
            return work;
        });
    }

    /** Of the transaction in progress, else one for each call. */
    public EntityManager entityManager() {
        return (EntityManager) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EntityManager.class}, (proxy, method, arguments) -> {
                    Current now = current.get();
                    return call(
                            now == null ? entityManagers.createEntityManager() : now.entityManager(),
                            method,
                            arguments);
                });
    }

    @Override
    public void begin() {
        try {
            Connection connection = database.getConnection();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            EntityManager entityManager = entityManagers.createEntityManager();
            current.set(new Current(connection, entityManager));
            entityManager.getTransaction().begin();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void commit() {
        end(EntityTransaction::commit);
    }

    @Override
    public void rollback() {
        end(EntityTransaction::rollback);
    }

    private void end(Consumer<EntityTransaction> how) {
        Current ending = current.get();
        current.remove();
        try (EntityManager entityManager = ending.entityManager()) {
            how.accept(entityManager.getTransaction());
        } finally {
            close(ending.connection());
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public int getStatus() {
        return current.get() == null ? Status.STATUS_NO_TRANSACTION : Status.STATUS_ACTIVE;
    }

    @Override
    public void setRollbackOnly() throws SystemException {
        throw new SystemException("not needed");
    }

    @Override
    public void setTransactionTimeout(int seconds) throws SystemException {
        throw new SystemException("not needed");
    }

    @Override
    public Connection getConnection() throws SQLException {
        Current now = current.get();
        if (now == null) {
            return database.getConnection();
        }
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : call(now.connection(), method, arguments));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is logged
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // none
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public void close() {
        entityManagers.close();
    }
}
