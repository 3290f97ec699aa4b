package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Lease;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.vault.TestVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSealingTest {
    @TempDir
    Path folder;

    private final DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
    private final Database database = Database.of(source);
    private final MovableClock clock = new MovableClock();
    private final AuditRows rows = new AuditRows(database, clock);
    private final AuditChain chain = new AuditChain(TestVault.withNewKeys());

    @BeforeEach
    void makeTables() {
        Migrations.apply(source, "acc", Accounts.class);
    }

    @Test
    void givesEachRowItsPlaceInTheOrderOfTheNumbers() {
        write(3);
        try (AuditRounds node = node("a", Optional.empty())) {
            node.run();
            write(AuditSealing.MOST + 1);
            node.run();
        }
        assertThat(places()).hasSize(AuditSealing.MOST + 4).startsWith("1=1", "2=2", "3=3", "4=4");
        assertThat(places()).allMatch(place -> place.matches("(\\d+)=\\1"));
    }

    @Test
    void readsNoMoreRowsThanItSealsHoweverManyWait() throws SQLException {
        AuditEntry entry = entry("connection.tried");
        AuditRows.insert(
                database,
                Collections.nCopies(
                        8 * AuditSealing.MOST,
                        rows.row(Optional.empty(), Optional.empty(), AccountsFixture.REQUEST, entry)));
        try (Connection connection = source.getConnection()) {
            Database session = Database.on(connection);
            long before = rowsRead(session);
            assertThat(AuditStored.unsealed(session, AuditSealing.MOST)).hasSize(AuditSealing.MOST);
            assertThat(AuditSealing.oldestUnsealed(session)).isPresent();
            assertThat(rowsRead(session) - before).isLessThan(6 * AuditSealing.MOST);
        }
    }

    private static long rowsRead(Database session) {
        return session
                .list(
                        "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_next', 'Handler_read_rnd_next')",
                        row -> row.getLong(2))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void beginsBeforeTheFirstRow() {
        try (AuditRounds node = node("a", Optional.empty())) {
            node.run();
            write(1);
            node.run();
            assertThat(node.proof(database).begun().orElseThrow().foundTo()).isZero();
        }
        assertThat(places()).containsExactly("1=1");
    }

    @Test
    void givesARowThatCommitsLateALaterPlace() throws SQLException {
        write(1);
        try (AuditRounds node = node("a", Optional.empty());
                Connection slow = source.getConnection()) {
            slow.setAutoCommit(false);
            new AuditRows(Database.on(slow), clock)
                    .write(Optional.empty(), Optional.empty(), AccountsFixture.REQUEST, entry("slow"));
            write(2);
            node.run();
            assertThat(places()).containsExactly("1=1", "3=2", "4=3");

            slow.commit();
            write(1);
            node.run();
        }
        assertThat(places()).containsExactly("1=1", "2=4", "3=2", "4=3", "5=5");
    }

    @Test
    void fencesOffANodeThatWasReplaced() throws SQLException {
        Lease old = new Lease("acc_lease", "audit-sealer", "old", Duration.ofSeconds(60));
        Lease.Term term = old.take(database).orElseThrow();
        database.update("UPDATE acc_lease SET until = UTC_TIMESTAMP(6)");
        write(2);
        try (AuditRounds successor = node("new", Optional.empty());
                Connection connection = source.getConnection()) {
            successor.run();
            write(2);

            assertThatThrownBy(() -> new AuditSealing(chain, old, clock).sealNext(connection, term))
                    .isInstanceOf(Lease.Lost.class);
            assertThat(places()).containsExactly("1=1", "2=2", "3=null", "4=null");
            successor.run();
            assertThat(places()).containsExactly("1=1", "2=2", "3=3", "4=4");
        }
    }

    @Test
    void letsOnlyTheNodeThatLeadsSeal() {
        write(1);
        try (AuditRounds second = node("b", Optional.empty())) {
            try (AuditRounds first = node("a", Optional.empty())) {
                first.run();
                write(1);
                second.run();
                assertThat(places()).containsExactly("1=1", "2=null");
            }
            second.run();
        }
        assertThat(places()).containsExactly("1=1", "2=2");
    }

    @Test
    void waitsForTheDatabaseAndGoesOn() {
        boolean[] away = {true};
        write(1);
        try (AuditRounds node = new AuditRounds(
                () -> {
                    if (away[0]) {
                        throw new SQLException("nobody listens", "08000");
                    }
                    return source.getConnection();
                },
                chain,
                AuditRounds.lease("a"),
                Optional.empty(),
                clock)) {
            node.run();
            assertThat(places()).containsExactly("1=null");
            away[0] = false;
            node.run();
        }
        assertThat(places()).containsExactly("1=1");
    }

    @Test
    void tellsHowFarTheTrailIsProved() {
        write(2);
        try (AuditRounds node = node("a", Optional.empty())) {
            assertThat(node.proof(database).begun()).isEmpty();
            clock.pass(Duration.ofSeconds(30));
            assertThat(node.lag(database)).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
            node.run();
            AuditProof proof = node.proof(database);
            assertThat(proof.begun().orElseThrow().foundTo()).isEqualTo(2);
            assertThat(proof.head().orElseThrow().place()).isEqualTo(2);
            assertThat(HeadFile.read(chain, proof.head().orElseThrow().line()))
                    .contains(new AuditChain.Link(2, proof.head().orElseThrow().hash()));
            assertThat(proof.unsealed()).isZero();
            assertThat(proof.lag()).isZero();
            assertThat(proof.isWell()).isTrue();
        }
    }

    @Test
    void writesTheHeadWhenItMovedAndAtTheEnd() throws IOException {
        Path file = folder.resolve("audit.head");
        try (AuditRounds node = node("a", Optional.of(file))) {
            write(2);
            node.run();
            write(1);
            node.run();
            assertThat(told(file)).containsExactly(2L);
            clock.pass(Duration.ofSeconds(11));
            node.run();
            node.run();
            assertThat(told(file)).containsExactly(2L, 3L);
            write(4);
            node.run();
        }
        assertThat(told(file)).containsExactly(2L, 3L, 7L);
    }

    @Test
    void sealsOnWhereTheHeadCannotBeWrittenAndSaysSo() throws IOException {
        Path file = folder.resolve("audit.head");
        write(1);
        try (AuditRounds node = node("a", Optional.of(file))) {
            Files.createDirectory(file);
            node.run();
            assertThat(places()).containsExactly("1=1");
            assertThat(node.proof(database).copy().fault()).contains(AuditProof.Fault.UNWRITABLE);
            Files.delete(file);
            node.run();
            assertThat(node.proof(database).copy().fault()).isEmpty();
        }
        assertThat(told(file)).containsExactly(1L);
    }

    @Test
    void writesTheHeadOfRowsWhoseOpeningsCannotBeCounted() throws IOException {
        Path file = folder.resolve("audit.head");
        database.update("RENAME TABLE acc_usage_day TO elsewhere");
        try (AuditRounds node = node("a", Optional.of(file))) {
            write(2);
            node.run();
            assertThat(told(file)).containsExactly(2L);
            write(1);
            node.run();
        }
        assertThat(told(file)).containsExactly(2L, 3L);
    }

    @Test
    void saysThatTheTrailLacksWhatTheFileTells() {
        Path file = folder.resolve("audit.head");
        write(3);
        try (AuditRounds node = node("a", Optional.of(file))) {
            node.run();
        }
        database.update("DELETE FROM acc_audit WHERE chain_seq = 3");
        write(1);
        try (AuditRounds node = node("b", Optional.of(file))) {
            node.run();
            assertThat(node.proof(database).copy().fault()).contains(AuditProof.Fault.AHEAD);
            assertThat(node.proof(database).isWell()).isFalse();
        }
    }

    @Test
    void startsALineOfItsOwnAfterACrash() throws IOException {
        Path file = Files.writeString(folder.resolve("audit.head"), "2026-11-22T15:00:00Z 17 0123");
        new HeadFile(file, chain).append(clock.instant(), new AuditChain.Link(5, "0".repeat(64)));
        assertThat(told(file)).containsExactly(5L);
        assertThat(new HeadFile(file, chain).last()).contains(new AuditChain.Link(5, "0".repeat(64)));
    }

    @Test
    void refusesTheStartWhereTheHeadCannotBeWritten() {
        HeadFile unusable = new HeadFile(folder.resolve("missing/audit.head"), chain);
        assertThatThrownBy(unusable::open)
                .isInstanceOf(HeadFile.Unusable.class)
                .hasMessageContaining("DRAGOPS_AUDIT_HEAD_FILE");
    }

    private List<Long> told(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .flatMap(line -> HeadFile.read(chain, line).stream())
                .map(AuditChain.Link::place)
                .toList();
    }

    private AuditRounds node(String owner, Optional<Path> head) {
        return new AuditRounds(
                source::getConnection,
                chain,
                AuditRounds.lease(owner),
                head.map(path -> new HeadFile(path, chain)),
                clock);
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            rows.write(Optional.empty(), Optional.empty(), AccountsFixture.REQUEST, entry("connection.tried"));
        }
    }

    private static AuditEntry entry(String action) {
        return AuditEntry.of(action, List.of("conn_a"), Map.of("a", "\u00e9"));
    }

    private List<String> places() {
        return database.list(
                "SELECT seq, chain_seq FROM acc_audit ORDER BY seq",
                row -> row.getLong("seq") + "=" + row.getString("chain_seq"));
    }
}
