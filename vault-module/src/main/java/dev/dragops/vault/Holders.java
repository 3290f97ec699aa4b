package dev.dragops.vault;

import dev.dragops.platform.Database;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The modules' tables of the keys that their rows may be under. */
final class Holders {
    private Holders() {}

    /**
     * Knows the table from now on. One that is new gets the keys that there are, in line behind every change of keys;
     * from then on each new key is written into it before it seals.
     */
    static void register(DataSource dataSource, String keys) {
        if (Database.of(dataSource).exists("SELECT 1 FROM vlt_holder WHERE key_table = ?", keys)) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Database database = Database.on(connection);
                database.list(
                        "SELECT ring_revision FROM vlt_installation WHERE id = 1 FOR UPDATE", row -> row.getLong(1));
                database.update("INSERT IGNORE INTO vlt_holder (key_table) VALUES (?)", keys);
                database.update("INSERT IGNORE INTO " + keys + " (id) SELECT id FROM vlt_key WHERE purpose = 'seal'"
                        + " AND state IN ('active', 'retiring')");
                connection.commit();
            } finally {
                // does nothing after the commit
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the keys of " + keys + " cannot be written", failed);
        }
    }
}
