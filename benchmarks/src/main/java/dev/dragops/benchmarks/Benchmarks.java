package dev.dragops.benchmarks;

import dev.dragops.benchmarks.Load.Run;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the product and, in the same run, what the machine can do at most: only the ratios of one run mean anything.
 * Everything is warmed up first; each figure is the median of its rounds, between which all others were measured.
 */
public final class Benchmarks implements AutoCloseable {
    private static final List<Integer> CALLERS = List.of(1, 8, 32);
    private static final int MOST = 32;
    private static final int STORM = 1_000;
    private static final int SHORT_LIST = 100;
    private static final int LONG_LIST = 10_000;

    private final Options options;
    private final Installation installation = Installation.named("benchmarks");
    private final Providers providers = Providers.of(installation);
    private final Report report;
    private final Map<String, Scenario> scenarios = new LinkedHashMap<>();

    private record Scenario(Load.Caller work, List<ProcessHandle> server, List<ProcessHandle> database) {
        Run run(int callers, Duration time) throws Exception {
            return Load.run(work, callers, time, server, database);
        }
    }

    private Benchmarks(Options options) {
        this.options = options;
        this.report = new Report(options);
    }

    /** See bin/bench. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(List.of(arguments));
        System.setProperty("server", options.server());
        try (Benchmarks benchmarks = new Benchmarks(options)) {
            Path kept = benchmarks.run();
            System.out.println(Files.readString(kept));
            System.out.println("Kept in " + kept);
        }
        // what the driver's clients left running must not keep the process
        System.exit(0);
    }

    private Path run() throws Exception {
        say("starting");
        Dragops dragops = installation.start();
        Database database = installation.database();
        try (HelloServer hello = HelloServer.in(installation.folder().resolve("hello"), options.server(), database)) {
            hello.start();
            say("preparing " + MOST + " customers");
            List<Customer> customers = IntStream.range(0, MOST)
                    .mapToObj(i -> new Customer(dragops))
                    .toList();
            try (DatabaseLimits limits =
                    new DatabaseLimits(database, customers.get(0).connection())) {
                prepare(dragops, hello, customers, limits);
                measure(limits);
            }
            if (options.wants("storm")) {
                storm(dragops, database);
            }
            report.memory(
                    Processes.residentMebibytes(Processes.server(installation.process())),
                    Processes.residentMebibytes(hello.process()),
                    Processes.residentMebibytes(Processes.database(installation.process())));
        }
        if (options.wants("envelope")) {
            envelopes();
        }
        if (options.wants("start")) {
            starts(database);
        }
        return report.keep(Path.of("results"));
    }

    private void prepare(Dragops dragops, HelloServer hello, List<Customer> customers, DatabaseLimits limits)
            throws Exception {
        List<ProcessHandle> server = List.of(Processes.server(installation.process()));
        List<ProcessHandle> database = List.of(Processes.database(installation.process()));
        byte[] greeting = Wire.request("GET", "/hello", "");
        add("hello", i -> steps(hello.port(), 200, greeting), List.of(hello.process()), List.of());
        int port = installation.address().getPort();
        add("open", i -> steps(port, 200, customers.get(i).opening()), server, database);
        add("select", i -> limits.select(i), List.of(), database);
        add("commit", i -> limits.commit(i), List.of(), database);
        add("create", i -> creating(port, customers.get(i)), server, database);
        add("batch", i -> limits.create(i), List.of(), database);
        if (options.wants("list")) {
            Customer few = withConnections(dragops, port, SHORT_LIST);
            Customer many = withConnections(dragops, port, LONG_LIST);
            add("list-100", i -> steps(port, 200, few.listing()), server, database);
            add("list-10000", i -> steps(port, 200, many.listing()), server, database);
            add("page-100", i -> steps(port, 200, few.page()), server, database);
            add("page-10000", i -> steps(port, 200, many.page()), server, database);
        }
    }

    private void add(String name, Load.Caller work, List<ProcessHandle> server, List<ProcessHandle> database) {
        if (options.wants(name)) {
            scenarios.put(name, new Scenario(work, server, database));
        }
    }

    private Customer withConnections(Dragops dragops, int port, int wanted) throws Exception {
        say("creating " + wanted + " connections of one customer");
        Customer customer = new Customer(dragops);
        Load.Step creating = creating(port, customer::creatingOneOfMany);
        for (int i = 1; i < wanted; i++) {
            creating.run();
        }
        return customer;
    }

    private static Load.Step steps(int port, int expected, byte[] request) throws IOException {
        Wire wire = new Wire(port);
        return () -> expect(expected, wire.exchange(request));
    }

    private static Load.Step creating(int port, Customer customer) throws IOException {
        return creating(port, customer::creating);
    }

    private static Load.Step creating(int port, Supplier<byte[]> request) throws IOException {
        Wire wire = new Wire(port);
        return () -> expect(201, wire.exchange(request.get()));
    }

    private static void expect(int expected, int status) {
        if (status != expected) {
            throw new IllegalStateException("the server answered " + status + " instead of " + expected);
        }
    }

    private void measure(DatabaseLimits limits) throws Exception {
        for (Map.Entry<String, Scenario> scenario : scenarios.entrySet()) {
            say("warming up: " + scenario.getKey());
            scenario.getValue().run(8, options.warmUp());
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (int callers : CALLERS) {
                for (Map.Entry<String, Scenario> scenario : scenarios.entrySet()) {
                    Run run = scenario.getValue().run(callers, options.time());
                    say("round %d, %s by %d: %.0f/s".formatted(round, scenario.getKey(), callers, run.perSecond()));
                    report.add(scenario.getKey(), callers, run);
                }
            }
        }
        report.rowsOfACreate(limits.rowsOfACreate());
        if (options.wants("create")) {
            countStatements("create");
        }
        if (options.wants("open")) {
            countStatements("open");
        }
    }

    /** By one caller alone, so that what the database counts meanwhile is of these requests. */
    private void countStatements(String name) throws Exception {
        Database database = installation.database();
        long commits = database.globalStatus("Com_commit");
        long questions = database.globalStatus("Questions");
        long from = System.nanoTime();
        Run run = scenarios.get(name).run(1, options.time());
        double requests = run.perSecond() * (System.nanoTime() - from) / 1e9;
        report.statements(
                name,
                (database.globalStatus("Questions") - questions) / requests,
                (database.globalStatus("Com_commit") - commits) / requests);
    }

