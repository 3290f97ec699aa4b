package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Lease;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.vault.TestVault;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageCountsTest {
    private static final UserId ADA = UserId.next();
    private static final UserId BOB = UserId.next();
    private static final Duration MONTH = Duration.ofDays(30);

    private final DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
    private final Database database = Database.of(source);
    private final MovableClock clock = new MovableClock();
    private final AuditRows rows = new AuditRows(database, clock);
    private final AuditChain chain = new AuditChain(TestVault.withNewKeys());
    private final UsageCounts counts = new UsageCounts(database);

    @BeforeEach
    void makeTables() {
        Migrations.apply(source, "acc", Accounts.class);
    }

    @Test
    void tellsTheSameBeforeAndAfterTheSealerCameBy() {
        openings(ADA, "conn_a", "pat_1", 3);
        clock.pass(Duration.ofDays(2));
        openings(ADA, "conn_a", "pat_2", 2);
        openings(ADA, "conn_b", "pat_2", 1);
        openings(BOB, "conn_a", "pat_3", 4);
        write(ADA, entry("conn_a", AuditEntry.Outcome.REFUSED, Optional.of("pat_4")), 1);
        write(ADA, entry("conn_a", AuditEntry.Outcome.SUCCEEDED, Optional.empty()), 1);
        write(ADA, AuditEntry.of("connection.renamed", List.of("conn_a"), Map.of()), 1);

        Usage before = usage(ADA, "conn_a");
        seal("a");
        assertThat(count("acc_audit WHERE chain_seq IS NULL")).isZero();
        assertThat(usage(ADA, "conn_a")).isEqualTo(before);
        assertThat(before.lastUsedAt()).contains(clock.instant());
        assertThat(before.days()).containsExactly(new Usage.Day(day(-2), 3), new Usage.Day(day(0), 3));
        assertThat(before.seen())
                .containsExactlyInAnyOrder(
                        seen("pat_2", clock.instant(), 2),
                        new Usage.Seen(Optional.empty(), Optional.of("n1"), clock.instant(), 1),
                        seen("pat_1", clock.instant().minus(Duration.ofDays(2)), 3));
        assertThat(counts.lastOpenings(ADA, List.of("conn_a", "conn_b", "conn_c")))
                .isEqualTo(Map.of("conn_a", clock.instant(), "conn_b", clock.instant()));
        assertThat(usage(BOB, "conn_b")).isEqualTo(new Usage(Optional.empty(), List.of(), List.of()));
    }

    @Test
    void addsAnOpeningThatWasJustMadeToThoseCounted() {
        openings(ADA, "conn_a", "pat_1", 3);
        seal("a");
        clock.pass(Duration.ofSeconds(1));
        openings(ADA, "conn_a", "pat_1", 2);
        assertThat(usage(ADA, "conn_a"))
                .isEqualTo(new Usage(
                        Optional.of(clock.instant()),
                        List.of(seen("pat_1", clock.instant(), 5)),
                        List.of(new Usage.Day(day(0), 5))));
    }

    @Test
    void countsEachOpeningOnceHoweverManyNodesSealAndWhereverTheyAreCut() throws Exception {
        int all = 3 * AuditSealing.MOST + 7;
        openings(ADA, "conn_a", "pat_1", all);
        Lease first = new Lease("acc_lease", "audit-sealer", "first", Duration.ofSeconds(60));
        Lease.Term term = first.take(database).orElseThrow();
        try (Connection connection = source.getConnection()) {
            AuditSealing cut = new AuditSealing(chain, first, clock);
            assertThat(cut.sealNext(connection, term).more()).isTrue();
            assertThat(usage(ADA, "conn_a").days()).containsExactly(new Usage.Day(day(0), all));
            cutInTheTransaction(first, term);
            assertThat(usage(ADA, "conn_a").days()).containsExactly(new Usage.Day(day(0), all));
            assertThat(count("acc_audit WHERE chain_seq IS NOT NULL")).isEqualTo(AuditSealing.MOST);

            database.update("UPDATE acc_lease SET until = UTC_TIMESTAMP(6)");
            ExecutorService nodes = Executors.newFixedThreadPool(2);
            try {
                List<Future<?>> rounds = new ArrayList<>();
                rounds.add(nodes.submit(() -> seal("second")));
                rounds.add(nodes.submit(() -> seal("third")));
                for (Future<?> round : rounds) {
                    round.get();
                }
            } finally {
                nodes.shutdown();
            }
            seal("fourth");
            assertThatThrownBy(() -> cut.sealNext(connection, term)).isInstanceOf(Lease.Lost.class);
        }
        assertThat(count("acc_audit WHERE chain_seq IS NULL")).isZero();
        assertThat(database.list("SELECT openings FROM acc_usage_day", row -> row.getLong(1)))
                .containsExactly((long) all);
        assertThat(database.list("SELECT openings FROM acc_usage_seen", row -> row.getLong(1)))
                .containsExactly((long) all);
    }

    /** The transaction of a sealer that died just before its commit. */
    private void cutInTheTransaction(Lease lease, Lease.Term term) throws SQLException {
        try (Connection dying = source.getConnection()) {
            Connection untilTheCommit = (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("commit")) {
                            throw new SQLException("killed");
                        }
                        return method.invoke(dying, arguments);
                    });
            assertThatThrownBy(() -> new AuditSealing(chain, lease, clock).sealNext(untilTheCommit, term))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void countsWhatWasChainedByAVersionThatDidNotCount() {
        int all = UsageCounts.MOST + AuditSealing.MOST;
        openings(ADA, "conn_a", "pat_1", all);
        seal("a");
        asIfNobodyHadCounted();
        openings(ADA, "conn_a", "pat_1", 1);
        assertThat(usage(ADA, "conn_a").days()).containsExactly(new Usage.Day(day(0), all + 1));
        assertThat(UsageCounts.isBehind(database)).isTrue();
        assertThat(counts.lastOpenings(ADA, List.of("conn_a"))).containsOnlyKeys("conn_a");

        seal("b");
        assertThat(UsageCounts.isBehind(database)).isFalse();
        assertThat(database.list("SELECT openings FROM acc_usage_day", row -> row.getLong(1)))
                .containsExactly(all + 1L);
        assertThat(usage(ADA, "conn_a").days()).containsExactly(new Usage.Day(day(0), all + 1));
    }

    @Test
    void goesOnCountingWhereNothingNewIsToBeSealed() {
        openings(ADA, "conn_a", "pat_1", 5);
        seal("a");
        asIfNobodyHadCounted();
        assertThat(counts.lastOpenings(ADA, List.of("conn_a"))).containsOnlyKeys("conn_a");
        seal("b");
        assertThat(database.list("SELECT openings FROM acc_usage_day", row -> row.getLong(1)))
                .containsExactly(5L);
    }

    @Test
    void sealsWhatItCannotCountAndCountsItLater() {
        int all = AuditSealing.MOST + 3;
        openings(ADA, "conn_a", "pat_1", all);
        database.update("RENAME TABLE acc_usage_day TO elsewhere");
        seal("a");
        assertThat(count("acc_audit WHERE chain_seq IS NULL")).isZero();
        assertThat(count("acc_usage")).as("a part of what was counted").isZero();

        database.update("RENAME TABLE elsewhere TO acc_usage_day");
        seal("a");
        assertThat(UsageCounts.isBehind(database)).isFalse();
        assertThat(usage(ADA, "conn_a").days()).containsExactly(new Usage.Day(day(0), all));
    }

    @Test
    void countsTheRowsThatTookThePlacesOfRemovedOnes() {
        openings(ADA, "conn_a", "pat_1", 4);
        seal("a");
        database.update("DELETE FROM acc_audit WHERE chain_seq > 2");
        openings(ADA, "conn_b", "pat_1", 2);
        seal("b");
        assertThat(usage(ADA, "conn_b").days()).containsExactly(new Usage.Day(day(0), 2));
    }

    @Test
    void countsAnOpeningThatCommitsLate() throws SQLException {
        try (Connection slow = source.getConnection()) {
            slow.setAutoCommit(false);
            new AuditRows(Database.on(slow), clock)
                    .write(
                            Optional.of(ADA),
                            Optional.empty(),
                            AccountsFixture.REQUEST,
                            entry("conn_a", AuditEntry.Outcome.SUCCEEDED, Optional.of("pat_1")));
            openings(ADA, "conn_a", "pat_1", 2);
            seal("a");
            slow.commit();
        }
        assertThat(usage(ADA, "conn_a").days()).containsExactly(new Usage.Day(day(0), 3));
        seal("b");
        assertThat(usage(ADA, "conn_a").days()).containsExactly(new Usage.Day(day(0), 3));
    }

    @Test
    void looksForAListThroughTheLatestRowsOnly() {
        openings(ADA, "conn_b", "pat_1", 1);
        for (int i = 0; i < 5; i++) {
            openings(ADA, "conn_a", "pat_1", UsageCounts.LATEST / 5);
        }
        openings(ADA, "conn_a", "pat_1", 1);
        assertThat(counts.lastOpenings(ADA, List.of("conn_a", "conn_b"))).containsOnlyKeys("conn_a");
        seal("a");
        assertThat(counts.lastOpenings(ADA, List.of("conn_a", "conn_b"))).containsOnlyKeys("conn_a", "conn_b");
    }

    @Test
    void keepsOfEachDayTheMostRecentPairsAndAllOpenings() {
        int all = UsageCounts.MOST_PAIRS + 30;
        for (int i = 0; i < all; i++) {
            clock.pass(Duration.ofSeconds(1));
            openings(ADA, "conn_a", "pat_" + i, 1);
        }
        Usage before = usage(ADA, "conn_a");
        seal("a");
        assertThat(count("acc_usage_seen")).isEqualTo(UsageCounts.MOST_PAIRS);
        assertThat(usage(ADA, "conn_a")).isEqualTo(before);
        assertThat(before.seen())
                .hasSize(UsageCounts.MOST_PAIRS)
                .contains(seen("pat_" + (all - 1), clock.instant(), 1));
        assertThat(before.days()).containsExactly(new Usage.Day(day(0), all));
    }

    @Test
    void forgetsDaysThatNobodyLooksBackToAndTellsTheLastUseAllTheSame() {
        openings(ADA, "conn_a", "pat_1", 2);
        Instant last = clock.instant();
        seal("a");
        clock.pass(Duration.ofDays(40));
        openings(ADA, "conn_b", "pat_1", 1);
        seal("a");
        assertThat(count("acc_usage_day")).isEqualTo(1);
        assertThat(count("acc_usage_seen")).isEqualTo(1);
        assertThat(usage(ADA, "conn_a")).isEqualTo(new Usage(Optional.of(last), List.of(), List.of()));
    }

    @Test
    void readsNoMoreThanTheCountsOfAnObjectThatWasOpenedOften() throws SQLException {
        openings(ADA, "conn_a", "pat_1", 4 * AuditSealing.MOST);
        seal("a");
        openings(ADA, "conn_a", "pat_1", 3);
        try (Connection connection = source.getConnection()) {
            Database session = Database.on(connection);
            long before = rowsRead(session);
            Usage usage = new UsageCounts(session)
                    .usage(ADA, "conn_a", clock.instant().minus(MONTH));
            assertThat(usage.days()).containsExactly(new Usage.Day(day(0), 4 * AuditSealing.MOST + 3));
            assertThat(rowsRead(session) - before).isLessThan(100);
        }
    }

    private static long rowsRead(Database session) {
        return session
                .list("SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%'", row -> row.getLong(2))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private void asIfNobodyHadCounted() {
        for (String table : List.of("acc_usage", "acc_usage_day", "acc_usage_seen")) {
            database.update("DELETE FROM " + table);
        }
        database.update("UPDATE acc_usage_counted SET place = 0");
    }

    private void openings(UserId user, String object, String pattern, int count) {
        write(user, entry(object, AuditEntry.Outcome.SUCCEEDED, Optional.of(pattern)), count);
    }

    private void write(UserId user, AuditEntry entry, int count) {
        AuditRow row = rows.row(Optional.of(user), Optional.empty(), AccountsFixture.REQUEST, entry);
        AuditRows.insert(database, Collections.nCopies(count, row));
    }

    private static AuditEntry entry(String object, AuditEntry.Outcome outcome, Optional<String> pattern) {
        return new AuditEntry(
                "credential.opened",
                outcome,
                List.of(object),
                Map.of(),
                Optional.of(new Execution("run_1", pattern, Optional.of("n1"))));
    }

    private static Usage.Seen seen(String pattern, Instant last, long openings) {
        return new Usage.Seen(Optional.of(pattern), Optional.of("n1"), last, openings);
    }

    private Usage usage(UserId user, String object) {
        return counts.usage(user, object, clock.instant().minus(MONTH));
    }

    private LocalDate day(int offset) {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(offset);
    }

    private long count(String table) {
        return database.first("SELECT COUNT(*) FROM " + table, row -> row.getLong(1))
                .orElseThrow();
    }

    private void seal(String owner) {
        try (AuditRounds node =
                new AuditRounds(source::getConnection, chain, AuditRounds.lease(owner), Optional.empty(), clock)) {
            node.run();
        }
    }
}
