package dev.dragops.systemtests.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.CuttableProxy;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.util.List;

/**
 * Two servers on one database that neither of them runs, each with a way to it that can be cut: what one does while the
 * other is killed, or sees nothing of the database, is left to see.
 */
final class Nodes implements AutoCloseable {
    /** How often a fault test tries. */
    static final int ROUNDS = Integer.getInteger("rounds", 5);

    private final Installation holder;
    private final Database database;
    private final Providers providers;
    private final List<CuttableProxy> ways;
    private final List<Installation> nodes;
    private final Person ada;
    private final Program engine;

    /** Starts the database and both servers; Ada has an account, and a program that opens credentials. */
    static Nodes start(String name) {
        return new Nodes(name);
    }

    private Nodes(String name) {
        holder = Installation.named(name);
        providers = Providers.of(holder);
        database = holder.startDatabase();
        ways = List.of(new CuttableProxy(database.port()), new CuttableProxy(database.port()));
        nodes = List.of(
                holder.node(name + "-1", database.by(ways.get(0).port())),
                holder.node(name + "-2", database.by(ways.get(1).port())));
        String publicUrl = first().base().toString().replaceFirst("/$", "");
        nodes.forEach(node -> node.with("DRAGOPS_PUBLIC_URL", publicUrl));
        nodes.get(0).start();
        nodes.get(1).start();
        ada = first().register();
        engine = ada.engine();
    }

    Installation node(int number) {
        return nodes.get(number);
    }

    CuttableProxy wayToTheDatabase(int number) {
        return ways.get(number);
    }

    Dragops first() {
        return nodes.get(0).dragops();
    }

    Person ada() {
        return ada;
    }

    /** Ada's program, as it calls that server. */
    Program engine(int number) {
        return engine.at(nodes.get(number).dragops());
    }

    /** Ada, as she calls that server. */
    Person ada(int number) {
        return ada.at(nodes.get(number).dragops());
    }

    Realm realm() {
        return providers.realm(Providers.ROTATING);
    }

    /** A connection of Ada's whose token has run out. */
    String expired() {
        String id = ada.connects(Providers.ROTATING);
        expire(id);
        return id;
    }

    void expire(String id) {
        Tokens.expire(database, realm(), id, ada.accountOf(id));
    }

    @Override
    public void close() {
        nodes.forEach(Installation::stop);
        ways.forEach(CuttableProxy::close);
        holder.stop();
        providers.close();
        assertThat(providers.mock().faults()).isEmpty();
    }
}
