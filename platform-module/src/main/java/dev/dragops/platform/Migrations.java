package dev.dragops.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables of one module up to date. Each module owns a table prefix and a history of its own. */
public final class Migrations {
    /** Each wait is shorter than the time after which the driver gives a silent database up. */
    private static final int WAIT_SECONDS = 20;

    private static final int WAITS = 30;

    private static final int MARIADB_TABLE_EXISTS = 1050;

    /** The tables that a first script puts a row into. */
    private static final Set<String> FILLED_BY_ITS_SCRIPT = Set.of("acc_installation");

    private static final System.Logger LOG = System.getLogger(Migrations.class.getName());

    private Migrations() {}

    /**
     * Applies the scripts in {@code db/<prefix>/} of the module that the class belongs to, under a lock that two nodes
     * starting at once share. Call it outside of a transaction. A script that was cut or failed is run again from its
     * start, since MariaDB takes no change of a table back: each of its statements may meet its own work. A first script
     * may do so too: where it meets its own tables, and nothing is in them yet, they are made anew.
     *
     * @param prefix the module's table prefix, such as {@code vlt}
     * @param module a class of that module: its class loader finds the scripts
     */
    public static void apply(DataSource dataSource, String prefix, Class<?> module) {
        try (Connection connection = dataSource.getConnection()) {
            lock(connection, prefix);
            try {
                forgetFailures(connection, prefix);
                migrateFromWhatIsThere(connection, patient(dataSource), prefix, module);
            } finally {
                call(connection, "SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.migrations.', ?))", prefix);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the database is not to be had for the migrations of " + prefix, failed);
        }
    }

    /**
     * A script that Flyway applied to this database.
     *
     * @param version such as {@code 2}
     */
    public record Applied(String version, String description, Instant at, boolean succeeded) {}

    /**
     * What was applied for a module, in order.
     *
     * @param prefix the module's table prefix, one of ours and never input
     */
    public static List<Applied> applied(DataSource dataSource, String prefix) {
        return Database.of(dataSource)
                .list(
                        // UTC_TIMESTAMP() - NOW(): Flyway writes the time of the database's own zone
                        "SELECT version, description, installed_on + INTERVAL TIMESTAMPDIFF(SECOND, NOW(), UTC_TIMESTAMP())"
                                + " SECOND AS at, success FROM " + prefix
                                + "_schema_history WHERE version IS NOT NULL AND type = 'SQL' ORDER BY installed_rank",
                        row -> new Applied(
                                row.getString("version"),
                                row.getString("description"),
                                Database.instant(row, "at"),
                                row.getBoolean("success")));
    }

    /** A driver that gives up cuts a long ALTER off, while the database goes on with it. A server's pool is over ours. */
    private static DataSource patient(DataSource dataSource) {
        return (dataSource instanceof DatabaseSource own ? own : new DatabaseSource()).patient();
    }

    /** Flyway refuses to run where a script failed before, until somebody says that all is well. */
    private static void forgetFailures(Connection connection, String prefix) throws SQLException {
        String history = prefix + "_schema_history";
        String exists = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_name = ?";
        if (call(connection, exists, history)) {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM " + history + " WHERE success = FALSE")) {
                statement.executeUpdate();
            }
        }
    }

    private static void migrateFromWhatIsThere(
            Connection connection, DataSource dataSource, String prefix, Class<?> module) throws SQLException {
        try {
            migrate(dataSource, prefix, module);
        } catch (FlywayException failed) {
            boolean met = Transactions.sqlCause(failed)
                    .filter(sql -> sql.getErrorCode() == MARIADB_TABLE_EXISTS)
                    .isPresent();
            if (!met || !dropWhatAFirstScriptLeft(connection, prefix)) {
                throw failed;
            }
            migrate(dataSource, prefix, module);
        }
    }

    /**
     * What a first script made before it was cut off, where no script of the module has succeeded: the product has never
     * run on these tables. Where a row is in one, but for the one that the script itself puts in, nothing is touched.
     */
    private static boolean dropWhatAFirstScriptLeft(Connection connection, String prefix) throws SQLException {
        forgetFailures(connection, prefix);
        // though MariaDB commits each drop: within a transaction nothing goes on in another session, which has no lock
        connection.setAutoCommit(false);
        try {
            Database database = Database.on(connection);
            boolean locked = database.exists(
                    "SELECT 1 WHERE IS_USED_LOCK(CONCAT(DATABASE(), '.migrations.', ?)) = CONNECTION_ID()", prefix);
            return locked && dropUnused(database, prefix);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean dropUnused(Database database, String prefix) {
        String history = prefix + "_schema_history";
        List<String> tables = database.list(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                        + " AND table_type = 'BASE TABLE' AND table_name LIKE ? AND table_name <> ?",
                row -> row.getString(1),
                prefix + "\\_%",
                history);
        // 0 is Flyway's own, for a schema that was not empty
        boolean everRan = database.exists("SELECT 1 FROM " + history + " WHERE version <> '0'");
        boolean used = tables.stream()
                .filter(table -> !FILLED_BY_ITS_SCRIPT.contains(table))
                .anyMatch(table -> database.exists("SELECT 1 FROM " + table + " LIMIT 1"));
        if (everRan || used) {
            return false;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "the first start of " + prefix + " was cut off; its " + tables.size() + " empty tables are made anew");
        database.update("SET foreign_key_checks = 0");
        tables.forEach(table -> database.update("DROP TABLE " + table));
        database.update("SET foreign_key_checks = 1");
        return true;
    }

    private static void migrate(DataSource dataSource, String prefix, Class<?> module) {
        Flyway.configure(module.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/" + prefix)
                .table(prefix + "_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    /** Flyway's own lock comes too late: two nodes fail each other while they make the table of its history. */
    private static void lock(Connection connection, String prefix) throws SQLException {
        String wait = "SELECT GET_LOCK(CONCAT(DATABASE(), '.migrations.', ?), " + WAIT_SECONDS + ")";
        for (int waited = 0; waited < WAITS; waited++) {
            if (call(connection, wait, prefix)) {
                return;
            }
        }
        throw new IllegalStateException("another node has been migrating " + prefix + " for more than "
                + WAITS * WAIT_SECONDS / 60 + " minutes");
    }

    private static boolean call(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getInt(1) == 1;
            }
        }
    }
}
