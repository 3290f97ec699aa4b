package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActivitySearchTest {
    private static final String CONNECTION = "conn_01jd3v5w0c8m2xq6d9k4t7h1zr";

    private AccountsFixture fixture;
    private Caller ada;
    private Caller bob;
    private AuditRows rows;
    private Instant start;

    @BeforeEach
    void open() {
        fixture = new AccountsFixture();
        ada = fixture.newUser("ada@example.com");
        bob = fixture.newUser("bob@example.com");
        fixture.database.update("DELETE FROM acc_audit");
        fixture.database.update("DELETE FROM acc_audit_object");
        rows = new AuditRows(fixture.database, fixture.clock);
        start = fixture.clock.instant();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void showsTheCallersOwnAndNobodyElses() {
        write(ada, "connection.created", AuditEntry.Outcome.SUCCEEDED, CONNECTION);
        write(bob, "connection.created", AuditEntry.Outcome.SUCCEEDED, CONNECTION);
        rows.write(
                Optional.of(ada.user()),
                Optional.empty(),
                new RequestInfo("-", "-"),
                AuditEntry.of("connection.refreshed", List.of(CONNECTION, "pack"), Map.of("generation", "2")));

        ActivityPage page = search(ada, ActivityQuery.own());

        assertThat(actions(page)).containsExactly("connection.refreshed", "connection.created");
        assertThat(page.next()).isEmpty();
        ActivityPage.Row latest = page.rows().get(0);
        assertThat(latest.user()).contains(ada.user());
        assertThat(latest.email()).contains("ada@example.com");
        assertThat(latest.access()).isEmpty();
        assertThat(latest.objects()).containsExactly(CONNECTION, "pack");
        assertThat(latest.activity().details()).isEqualTo(Map.of("generation", "2"));
        assertThat(page.rows().get(1).access()).contains(ada.access().id());
        assertThat(page.rows().get(1).remoteAddress()).isEqualTo("192.0.2.1");
    }

    @Test
    void showsEverybodysToAnAdministratorOnly() {
        write(bob, "secret.created", AuditEntry.Outcome.SUCCEEDED, "env_1");
        rows.write(
                Optional.empty(),
                Optional.empty(),
                AccountsFixture.REQUEST,
                AuditEntry.of("access.refused", List.of(), Map.of()));
        ActivityQuery everybody = new ActivityQuery(
                true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(actions(search(ada, everybody))).containsExactly("access.refused", "secret.created");
        assertThatThrownBy(() -> search(bob, everybody)).isInstanceOf(AccountsException.AdministratorRequired.class);
    }

    @Test
    void takesAScopeOfItsOwn() {
        Caller program = fixture.withToken(ada, Optional.empty(), Scope.CONNECTIONS_READ);
        Caller auditor = fixture.withToken(ada, Optional.empty(), Scope.ACTIVITY_READ);

        assertThatThrownBy(() -> search(program, ActivityQuery.own()))
                .isInstanceOf(AccountsException.InsufficientScope.class);
        assertThat(actions(search(auditor, ActivityQuery.own()))).containsExactly("token.issued", "token.issued");
    }

    @Test
    void findsByGroupOutcomeAndTime() {
        write(ada, "connection.created", AuditEntry.Outcome.SUCCEEDED, CONNECTION);
        fixture.clock.pass(Duration.ofHours(1));
        write(ada, "credential.opened", AuditEntry.Outcome.SUCCEEDED, CONNECTION);
        fixture.clock.pass(Duration.ofHours(1));
        write(ada, "secrets.opened", AuditEntry.Outcome.FAILED, "env_1");

        assertThat(found(Optional.of(ActivityGroup.OPENINGS), Optional.empty(), "", "", ""))
                .containsExactly("secrets.opened", "credential.opened");
        assertThat(found(Optional.empty(), Optional.of(AuditEntry.Outcome.FAILED), "", "", ""))
                .containsExactly("secrets.opened");
        assertThat(found(
                        Optional.empty(),
                        Optional.empty(),
                        start.plusSeconds(3600).toString(),
                        start.plusSeconds(7200).toString(),
                        ""))
                .as("from is included, until is not")
                .containsExactly("credential.opened");
    }

    @Test
    void findsByTheIdOfWhatWasTouchedOrUsed() {
        write(ada, "connection.created", AuditEntry.Outcome.SUCCEEDED, CONNECTION);
        write(ada, "connection.created", AuditEntry.Outcome.SUCCEEDED, "conn_01jd3v5w0c8m2xq6d9k4t7h1zs");
        write(bob, "connection.verified", AuditEntry.Outcome.SUCCEEDED, CONNECTION);
        Caller program = fixture.withToken(ada, Optional.empty(), Scope.CONNECTIONS_READ);
        write(program, "connection.renamed", AuditEntry.Outcome.SUCCEEDED, "conn_01jd3v5w0c8m2xq6d9k4t7h1zt");

        assertThat(found(Optional.empty(), Optional.empty(), "", "", " " + CONNECTION + " "))
                .containsExactly("connection.created");
        assertThat(found(
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        "",
                        program.access().id()))
                .containsExactly("connection.renamed", "token.issued");
    }

    @Test
    void findsWhatARowSaysInAnySpelling() {
        rows.write(ada, AuditEntry.of("secret.created", List.of("env_1"), Map.of("name", "SLACK_100%_KEY")));
        rows.write(ada, AuditEntry.of("secret.created", List.of("env_1"), Map.of("name", "SLACK_100_KEY")));

        assertThat(found(Optional.empty(), Optional.empty(), "", "", "slack_100"))
                .hasSize(2);
        assertThat(found(Optional.empty(), Optional.empty(), "", "", "100%_"))
                .as("no wildcards")
                .hasSize(1);
        assertThat(found(Optional.empty(), Optional.empty(), "", "", "\u540d\ud83d\ude00'\\"))
                .isEmpty();
        assertThat(found(Optional.empty(), Optional.empty(), "", "", "192.0.2.1"))
                .hasSize(2);
    }

    @Test
    void pagesThroughRowsOfOneInstantWithoutLossOrRepetition() {
        for (int i = 0; i < 25; i++) {
            if (i % 10 == 0) {
                fixture.clock.pass(Duration.ofSeconds(1));
            }
            rows.write(ada, AuditEntry.of("connection.tried", List.of(), Map.of("n", Integer.toString(i))));
        }
        List<String> seen = new ArrayList<>();
        Optional<ActivityPage.Position> next = Optional.empty();
        do {
            ActivityPage page = fixture.auditTrail.search(ada, ActivityQuery.own(), next, 7);
            page.rows().forEach(row -> seen.add(row.activity().details().get("n")));
            next = page.next().flatMap(position -> ActivityPage.Position.parse(position.wire()));
        } while (next.isPresent());

        assertThat(seen).hasSize(25).doesNotHaveDuplicates().startsWith("24").endsWith("0");
    }

    @Test
    void readsNoMoreThanItShows() {
        for (int i = 0; i < 300; i++) {
            write(i % 2 == 0 ? ada : bob, "credential.opened", AuditEntry.Outcome.SUCCEEDED, CONNECTION);
        }
        fixture.database.list("ANALYZE TABLE acc_audit", row -> row.getString(1));
        ActivityQuery dated = new ActivityQuery(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(start),
                Optional.of(start.plusSeconds(3600)),
                Optional.empty());

        assertThat(plan(dated, ada.user().value(), start, start.plusSeconds(3600), 51))
                .startsWith("acc_audit_of_user")
                .doesNotContain("filesort");
        ActivityQuery everybody = new ActivityQuery(
                true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(plan(everybody, 51)).startsWith("acc_audit_at").doesNotContain("filesort");
    }

    private String plan(ActivityQuery query, Object... parameters) {
        return fixture.database
                .first(
                        "EXPLAIN "
                                + ActivitySearch.of(ada.user(), query, Optional.empty())
                                        .sql(),
                        row -> row.getString("key") + " " + row.getString("Extra"),
                        parameters)
                .orElseThrow();
    }

    @Test
    void takesDaysAndTimes() {
        assertThat(ActivityQuery.start("2026-11-22")).contains(Instant.parse("2026-11-22T00:00:00Z"));
        assertThat(ActivityQuery.end("2026-11-22")).contains(Instant.parse("2026-11-23T00:00:00Z"));
        assertThat(ActivityQuery.end("2026-11-22T10:00:00+02:00")).contains(Instant.parse("2026-11-22T08:00:00Z"));
        assertThat(ActivityQuery.start("yesterday")).isEmpty();
        assertThat(ActivityQuery.start("+999999999-01-01")).isEmpty();
        assertThat(ActivityPage.Position.parse("x-1")).isEmpty();
    }

    private void write(Caller caller, String action, AuditEntry.Outcome outcome, String object) {
        rows.write(caller, new AuditEntry(action, outcome, List.of(object), Map.of(), Optional.empty()));
    }

    private List<String> found(
            Optional<ActivityGroup> group,
            Optional<AuditEntry.Outcome> outcome,
            String from,
            String until,
            String text) {
        return actions(search(
                ada,
                new ActivityQuery(
                        false,
                        group,
                        outcome,
                        ActivityQuery.start(from),
                        ActivityQuery.end(until),
                        Optional.of(text))));
    }

    private ActivityPage search(Caller caller, ActivityQuery query) {
        return fixture.auditTrail.search(caller, query, Optional.empty(), 50);
    }

    private static List<String> actions(ActivityPage page) {
        return page.rows().stream().map(row -> row.activity().action()).toList();
    }
}