    private void storm(Dragops dragops, Database database) throws Exception {
        say("a storm of " + STORM + " callers on one expired token");
        Realm realm = providers.realm(Providers.ROTATING);
        Customer customer = new Customer(dragops);
        List<Run> runs = new ArrayList<>();
        long calls = 0;
        for (int round = 0; round < options.rounds(); round++) {
            String connection = customer.person().connects(Providers.ROTATING);
            String account = customer.person().accountOf(connection);
            database.execute("UPDATE con_grant SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND"
                    + " WHERE connection_id = '" + connection + "'");
            realm.endAccessTokens(account);
            long before = realm.refreshes(account);
            byte[] request = Wire.request(
                    "POST",
                    "/api/runtime/credentials",
                    "{\"connection\":\"%s\",\"executionId\":\"run_1\"}".formatted(connection),
                    "Authorization: Bearer " + customer.person().engine().bearer());
            int port = installation.address().getPort();
            runs.add(Load.run(i -> steps(port, 200, request), STORM, Duration.ZERO, List.of(), List.of()));
            calls = Math.max(calls, realm.refreshes(account) - before);
        }
        report.storm(STORM, calls, runs);
    }

    private void envelopes() throws RunnerException {
        say("opening envelopes without anything else");
        report.envelopes(EnvelopeOpening.perSecond(
                TimeValue.milliseconds(options.warmUp().toMillis()),
                TimeValue.milliseconds(options.time().toMillis())));
    }

    /** Beside a database that runs already, since an operator's does too; and both with a database of their own. */
    private void starts(Database database) throws IOException {
        List<Duration> product = new ArrayList<>();
        List<Duration> empty = new ArrayList<>();
        Installation node = installation.node("benchmarks-start", database);
        for (int round = 0; round < options.rounds(); round++) {
            say("starting the product and the hello world once more");
            long from = System.nanoTime();
            node.start();
            product.add(Duration.ofNanos(System.nanoTime() - from));
            node.stop();
            try (HelloServer hello =
                    HelloServer.in(installation.folder().resolve("hello-start"), options.server(), database)) {
                empty.add(hello.start());
            }
        }
        report.starts(product, empty);
    }

    private static void say(String what) {
        System.err.println("bench: " + what);
    }

    @Override
    public void close() {
        installation.close();
        providers.close();
    }

    /** What the command line says. */
    record Options(String server, int rounds, Duration time, Duration warmUp, Predicate<String> only) {
        static Options parse(List<String> arguments) {
            String server = "wildfly";
            int rounds = 3;
            int seconds = 5;
            int warmUp = 30;
            Predicate<String> only = name -> true;
            for (int i = 0; i + 1 < arguments.size(); i += 2) {
                String value = arguments.get(i + 1);
                switch (arguments.get(i)) {
                    case "--server" -> server = value;
                    case "--rounds" -> rounds = Integer.parseInt(value);
                    case "--seconds" -> seconds = Integer.parseInt(value);
                    case "--warm-up" -> warmUp = Integer.parseInt(value);
                    case "--only" -> only = List.of(value.split(",", -1))::contains;
                    default -> throw new IllegalArgumentException("unknown option " + arguments.get(i));
                }
            }
            return new Options(server, rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), only);
        }

        boolean wants(String name) {
            return only.test(name);
        }
    }
}
