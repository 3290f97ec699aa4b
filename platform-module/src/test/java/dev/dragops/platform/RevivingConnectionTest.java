package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions are killed by the database here, which looks to them as its restart does. */
class RevivingConnectionTest {
    private static final long NEVER_IDLE = Duration.ofDays(1).toNanos();
    private static final long ALWAYS_IDLE = -1;

    private final Settings.Database database = TestMariaDb.emptyDatabase();
    private final AtomicBoolean away = new AtomicBoolean();
    private Connection operator;

    @BeforeEach
    void connectBeside() throws SQLException {
        operator = new DatabaseSource(database).getConnection();
    }

    @AfterEach
    void disconnect() throws SQLException {
        operator.close();
    }

    @Test
    void usesAnotherSessionWhereItsOwnDiedWhileIdle() throws SQLException {
        try (Connection connection = reviving(ALWAYS_IDLE)) {
            long first = session(connection);
            kill(first);

            assertThat(session(connection)).isNotEqualTo(first);
        }
    }

    @Test
    void usesAnotherSessionRightAfterItsOwnDiedInUse() throws SQLException {
        try (Connection connection = reviving(NEVER_IDLE)) {
            long first = session(connection);
            kill(first);
            assertThatThrownBy(() -> session(connection)).isInstanceOf(SQLException.class);

            assertThat(session(connection)).isNotEqualTo(first);
        }
    }

    @Test
    void neverGoesOnWithATransactionInAnotherSession() throws SQLException {
        try (Connection connection = reviving(ALWAYS_IDLE)) {
            connection.setAutoCommit(false);
            long first = session(connection);
            kill(first);

            assertThatThrownBy(() -> session(connection)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> session(connection)).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void leavesASessionWhereAnotherServerWasTakenSince() throws SQLException {
        AtomicLong generation = new AtomicLong();
        RevivingConnection.Opener opener = new RevivingConnection.Opener() {
            @Override
            public Connection open() throws SQLException {
                return DriverManager.getConnection(database.url(), database.user(), database.password());
            }

            @Override
            public long generation() {
                return generation.get();
            }
        };
        try (Connection connection = RevivingConnection.over(opener, NEVER_IDLE)) {
            connection.setAutoCommit(false);
            long first = session(connection);
            generation.incrementAndGet();

            assertThat(session(connection)).as("within a transaction").isEqualTo(first);
            connection.commit();
            long second = session(connection);
            connection.commit();
            assertThat(second).isNotEqualTo(first);
            assertThat(session(connection)).isEqualTo(second);
        }
    }

    @Test
    void countsThoseThatAreInATransactionHoweverItEnds() throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        try {
            Gauge busy = registry.get("dragops.database.connections.busy").gauge();
            double before = busy.value();
            try (Connection ending = reviving(NEVER_IDLE);
                    Connection broken = reviving(NEVER_IDLE)) {
                session(ending);
                assertThat(busy.value() - before).isZero();
                ending.setAutoCommit(false);
                broken.setAutoCommit(false);
                session(ending);
                kill(session(broken));
                assertThat(busy.value() - before).isEqualTo(2);
                ending.commit();
                assertThatThrownBy(() -> session(broken)).isInstanceOf(SQLException.class);
                assertThatThrownBy(broken::rollback).isInstanceOf(SQLException.class);
                assertThat(busy.value() - before).isZero();
                session(ending);
                assertThat(busy.value() - before).isEqualTo(1);
            }
            assertThat(busy.value() - before).isZero();
        } finally {
            Metrics.removeRegistry(registry);
        }
    }

    @Test
    void servesTheNextTransactionAfterOneThatItsSessionDidNotSurvive() throws SQLException {
        try (Connection connection = reviving(NEVER_IDLE)) {
            connection.setAutoCommit(false);
            kill(session(connection));
            assertThatThrownBy(() -> session(connection)).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);

            connection.setAutoCommit(false);
            assertThat(session(connection)).isPositive();
            connection.commit();
        }
    }

    @Test
    void keepsIsolationAndCommitModeInAnotherSession() throws SQLException {
        try (Connection connection = reviving(ALWAYS_IDLE)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            long first = session(connection);
            connection.rollback();
            kill(first);

            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(session(connection)).isNotEqualTo(first);
        }
    }

