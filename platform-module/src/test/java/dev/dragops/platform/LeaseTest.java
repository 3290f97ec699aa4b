package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.Lease.Term;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private final DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
    private final Database database = Database.of(source);
    private final Lease ada = lease("ada");
    private final Lease ben = lease("ben");

    @BeforeEach
    void table() {
        database.update("""
                CREATE TABLE tst_lease (
                  name  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                  owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                  epoch BIGINT NOT NULL,
                  until DATETIME(6) NOT NULL,
                  PRIMARY KEY (name))""");
    }

    @Test
    void isTakenByOneAndRenewedByTheSameInTheSameTerm() {
        Optional<Term> first = ada.take(database);

        assertThat(first).isPresent();
        assertThat(ben.take(database)).isEmpty();
        assertThat(ada.take(database)).isEqualTo(first);
        assertThat(ada.leader(database)).contains("ada");
    }

    @Test
    void goesToAnotherWithAHigherEpochOnceItsTimeIsOver() {
        Term before = ada.take(database).orElseThrow();
        itsTimeIsOver();

        assertThat(ben.take(database).orElseThrow().epoch()).isGreaterThan(before.epoch());
        assertThat(ada.take(database)).isEmpty();
    }

    @Test
    void goesToAnotherAtOnceWhereItIsReleased() {
        ada.release(database, ada.take(database).orElseThrow());

        assertThat(ada.leader(database)).isEmpty();
        assertThat(ben.take(database)).isPresent();
    }

    @Test
    void isNotReleasedByWhomeverLostIt() {
        Term before = ada.take(database).orElseThrow();
        itsTimeIsOver();
        ben.take(database);

        ada.release(database, before);

        assertThat(ada.leader(database)).contains("ben");
    }

    @Test
    void refusesTheWritesOfWhomeverWasReplaced() throws SQLException {
        Term before = ada.take(database).orElseThrow();
        itsTimeIsOver();
        Term now = ben.take(database).orElseThrow();

        try (Connection connection = transaction()) {
            assertThatThrownBy(() -> ada.hold(Database.on(connection), before)).isInstanceOf(Lease.Lost.class);
            ben.hold(Database.on(connection), now);
            connection.rollback();
        }
    }

    @Test
    void cannotBeTakenWhileItsLeaderWrites() throws SQLException {
        Term term = ada.take(database).orElseThrow();
        try (Connection connection = transaction();
                Connection other = source.getConnection();
                Statement statement = other.createStatement()) {
            ada.hold(Database.on(connection), term);
            statement.execute("SET innodb_lock_wait_timeout = 0");

            assertThatThrownBy(() -> ben.take(Database.on(other)))
                    .isInstanceOf(DatabaseFailure.class)
                    .hasRootCauseInstanceOf(SQLException.class);
            connection.rollback();
        }
    }

    @Test
    void hasOneLeaderWhereManyAskAtOnce() {
        List<CompletableFuture<Optional<Term>>> asked = IntStream.range(0, 8)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> lease("node" + i).take(database)))
                .toList();

        assertThat(asked.stream().map(CompletableFuture::join).filter(Optional::isPresent))
                .hasSize(1);
    }

    private static Lease lease(String owner) {
        return new Lease("tst_lease", "sweep", owner, Duration.ofMinutes(5));
    }

    private void itsTimeIsOver() {
        database.update("UPDATE tst_lease SET until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
    }

    private Connection transaction() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }
}
