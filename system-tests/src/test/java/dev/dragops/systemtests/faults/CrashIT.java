package dev.dragops.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.CuttableProxy;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.faults.Journal.Outcome;
import dev.dragops.systemtests.provider.Providers;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A server under mixed load, and what may befall it. Whatever it is, from a journal that was written outside: nothing
 * acknowledged is lost, nothing is half there, each change and opening has its audit row, and the product is ready
 * again without a hand. {@code -Drounds=50} does each of them more often, {@code -Dseed=…} mixes the same again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int ROUNDS = Math.max(1, Integer.getInteger("rounds", 5) / 5);
    private static final int BEFORE = Integer.getInteger("load", 150);
    private static final int AFTER = 40;
    private static final Duration READY = Duration.ofMinutes(2);

    private final Random random = new Random(SEED);
    private Installation holder;
    private Installation node;
    private Providers providers;
    private Database database;
    private CuttableProxy way;
    private Person ada;
    private Program engine;
    private Refresher refresher;
    private int runs;

    /** What befalls a server; it begins and is over, but for what the product has to do by itself. */
    private interface Fault {
        void strike();
    }

    @BeforeAll
    void start() {
        holder = Installation.named("crash");
        providers = Providers.of(holder);
        database = holder.startDatabase();
        way = new CuttableProxy(database.port());
        node = holder.node("crash-1", database.by(way.port()));
        node.with("DRAGOPS_PUBLIC_URL", node.dragops().base().toString().replaceFirst("/$", ""));
        node.start();
        ada = node.dragops().register();
        engine = ada.engine();
        refresher = new Refresher(ada, engine, providers.realm(Providers.ROTATING));
    }

    @AfterAll
    void stop() {
        node.stop();
        way.close();
        holder.stop();
        providers.close();
        assertThat(providers.mock().faults()).isEmpty();
    }

    /** Has it happen in the middle of a load, and answers what the load left when the product served again. */
    private Load under(Fault fault) {
        String tag = "crash" + ++runs;
        try (Load load = Load.start(tag, SEED + runs, ada, engine, node.folder())) {
            refresher.start();
            load.awaitAcknowledged(BEFORE + random.nextInt(BEFORE));
            fault.strike();
            await("ready again").atMost(READY).until(node::answersReady);
            load.awaitAcknowledged(AFTER).stop();
            System.out.printf(
                    "%s: seed %d, %d acknowledged, %d refused, %d unknown%n",
                    tag,
                    SEED,
                    Inspection.count(load.journal(), Outcome.ACKNOWLEDGED),
                    Inspection.count(load.journal(), Outcome.REFUSED),
                    Inspection.count(load.journal(), Outcome.UNKNOWN));
            Inspection.check(load, database, engine);
            return load;
        }
    }

    private static int rounds() {
        return ROUNDS;
    }

    @Test
    void losesNothingWhenTheServerIsKilled() {
        for (int round = 0; round < rounds(); round++) {
            under(() -> {
                node.kill();
                node.start();
            });
            refresher.isHonest();
        }
    }

    @Test
    void losesNothingWhenTheDatabaseIsKilled() {
        for (int round = 0; round < rounds(); round++) {
            assertThat(under(holder::killDatabase).foreign()).isEmpty();
            refresher.keptItsToken();
        }
    }

    @Test
    void waitsForAFrozenDatabase() {
        for (int round = 0; round < rounds(); round++) {
            Load load = under(() -> {
                way.freeze();
                passSeconds(3);
                way.restore();
            });
            assertThat(load.failures()).as("requests that failed").isEmpty();
            refresher.keptItsToken();
        }
    }

    @Test
    void losesNothingWhenFrozenConnectionsAreCut() {
        for (int round = 0; round < rounds(); round++) {
            Load load = under(() -> {
                way.freeze();
                passSeconds(1);
                way.cut();
                passSeconds(1);
                way.restore();
            });
            assertThat(load.foreign()).isEmpty();
            refresher.keptItsToken();
        }
    }

    @Test
    void cutsNobodyOffWhenItIsAskedToStop() {
        for (int round = 0; round < rounds(); round++) {
            Load load = under(() -> {
                node.stop();
                node.start();
            });
            Inspection.assertEverybodyWasTold(load, database, engine);
            refresher.keptItsToken();
        }
    }

    /** The length of a fault, which nothing else ends. */
    private static void passSeconds(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
