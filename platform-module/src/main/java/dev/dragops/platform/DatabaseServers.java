package dev.dragops.platform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.HaMode;

/**
 * The servers that a URL names, of which one takes writes, and the others follow it. One that only reads is none of
 * ours: it may be a replica that is late, or a primary that was replaced, and what was ended elsewhere lives on there. The
 * driver would take the first that accepts a connection, and stay there.
 */
final class DatabaseServers implements RevivingConnection.Opener {
    /** Of SQL: the server rejected the connection. Told as a database that is away, which it is for us. */
    private static final String REJECTED = "08004";

    private static final String NOBODY_ANSWERS = "08000";

    /** From MariaDB 12 on, {@code read_only} has words for its values. */
    private static final Set<String> TAKES_WRITES = Set.of("0", "OFF");

    /**
     * The one that took writes last.
     *
     * @param generation moves when another one is taken
     */
    private record Primary(HostAddress server, long generation) {}

    /**
     * Of each list of servers, for whatever runs here: it is asked first, so that a primary that was replaced is not gone
     * back to when it wakes up or is started again, and one that is switched off is not waited for.
     */
    private static final ConcurrentMap<List<HostAddress>, Primary> PRIMARIES = new ConcurrentHashMap<>();

    private final Configuration all;

    DatabaseServers(Configuration all) {
        this.all = all;
    }

    /**
     * A connection to the one that takes writes.
     *
     * @throws SQLException where none does: what one that answers said, with the failures of the others suppressed
     */
    @Override
    public Connection open() throws SQLException {
        while (true) {
            Optional<Primary> before = primary();
            Found found = find(before);
            if (isStillPrimary(found.server(), before)) {
                return found.connection();
            }
            // somebody found another one meanwhile: this one may be an old primary that woke up
            found.connection().close();
        }
    }

    private record Found(HostAddress server, Connection connection) {}

    private Found find(Optional<Primary> last) throws SQLException {
        List<SQLException> failures = new ArrayList<>();
        for (HostAddress server : inTurn(last)) {
            try {
                return new Found(server, connect(server));
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

    @Override
    public long generation() {
        return primary().map(Primary::generation).orElse(0L);
    }

    private Optional<Primary> primary() {
        return Optional.ofNullable(PRIMARIES.get(all.addresses()));
    }

    private boolean isStillPrimary(HostAddress server, Optional<Primary> before) {
        Primary known = PRIMARIES.compute(all.addresses(), (servers, now) -> {
            boolean anotherCameFirst = now != null && !before.equals(Optional.of(now));
            return anotherCameFirst
                    ? now
                    : before.filter(last -> last.server().equals(server))
                            .orElseGet(() -> new Primary(
                                    server,
                                    before.map(last -> last.generation() + 1).orElse(0L)));
        });
        return known.server().equals(server);
    }

    private List<HostAddress> inTurn(Optional<Primary> before) {
        List<HostAddress> turn = new ArrayList<>(all.addresses());
        before.map(Primary::server).ifPresent(last -> {
            turn.remove(last);
            turn.add(0, last);
        });
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
