package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class DatabaseSourceTest {
    private static final String SESSION = "SELECT CONCAT(@@time_zone, ' ', @@innodb_lock_wait_timeout, ' ',"
            + " @@idle_transaction_timeout, ' ', @@autocommit,"
            + " ' ', @@sql_mode LIKE '%STRICT_ALL_TABLES%')";

    private final Settings.Database database = TestMariaDb.emptyDatabase();

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The same database, behind a server that does not listen. */
    private DatabaseSource sequential() throws IOException {
        int dead;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = nobody.getLocalPort();
        }
        String hosts = database.url().replace("jdbc:mariadb://", "");
        return new DatabaseSource(new Settings.Database(
                "jdbc:mariadb:sequential://127.0.0.1:" + dead + "," + hosts, database.user(), database.password()));
    }

    private void end(String session) throws SQLException {
        try (Connection other = new DatabaseSource(database).getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("KILL CONNECTION " + session);
        }
    }

    @Test
    void setsUpEverySessionAlike() throws SQLException {
        try (Connection connection = new DatabaseSource(database).getConnection()) {
            assertThat(text(connection, SESSION)).isEqualTo("+00:00 10 20 ON 1");
        }
    }

    @Test
    void takesTheNextOfSeveralServersWhereTheFirstIsGone() throws Exception {
        try (Connection connection = sequential().getConnection()) {
            assertThat(text(connection, SESSION)).isEqualTo("+00:00 10 20 ON 1");
        }
    }

    @Test
    void refusesAServerThatOnlyReads() throws SQLException {
        onlyReading(() -> assertThatThrownBy(() -> new DatabaseSource(database).getConnection())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("takes no writes")
                .satisfies(refused ->
                        assertThat(((SQLException) refused).getSQLState()).startsWith("08")));
    }

    @Test
    void tellsOfEachServerWhereNoneTakesWrites() throws SQLException {
        onlyReading(() -> assertThatThrownBy(() -> sequential().getConnection())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("takes no writes")
                .satisfies(refused -> assertThat(refused.getSuppressed()).hasSize(1)));
    }

    @Test
    void leavesAServerThatOnlyReadsAnyMore() throws SQLException {
        try (Connection connection = RevivingConnection.over(new DatabaseSource(database).servers(), -1)) {
            onlyReading(() -> assertThatThrownBy(() -> text(connection, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("takes no writes"));

            assertThat(text(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void keepsItsWaitForAnAnswerWhereASessionIsLookedAt() throws SQLException {
        try (Connection connection = RevivingConnection.over(new DatabaseSource(database).servers(), -1)) {
            connection.setNetworkTimeout(Runnable::run, 12_345);
            assertThat(text(connection, "SELECT 1")).isEqualTo("1");

            assertThat(connection.getNetworkTimeout()).isEqualTo(12_345);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** One whose operator demoted it, while sessions on it live on. */
    private void onlyReading(Runnable meanwhile) throws SQLException {
        try (Connection operator = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = operator.createStatement()) {
            statement.execute("SET GLOBAL read_only = ON");
            try {
                meanwhile.run();
            } finally {
                statement.execute("SET GLOBAL read_only = OFF");
            }
        }
    }

    @Test
    void neverContinuesATransactionInAnotherSession() throws Exception {
        try (Connection connection = sequential().getConnection()) {
            execute(connection, "CREATE TABLE t (n INT)");
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO t VALUES (1)");
            end(text(connection, "SELECT CONNECTION_ID()"));

            assertThatThrownBy(() -> {
                        execute(connection, "INSERT INTO t VALUES (2)");
                        connection.commit();
                    })
                    .isInstanceOf(SQLException.class)
                    .satisfies(lost ->
                            assertThat(((SQLException) lost).getSQLState()).matches("08.*|70100"));
        }
        try (Connection fresh = sequential().getConnection()) {
            assertThat(text(fresh, "SELECT COUNT(*) FROM t")).isEqualTo("0");
        }
    }
}
