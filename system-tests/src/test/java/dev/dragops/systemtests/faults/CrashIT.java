package dev.dragops.systemtests.faults;

import static dev.dragops.systemtests.faults.Victim.ROUNDS;
import static dev.dragops.systemtests.faults.Victim.passSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.faults.Journal.Entry;
import dev.dragops.systemtests.faults.Journal.Kind;
import dev.dragops.systemtests.faults.Journal.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A server under mixed load, and what may befall it. Whatever it is, from a journal that was written outside: nothing
 * acknowledged is lost, nothing is half there, each change and opening has its audit row, and the product is ready
 * again without a hand. {@code -Drounds=50 -Dload=1000} is the long form, {@code -Dseed=…} mixes the same again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final int CUT_OFF = 60;

    private Victim victim;

    @BeforeAll
    void start() {
        victim = Victim.in(Installation.named("crash"), "crash");
    }

    @AfterAll
    void stop() {
        victim.close();
    }

    @Test
    void losesNothingWhenTheServerIsKilled() {
        for (int round = 0; round < ROUNDS; round++) {
            victim.under(load -> {
                victim.node().kill();
                victim.node().start();
            });
            victim.refresher().isHonest();
        }
    }

    @Test
    void losesNothingWhenTheDatabaseIsKilled() {
        for (int round = 0; round < ROUNDS; round++) {
            Load load = victim.under(meanwhile -> victim.holder().killDatabase());
            assertThat(load.foreign()).isEmpty();
            victim.refresher().keptItsToken();
        }
    }

    @Test
    void losesNothingWhenItsSessionsAreKilled() {
        for (int round = 0; round < ROUNDS; round++) {
            Load load = victim.under(meanwhile -> await("requests that lost their session")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        victim.database().killOtherSessions();
                        return meanwhile.failures().size() >= CUT_OFF;
                    }));
            assertThat(load.foreign()).isEmpty();
            victim.refresher().keptItsToken();
        }
    }

    @Test
    void waitsForAFrozenDatabase() {
        for (int round = 0; round < ROUNDS; round++) {
            Load load = victim.under(meanwhile -> {
                victim.way().freeze();
                passSeconds(3);
                victim.way().restore();
            });
            assertThat(load.failures()).as("requests that failed").isEmpty();
            victim.refresher().keptItsToken();
        }
    }

    @Test
    void losesNothingWhenFrozenConnectionsAreCut() {
        for (int round = 0; round < ROUNDS; round++) {
            Load load = victim.under(meanwhile -> {
                victim.way().freeze();
                passSeconds(1);
                victim.way().cut();
                passSeconds(1);
                victim.way().restore();
            });
            assertThat(load.foreign()).isEmpty();
            victim.refresher().keptItsToken();
        }
    }

    @Test
    void cutsNobodyOffWhenItIsAskedToStop() {
        for (int round = 0; round < ROUNDS; round++) {
            Load load = victim.under(meanwhile -> {
                victim.node().stop();
                victim.node().start();
            });
            Inspection.assertEverybodyWasTold(load, victim.database(), victim.engine());
            victim.refresher().keptItsToken();
        }
    }

    @Test
    @Tag("once")
    void isConsistentWhenADumpThatWasTakenUnderLoadIsRestored() {
        Path dump = victim.node().folder().resolve("dump.sql");
        AtomicReference<List<Entry>> before = new AtomicReference<>(List.of());
        Load load = victim.under(meanwhile -> {
            before.set(meanwhile.journal().entries());
            victim.database().dump(dump);
        });
        victim.refresher().keptItsToken();
        try (Installation other = Installation.named("crash-restored")) {
            Database restored = other.startDatabase();
            restored.restore(dump);
            try (Installation node = victim.holder().node("crash-restored-1", restored)) {
                Program engine = victim.engine().at(node.start());

                Inspection.assertWhole(restored);
                List<String> connections = restored.texts(
                        "SELECT id FROM con_connection WHERE type = 'API_KEY' AND provider LIKE ?", load.tag() + "-%");
                assertThat(connections).isNotEmpty();
                assertThat(connections)
                        .allSatisfy(id -> engine.openConnection(id).expect(200));
                assertThat(restored.texts("SELECT provider FROM con_connection"))
                        .as("what was acknowledged before the dump began")
                        .containsAll(createdAndKept(before.get(), load.journal()));
                assertThat(restored.texts(
                                "SELECT request_id FROM acc_audit WHERE request_id LIKE ?", load.tag() + ".%"))
                        .as("the audit rows of what was acknowledged before the dump began")
                        .containsAll(before.get().stream()
                                .filter(entry -> entry.outcome() == Outcome.ACKNOWLEDGED)
                                .map(Entry::request)
                                .toList());
            }
        }
    }

    private static List<String> createdAndKept(List<Entry> before, Journal whole) {
        Set<String> deleted = whole.entries().stream()
                .filter(entry -> entry.kind() == Kind.DELETE)
                .map(Entry::object)
                .collect(Collectors.toSet());
        return before.stream()
                .filter(entry -> entry.kind() == Kind.CREATE && entry.outcome() == Outcome.ACKNOWLEDGED)
                .map(Entry::object)
                .filter(provider -> !deleted.contains(provider))
                .toList();
    }
}
