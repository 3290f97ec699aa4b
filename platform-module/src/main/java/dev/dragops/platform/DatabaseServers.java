package dev.dragops.platform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.HaMode;

/**
 * The servers that a URL names, of which one takes writes, and the others follow it. One that only reads is none of
 * ours: it may be a replica that is late, or a primary that was replaced, and what was ended elsewhere lives on there. The
 * driver would take the first that accepts a connection, and stay there.
 */
final class DatabaseServers {
    /** Of SQL: the server rejected the connection. Told as a database that is away, which it is for us. */
    private static final String REJECTED = "08004";

    private static final String NOBODY_ANSWERS = "08000";

    /** From MariaDB 12 on, {@code read_only} has words for its values. */
    private static final Set<String> TAKES_WRITES = Set.of("0", "OFF");

    /**
     * Asked first by whatever runs here, so that a primary that was replaced is not gone back to when it is started
     * again, and one that is switched off is not waited for.
     */
    private static final AtomicReference<List<HostAddress>> LAST = new AtomicReference<>(List.of());

    private final Configuration all;

    DatabaseServers(Configuration all) {
        this.all = all;
    }

    /**
     * A connection to the one that takes writes.
     *
     * @throws SQLException where none does: what one that answers said, with the failures of the others suppressed
     */
    Connection connect() throws SQLException {
        List<SQLException> failures = new ArrayList<>();
        for (HostAddress server : inTurn()) {
            try {
                Connection connection = connect(server);
                LAST.set(List.of(server));
                return connection;
            } catch (SQLException failed) {
                failures.add(failed);
            }
        }
        if (failures.isEmpty()) {
            throw new SQLException("DRAGOPS_DB_URL names no server", REJECTED);
        }
        failures.sort(Comparator.comparing(failed -> NOBODY_ANSWERS.equals(failed.getSQLState())));
        SQLException told = failures.remove(0);
        failures.forEach(told::addSuppressed);
        throw told;
    }

    private List<HostAddress> inTurn() {
        List<HostAddress> turn = new ArrayList<>(all.addresses());
        List<HostAddress> last = new ArrayList<>(LAST.get());
        last.retainAll(turn);
        turn.removeAll(last);
        turn.addAll(0, last);
        return turn;
    }

    private Connection connect(HostAddress server) throws SQLException {
        Connection connection = Driver.connect(
                all.toBuilder().addresses(server).haMode(HaMode.NONE).build());
        boolean taken = false;
        try {
            taken = takesWrites(connection);
        } finally {
            if (!taken) {
                connection.close();
            }
        }
        if (!taken) {
            throw new SQLException(
                    "the server " + server.host + ":" + server.port
                            + " takes no writes (read_only): name the primary in"
                            + " DRAGOPS_DB_URL, or SET GLOBAL read_only=OFF where it is to be the primary",
                    REJECTED);
        }
        return connection;
    }

    /** Whether whom it leads to is, or still is, the one that takes writes. */
    static boolean takesWrites(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@global.read_only")) {
            return row.next() && TAKES_WRITES.contains(row.getString(1));
        }
    }
}