    /** WildFly's pool takes autocommit for off as soon as it asks for that, however that ends. */
    @Test
    void isInATransactionThoughTheDatabaseWasAwayWhenItBegan() throws SQLException {
        createTable();
        try (Connection connection = reviving()) {
            kill(session(connection));
            away.set(true);
            Pool pool = new Pool(connection);
            pool.begin();
            assertThatThrownBy(() -> session(connection)).isInstanceOf(SQLException.class);
            pool.rollBackAndCleanUp();
            away.set(false);

            pool.begin();
            insert(connection, 1);
            pool.rollBackAndCleanUp();

            assertThat(rows()).isZero();
        }
    }

    /** Where WildFly's pool could not switch autocommit on after a transaction, it does not switch it off before one. */
    @Test
    void isInATransactionThoughTheDatabaseWasAwayAfterTheOneBefore() throws SQLException {
        createTable();
        try (Connection connection = reviving()) {
            Pool pool = new Pool(connection);
            pool.begin();
            kill(session(connection));
            away.set(true);
            pool.rollBackAndCleanUp();
            away.set(false);

            pool.begin();
            insert(connection, 1);
            pool.rollBackAndCleanUp();

            assertThat(rows()).isZero();
        }
    }

    /** Payara switches autocommit on only after a commit that succeeded, and takes it for on otherwise too. */
    @Test
    void commitsWhatIsInNoTransactionAfterOneThatCouldNotBeCommitted() throws SQLException {
        createTable();
        try (Connection connection = reviving()) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            kill(session(connection));
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);

            insert(connection, 2);

            assertThat(rows()).isEqualTo(1);
        }
    }

    @Test
    void needsNoSessionToEndATransactionInWhichNothingWasDone() throws SQLException {
        try (Connection connection = reviving()) {
            kill(session(connection));
            away.set(true);

            connection.setAutoCommit(false);
            connection.commit();

            assertThat(connection.getAutoCommit()).isFalse();
        }
    }

    /** What WildFly's pool (IronJacamar) does to a connection, and what it believes of it. */
    private static final class Pool {
        private final Connection connection;
        private boolean believedOn = true;

        Pool(Connection connection) {
            this.connection = connection;
        }

        void begin() {
            if (believedOn) {
                believedOn = false;
                try {
                    connection.setAutoCommit(false);
                } catch (SQLException told) {
                    // to whoever began, as it does
                }
            }
        }

        void rollBackAndCleanUp() {
            try {
                connection.rollback();
            } catch (SQLException swallowed) {
                // as it does
            }
            try {
                connection.setAutoCommit(true);
                believedOn = true;
            } catch (SQLException told) {
                // to the log, as it does
            }
        }
    }

    private Connection reviving() throws SQLException {
        return RevivingConnection.over(
                () -> {
                    if (away.get()) {
                        throw new SQLException("nobody listens", "08000");
                    }
                    return DriverManager.getConnection(database.url(), database.user(), database.password());
                },
                ALWAYS_IDLE);
    }

    private void createTable() throws SQLException {
        try (Statement statement = operator.createStatement()) {
            statement.execute("CREATE TABLE halves (id INT PRIMARY KEY)");
        }
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO halves (id) VALUES (" + id + ")");
        }
    }

    private int rows() throws SQLException {
        try (Statement statement = operator.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM halves")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void staysClosed() throws SQLException {
        Connection connection = reviving(ALWAYS_IDLE);
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThatThrownBy(() -> session(connection)).isInstanceOf(SQLException.class);
    }

    private Connection reviving(long idleNanos) throws SQLException {
        return RevivingConnection.over(
                () -> DriverManager.getConnection(database.url(), database.user(), database.password()), idleNanos);
    }

    private static long session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CONNECTION_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void kill(long session) throws SQLException {
        try (Statement statement = operator.createStatement()) {
            statement.execute("KILL HARD CONNECTION " + session);
            while (isAlive(statement, session)) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean isAlive(Statement statement, long session) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("SELECT 1 FROM information_schema.processlist WHERE id = " + session)) {
            return rows.next();
        }
    }
}
