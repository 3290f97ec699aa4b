package dev.dragops.vault;

import dev.dragops.platform.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Transactions on connections of their own, apart from the server's pool and transactions. The database ends one that
 * idles: a node that is frozen in the midst of one keeps nobody from its rows, nor from leading, for longer than that.
 */
final class OwnTransactions implements Rotation.Unit {
    /** Longer than any pause between two statements of ours, and well within the wait for a lock. */
    private static final int IDLE_SECONDS = 5;

    private final DataSource source;

    /** In connections of that source, which are opened and closed. */
    OwnTransactions(DataSource source) {
        this.source = source;
    }

    @Override
    public <T> T run(Function<Database, T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            try {
                Database database = Database.on(connection);
                database.update("SET idle_transaction_timeout = " + IDLE_SECONDS);
                T done = work.apply(database);
                connection.commit();
                return done;
            } finally {
                // does nothing after the commit
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("a transaction of the vault was not completed", failed);
        }
    }
}
