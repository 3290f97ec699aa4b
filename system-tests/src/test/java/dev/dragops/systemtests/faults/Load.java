package dev.dragops.systemtests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.faults.Journal.Entry;
import dev.dragops.systemtests.faults.Journal.Kind;
import dev.dragops.systemtests.faults.Journal.Outcome;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients that create connections with their secrets, delete them, put secrets, and open both, mixed by a seed. Each has
 * objects of its own, and touches none any more of which it does not know the state.
 */
final class Load implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final int MOST_TOLD = 10;
    private static final int SECRETS = 4;
    private static final int MOST_CONNECTIONS = 12;
    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String tag;
    private final long pauseNanos;
    private final Person person;
    private final Program engine;
    private final List<String> environments;
    private final Journal journal;
    private final Queue<String> oddities = new ConcurrentLinkedQueue<>();
    private final Queue<String> foreign = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<CompletableFuture<Void>> clients;
    private volatile boolean stopped;

    /**
     * Starts them.
     *
     * @param tag part of every name that they give, of small letters and digits
     * @param person whose environments they use, at the server that they call
     * @param folder where the journal is kept
     */
    static Load start(String tag, long seed, Person person, Program engine, Path folder) {
        return new Load(tag, seed, person, engine, folder, CLIENTS, 0);
    }

    /** As {@link #start}, with fewer clients, who pause after each request: what no machine is too slow for. */
    static Load startGently(String tag, long seed, Person person, Program engine, Path folder) {
        return new Load(tag, seed, person, engine, folder, CLIENTS / 2, PAUSE_NANOS);
    }

    private Load(String tag, long seed, Person person, Program engine, Path folder, int number, long pauseNanos) {
        this.pauseNanos = pauseNanos;
        this.tag = tag;
        this.person = person;
        this.engine = engine;
        this.environments = person.environments();
        this.journal = new Journal(folder.resolve("journal-" + tag + ".txt"));
        this.clients = IntStream.range(0, number)
                .mapToObj(client ->
                        CompletableFuture.runAsync(() -> new Worker(client, new Random(seed + client)).run(), threads))
                .toList();
    }

    String tag() {
        return tag;
    }

    Journal journal() {
        return journal;
    }

    List<String> environments() {
        return environments;
    }

    /** Waits until so many more requests were acknowledged than by now. */
    Load awaitAcknowledged(int more) {
        long wanted = journal.acknowledged() + more;
        await("acknowledged requests of " + tag)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> journal.acknowledged() >= wanted
                        || clients.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
        return this;
    }

    /** Ends it, and answers its journal; nothing odd may have been answered meanwhile. */
    Journal stop() {
        stopped = true;
        clients.forEach(CompletableFuture::join);
        threads.shutdown();
        journal.close();
        assertThat(oddities.stream().limit(MOST_TOLD))
                .as("%d answers that are neither an acknowledgement nor a refusal", oddities.size())
                .isEmpty();
        return journal;
    }

    /** The requests that did not succeed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** The answers that came from a server without the product in it. */
    List<String> foreign() {
        return List.copyOf(foreign);
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }

    private static void breathe(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /** A connection that was acknowledged. */
    private record Held(String id, String provider, String value) {}

    private final class Worker {
        private final int number;
        private final Random random;
        private final List<Held> connections = new ArrayList<>();
        private final Map<String, String> secrets = new HashMap<>();
        private final List<String> unknown = new ArrayList<>();
        private int count;

        Worker(int number, Random random) {
            this.number = number;
            this.random = random;
        }

        void run() {
            while (!stopped) {
                breathe(pauseNanos);
                count++;
                int dice = random.nextInt(100);
                if (connections.isEmpty() || (dice < 30 && connections.size() < MOST_CONNECTIONS)) {
                    create();
                } else if (dice < 40) {
                    delete(connections.get(random.nextInt(connections.size())));
                } else if (dice < 65) {
                    put();
                } else if (dice < 90 || secrets.isEmpty()) {
                    open(connections.get(random.nextInt(connections.size())));
                } else {
                    openSecret();
                }
            }
        }

        private void create() {
            String provider = "%s-%d-%d".formatted(tag, number, count);
            String value = "key " + provider;
            String json = "{\"provider\":%s,\"apiKey\":%s}".formatted(Json.quote(provider), Json.quote(value));
            attempt(Kind.CREATE, provider, value, person, "POST", "/api/connections/api-key", json)
                    .ifPresent(answer -> connections.add(new Held(answer.id(), provider, value)));
        }

        private void delete(Held held) {
            connections.remove(held);
            var unused = attempt(
                    Kind.DELETE, held.provider(), held.value(), person, "DELETE", "/api/connections/" + held.id(), "");
        }

        private void put() {
            String environment = environments.get(random.nextInt(environments.size()));
            String name = (tag + "_" + number + "_" + random.nextInt(SECRETS)).toUpperCase(Locale.ROOT);
            String object = environment + "/" + name;
            if (unknown.contains(object)) {
                return;
            }
            String value = "value " + count + " of " + name;
            String path = "/api/environments/" + environment + "/secrets/" + name;
            attempt(Kind.PUT, object, value, person, "PUT", path, "{\"value\":" + Json.quote(value) + "}")
                    .ifPresentOrElse(done -> secrets.put(object, value), () -> {
                        unknown.add(object);
                        secrets.remove(object);
                    });
        }

        private void open(Held held) {
            String json = "{\"connection\":%s,\"executionId\":\"run_1\"}".formatted(Json.quote(held.id()));
            attempt(Kind.OPEN, held.provider(), held.value(), engine, "POST", "/api/runtime/credentials", json)
                    .filter(answer -> !answer.text("/credentials/apiKey").equals(held.value()))
                    .ifPresent(other -> oddities.add("another value of " + held));
        }

        private void openSecret() {
            String object = secrets.keySet().stream().sorted().toList().get(random.nextInt(secrets.size()));
            String[] parts = object.split("/", 2);
            String value = secrets.get(object);
            String json = "{\"environmentId\":%s,\"names\":[%s],\"executionId\":\"run_1\"}"
                    .formatted(Json.quote(parts[0]), Json.quote(parts[1]));
            attempt(Kind.OPEN_SECRET, object, value, engine, "POST", "/api/runtime/secrets", json)
                    .filter(answer -> !answer.text("/secrets/" + parts[1]).equals(value))
                    .ifPresent(other -> oddities.add("another value of " + object));
        }

        /** The answer where it acknowledges. */
        private Optional<Answer> attempt(
                Kind kind, String object, String value, Client caller, String method, String path, String json) {
            String request = tag + "." + number + "." + count;
            Outcome outcome = Outcome.UNKNOWN;
            try {
                Answer answer = caller.sendUnchecked(
                        method,
                        path,
                        Optional.of(json).filter(text -> !text.isEmpty()).map(text -> text.getBytes(UTF_8)),
                        "X-Request-Id",
                        request);
                if (answer.status() / 100 == 2) {
                    outcome = Outcome.ACKNOWLEDGED;
                    return Optional.of(answer);
                }
                String told = request + " " + answer.request() + " -> " + answer.status() + " " + answer.body();
                failures.add(told);
                if (!answer.header("X-Request-Id").equals(request)) {
                    foreign.add(told); // not the product's
                } else if (answer.status() != 503
                        || answer.header("Retry-After").isEmpty()) {
                    oddities.add(told);
                } else if (answer.text("/code").equals("SERVER_STOPPING")) {
                    outcome = Outcome.REFUSED;
                }
            } catch (UncheckedIOException cutOff) {
                failures.add(request + " " + kind + ": " + cutOff + ", " + cutOff.getCause());
            } finally {
                journal.write(new Entry(request, kind, object, value, outcome));
            }
            breathe(BREATH_NANOS);
            return Optional.empty();
        }
    }
}
