package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
    @Test
    void tellsWhichPatternsAndNodesOpenedAnObject() {
        try (AccountsFixture fixture = new AccountsFixture()) {
            Caller ada = fixture.newUser("ada@example.com");
            Caller bob = fixture.newUser("bob@example.com");
            MovableClock clock = fixture.clock;
            AuditRows rows = new AuditRows(fixture.database, clock);
            Instant start = clock.instant();
            rows.write(ada, opening("conn_a", Optional.of("pat_1"), Optional.of("n1")));
            clock.pass(Duration.ofSeconds(1));
            rows.write(ada, opening("conn_a", Optional.of("pat_1"), Optional.of("n1")));
            clock.pass(Duration.ofSeconds(1));
            rows.write(ada, opening("conn_a", Optional.of("pat_2"), Optional.empty()));
            rows.write(ada, opening("conn_b", Optional.of("pat_3"), Optional.empty()));
            rows.write(bob, opening("conn_a", Optional.of("pat_4"), Optional.empty()));
            rows.write(
                    ada,
                    new AuditEntry(
                            "credential.opened",
                            AuditEntry.Outcome.FAILED,
                            List.of("conn_a"),
                            Map.of(),
                            Optional.empty()));
            Usage usage = fixture.auditTrail.usage(ada, "conn_a", start);
            assertThat(usage.lastUsedAt()).contains(start.plusSeconds(2));
            assertThat(usage.seen())
                    .containsExactly(
                            new Usage.Seen(Optional.of("pat_2"), Optional.empty(), start.plusSeconds(2), 1),
                            new Usage.Seen(Optional.of("pat_1"), Optional.of("n1"), start.plusSeconds(1), 2));
            assertThat(fixture.auditTrail.usage(ada, "conn_a", start.plusSeconds(3)))
                    .as("the last use is told however long ago it was")
                    .isEqualTo(new Usage(Optional.of(start.plusSeconds(2)), List.of(), List.of()));
            assertThat(fixture.auditTrail.usage(ada, "conn_c", start).lastUsedAt())
                    .isEmpty();
        }
    }

    @Test
    void countsTheOpeningsOfEachDay() {
        try (AccountsFixture fixture = new AccountsFixture()) {
            Caller ada = fixture.newUser("ada@example.com");
            Caller bob = fixture.newUser("bob@example.com");
            MovableClock clock = fixture.clock;
            AuditRows rows = new AuditRows(fixture.database, clock);
            Instant start = clock.instant();
            LocalDate first = LocalDate.ofInstant(start, ZoneOffset.UTC);
            rows.write(ada, opening("conn_a", Optional.of("pat_1"), Optional.empty()));
            clock.pass(Duration.ofDays(3));
            rows.write(ada, opening("conn_a", Optional.of("pat_1"), Optional.empty()));
            rows.write(ada, opening("conn_a", Optional.of("pat_2"), Optional.empty()));
            rows.write(ada, opening("conn_b", Optional.of("pat_2"), Optional.empty()));
            rows.write(bob, opening("conn_a", Optional.of("pat_1"), Optional.empty()));

            assertThat(fixture.auditTrail.usage(ada, "conn_a", start).days())
                    .containsExactly(new Usage.Day(first, 1), new Usage.Day(first.plusDays(3), 2));
            assertThat(fixture.auditTrail
                            .usage(ada, "conn_a", start.plusSeconds(1))
                            .days())
                    .containsExactly(new Usage.Day(first.plusDays(3), 2));
        }
    }

    @Test
    void tellsAnObjectsOwnerWhatHappenedToItTheLatestFirst() {
        try (AccountsFixture fixture = new AccountsFixture()) {
            Caller ada = fixture.newUser("ada@example.com");
            Caller bob = fixture.newUser("bob@example.com");
            for (int i = 0; i < 3; i++) {
                fixture.auditTrail.recordAlone(
                        ada, AuditEntry.of("connection.tried", List.of("conn_a"), Map.of("n", "\"" + i)));
                fixture.auditTrail.recordAlone(bob, AuditEntry.of("connection.tried", List.of("conn_a"), Map.of()));
            }

            List<Activity> latest = fixture.auditTrail.activity(ada, "conn_a", OptionalLong.empty(), 2);
            List<Activity> older = fixture.auditTrail.activity(
                    ada, "conn_a", OptionalLong.of(latest.get(1).sequence()), 2);

            assertThat(latest).extracting(Activity::details).containsExactly(Map.of("n", "\"2"), Map.of("n", "\"1"));
            assertThat(older).extracting(Activity::details).containsExactly(Map.of("n", "\"0"));
            assertThat(fixture.auditTrail.activity(ada, "conn_b", OptionalLong.empty(), 2))
                    .isEmpty();
        }
    }

    @Test
    void keepsWhoWhatWhereAndHow() {
        try (AccountsFixture fixture = new AccountsFixture()) {
            Caller ada = fixture.newUser("ada@example.com");
            fixture.auditTrail.recordAlone(
                    ada,
                    new AuditEntry(
                            "credential.opened",
                            AuditEntry.Outcome.REFUSED,
                            List.of("conn_a", "conn_a", "conn_b"),
                            Map.of("reason", "\"\\\n\u00e9"),
                            Optional.of(new Execution("run_1", Optional.empty(), Optional.of("n1")))));
            String row = fixture.database
                    .first(
                            "SELECT CONCAT_WS('|', user_id, access_id, request_id, remote_address, action, outcome,"
                                    + " JSON_VALUE(details, '$.reason'), execution_id, pattern_id, node_id) AS line"
                                    + " FROM acc_audit ORDER BY seq DESC LIMIT 1",
                            found -> found.getString("line"))
                    .orElseThrow();
            assertThat(row)
                    .isEqualTo(ada.user() + "|" + ada.access().id()
                            + "|req-1|192.0.2.1|credential.opened|REFUSED|\"\\\n\u00e9|run_1|n1");
            fixture.auditTrail.recordAnonymous(
                    new RequestInfo("r".repeat(300), "a".repeat(300)),
                    AuditEntry.of("bearer.presented", List.of(), Map.of()));
            assertThat(fixture.audited()).last().isEqualTo("bearer.presented SUCCEEDED");
        }
    }

    @Test
    void boundsTheRowsThatNobodySignedFor() {
        try (AccountsFixture fixture = new AccountsFixture()) {
            for (int i = 0; i < AnonymousQuota.ROWS + 5; i++) {
                fixture.auditTrail.recordAnonymous(
                        AccountsFixture.REQUEST, AuditEntry.of("access.refused", List.of(), Map.of()));
            }
            assertThat(fixture.audited()).hasSize(AnonymousQuota.ROWS);
        }
    }

    @Test
    void tellsInTheNextRowHowManyItLeftOut() {
        AuditEntry entry = AuditEntry.of("access.refused", List.of("conn_a"), Map.of("code", "UNAUTHENTICATED"));
        assertThat(entry.with("notRecorded", "7"))
                .isEqualTo(AuditEntry.of(
                        "access.refused", List.of("conn_a"), Map.of("code", "UNAUTHENTICATED", "notRecorded", "7")));
    }

    @Test
    void refusesAnExecutionThatCannotBeKept() {
        assertThatThrownBy(() -> new Execution(" ", Optional.of("p".repeat(201)), Optional.empty()))
                .isInstanceOfSatisfying(AccountsException.Invalid.class, invalid -> assertThat(invalid.fieldErrors())
                        .extracting(FieldError::field)
                        .containsExactly("executionId", "patternId"));
    }

    private static AuditEntry opening(String object, Optional<String> pattern, Optional<String> node) {
        return new AuditEntry(
                "credential.opened",
                AuditEntry.Outcome.SUCCEEDED,
                List.of(object),
                Map.of(),
                Optional.of(new Execution("run_1", pattern, node)));
    }
}
