package dev.dragops.benchmarks;

import dev.dragops.systemtests.driver.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the database does at most, through the product's own driver and without the product. */
final class DatabaseLimits implements AutoCloseable {
    /** The marks in the names of the connection whose rows are copied. */
    static final String PROVIDER = "acme7";

    private static final String IDS = "[a-z]+_[0-9a-z]{26}";

    private final Database database;
    private final String connection;
    private final RowCopies created;
    private final AtomicLong next = new AtomicLong(10_000_000);
    private final Map<String, Connection> open = new HashMap<>();

    /**
     * Looks at what the product wrote.
     *
     * @param connection one that was created with secrets, under {@link #PROVIDER}
     */
    DatabaseLimits(Database database, String connection) throws SQLException {
        this.database = database;
        this.connection = connection;
        String secrets = "IN (SELECT id FROM sec_secret WHERE seeded_by = '" + connection + "')";
        String audit = "IN (SELECT audit_seq FROM acc_audit_object WHERE object_id = '" + connection + "')";
        try (Connection reading = database.connect()) {
            this.created = new RowCopies()
                    .with(reading, "con_connection", "id = '" + connection + "'")
                    .with(reading, "sec_secret", "seeded_by = '" + connection + "'")
                    .with(reading, "sec_version", "secret_id " + secrets)
                    .with(reading, "sec_claim", "source_id = '" + connection + "'")
                    .with(reading, "acc_audit", "seq " + audit)
                    .with(reading, "acc_audit_object", "audit_seq " + audit);
        }
        database.execute("CREATE TABLE bench_commit (id BIGINT AUTO_INCREMENT PRIMARY KEY, n BIGINT NOT NULL)");
    }

    /** How many rows a create and its secrets are. */
    int rowsOfACreate() {
        return created.size();
    }

    /** One row by its primary key, its envelope included. */
    Load.Step select(int caller) throws SQLException {
        PreparedStatement select = connect("select", caller)
                .prepareStatement("SELECT id, user_id, provider, display_name, type, status, credential_version,"
                        + " envelope FROM con_connection WHERE id = ?");
        return () -> {
            select.setString(1, connection);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                row.getBytes(8);
            }
        };
    }

    /** One small row, durable. */
    Load.Step commit(int caller) throws SQLException {
        PreparedStatement insert =
                connect("commit", caller).prepareStatement("INSERT INTO bench_commit (n) VALUES (?)");
        return () -> {
            insert.setLong(1, next.incrementAndGet());
            insert.executeUpdate();
        };
    }

    /** The rows of a create, in as few statements as can be and one commit. */
    Load.Step create(int caller) throws SQLException {
        Connection writing = connect("create", caller);
        writing.setAutoCommit(false);
        return () -> {
            String number = String.format("%08d", next.incrementAndGet());
            created.write(writing, text -> another(text, number), Long.parseLong(number));
        };
    }

    private static String another(String text, String number) {
        int random = text.indexOf('_') + 1 + number.length();
        return text.matches(IDS)
                ? text.substring(0, random - number.length()) + number + text.substring(random)
                : text.replace("acme7", "acme" + number).replace("ACME7", "ACME" + number);
    }

    /** The one of that caller, in all rounds: the database takes no more than so many. */
    private Connection connect(String purpose, int caller) throws SQLException {
        String key = purpose + caller;
        Connection known = open.get(key);
        if (known == null) {
            known = database.connect();
            open.put(key, known);
        }
        return known;
    }

    @Override
    public void close() throws SQLException {
        for (Connection made : open.values()) {
            made.close();
        }
    }
}
