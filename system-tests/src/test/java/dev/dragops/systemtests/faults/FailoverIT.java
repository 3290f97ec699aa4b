package dev.dragops.systemtests.faults;

import static dev.dragops.systemtests.faults.Victim.ROUNDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Balancer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Replicas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A database with a replica, under mixed load: the primary is killed and the replica promoted, and later they change
 * places while both run. Whatever leads the product to the new one: nothing acknowledged is lost, nothing is half there,
 * and the product works again without a hand at it.
 */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverIT {
    private final Installation holder = Installation.named("failover");
    private Replicas replicas;

    @BeforeAll
    void start() {
        replicas = Replicas.in(holder);
    }

    @AfterAll
    void stop() {
        replicas.close();
    }

    @Test
    void losesNothingWhereTheUrlNamesBothServers() {
        survives("failover-driver", replicas.byDriver());
    }

    @Test
    void losesNothingWhereAnAddressFollowsThePrimary() {
        assertThat(Balancer.program())
                .as("HAProxy, which bin/test installs on Debian")
                .isPresent();
        try (Balancer address = replicas.balancer()) {
            survives("failover-address", replicas.by(address));
        }
    }

    private void survives(String name, Database reached) {
        Installation node = Installation.named(name)
                .with("DRAGOPS_ROOT_KEY_FILE", holder.rootKeyFile().toString());
        try (Victim victim = Victim.on(node, name, replicas::database, reached)) {
            for (int round = 0; round < ROUNDS; round++) {
                Load killed = victim.under(meanwhile -> replicas.failOver());
                assertThat(killed.foreign()).isEmpty();
                victim.refresher().keptItsToken();
                replicas.rejoin();

                Load switched = victim.under(meanwhile -> replicas.switchOver(() -> awaitUnready(victim)));
                assertThat(switched.foreign()).isEmpty();
                victim.refresher().keptItsToken();
            }
            assertThat(victim.node().runCommand("", "audit", "verify"))
                    .as("the audit trail holds")
                    .isZero();
        }
        replicas.assertSame();
        assertThat(replicas.complaints()).isEmpty();
    }

    /** Reading alone is no service: what was ended at the new primary would live on. */
    private static void awaitUnready(Victim victim) {
        await("not ready").until(() -> !victim.node().answersReady());
        Answer refused = victim.engine().openConnection("conn_01jd3v5w0c8m2xq6d9k4t7h1zr");
        refused.expectProblem(503, "DATABASE_UNAVAILABLE");
        assertThat(refused.header("Retry-After")).isNotEmpty();
    }

    /** What the documentation shows is what is tested. */
    @Test
    void runsTheConfigurationThatIsDocumented() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "scale-out.md")))
                .contains(Replicas.configuration(1).strip())
                .contains(Replicas.configuration("127.0.0.1:3306", "db1:3306", "db2:3306")
                        .strip());
    }
}
