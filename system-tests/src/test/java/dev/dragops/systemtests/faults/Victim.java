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
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A server, a database that it does not run itself, the way between them, and a load on it that something befalls. */
final class Victim implements AutoCloseable {
    /** How often each fault strikes: once, or for long forms a fifth of {@code -Drounds}. */
    static final int ROUNDS = Math.max(1, Integer.getInteger("rounds", 5) / 5);

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int BEFORE = Integer.getInteger("load", 150);
    private static final int AFTER = 40;
    private static final Duration READY = Duration.ofMinutes(2);

    private final Random random = new Random(SEED);
    private final String name;
    private final Installation holder;
    private final Installation node;
    private final Providers providers;
    private final Supplier<Database> database;
    private final Optional<CuttableProxy> way;
    private final Person ada;
    private final Program engine;
    private final Refresher refresher;
    private int runs;

    /** What befalls it: it begins and is over, but for what the product has to do by itself. */
    interface Fault {
        void strike(Load load);
    }

    /** Starts it, with the database of its holder. */
    static Victim in(Installation holder, String name) {
        Providers providers = Providers.of(holder);
        Database database = holder.startDatabase();
        CuttableProxy way = new CuttableProxy(database.port());
        return new Victim(holder, name, providers, () -> database, database.by(way.port()), Optional.of(way));
    }

    /**
     * Starts it, on a database that its caller runs.
     *
     * @param database the one that has the data, at this moment
     * @param reached as the server reaches whichever that is
     */
    static Victim on(Installation holder, String name, Supplier<Database> database, Database reached) {
        return new Victim(holder, name, Providers.of(holder), database, reached, Optional.empty());
    }

    private Victim(
            Installation holder,
            String name,
            Providers providers,
            Supplier<Database> database,
            Database reached,
            Optional<CuttableProxy> way) {
        this.holder = holder;
        this.name = name;
        this.providers = providers;
        this.database = database;
        this.way = way;
        node = holder.node(name + "-1", reached);
        node.with("DRAGOPS_PUBLIC_URL", node.dragops().base().toString().replaceFirst("/$", ""));
        node.start();
        ada = node.dragops().register();
        engine = ada.engine();
        refresher = new Refresher(ada, engine, providers.realm(Providers.ROTATING));
    }

    Installation holder() {
        return holder;
    }

    Installation node() {
        return node;
    }

    Database database() {
        return database.get();
    }

    CuttableProxy way() {
        return way.orElseThrow();
    }

    Program engine() {
        return engine;
    }

    Refresher refresher() {
        return refresher;
    }

    /** Has it happen in the middle of a load, and answers what the load left when the product served again. */
    Load under(Fault fault) {
        String tag = name.replace("-", "") + ++runs;
        try (Load load = Load.start(tag, SEED + runs, ada, engine, node.folder())) {
            refresher.start();
            load.awaitAcknowledged(BEFORE + random.nextInt(BEFORE));
            fault.strike(load);
            await("ready again").atMost(READY).until(node::answersReady);
            load.awaitAcknowledged(AFTER).stop();
            System.out.printf(
                    "%s: -Dseed=%d, %d acknowledged, %d refused, %d unknown%n",
                    tag,
                    SEED,
                    Inspection.count(load.journal(), Outcome.ACKNOWLEDGED),
                    Inspection.count(load.journal(), Outcome.REFUSED),
                    Inspection.count(load.journal(), Outcome.UNKNOWN));
            Inspection.check(load, database.get(), engine);
            return load;
        }
    }

    /** The length of a fault, which nothing else ends. */
    static void passSeconds(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Override
    public void close() {
        node.stop();
        way.ifPresent(CuttableProxy::close);
        holder.stop();
        providers.close();
        assertThat(providers.mock().faults()).isEmpty();
    }
}
