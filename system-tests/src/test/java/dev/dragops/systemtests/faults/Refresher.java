package dev.dragops.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Has the token of a connection refreshed, again and again, at a provider that takes each refresh token once. */
final class Refresher {
    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A lease, an attempt more, and a start of the job. */
    private static final Duration RECOVERY = Duration.ofMinutes(1);

    private final Person person;
    private final Program engine;
    private final Realm realm;
    private final Queue<String> oddities = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private String id;
    private String account;
    private CompletableFuture<Void> client = CompletableFuture.completedFuture(null);
    private volatile boolean stopped;

    Refresher(Person person, Program engine, Realm realm) {
        this.person = person;
        this.engine = engine;
        this.realm = realm;
        connect();
    }

    private void connect() {
        id = person.connects(Providers.ROTATING);
        account = person.accountOf(id);
    }

    void start() {
        stopped = false;
        client = CompletableFuture.runAsync(() -> {
            while (!stopped) {
                refresh();
            }
        });
    }

    private void refresh() {
        try {
            Answer answer = person.sendUnchecked("POST", "/api/connections/" + id + "/refresh", Optional.empty());
            // a server that is being started or stopped answers without the product
            boolean ours = !answer.header("X-Request-Id").isEmpty();
            if (ours && !Set.of(200, 409, 503).contains(answer.status())) {
                oddities.add(answer.request() + " -> " + answer.status() + " " + answer.body());
            }
            if (answer.status() == 200) {
                return;
            }
            failures.add(answer.request() + " -> " + answer.status() + " " + answer.body());
        } catch (UncheckedIOException cutOff) {
            // what became of the token is looked at when the server is back
            failures.add(cutOff.toString());
        }
        LockSupport.parkNanos(BREATH_NANOS);
    }

    private void stop() {
        stopped = true;
        client.join();
        assertThat(oddities).as("odd answers to refreshes").isEmpty();
    }

    /** Ends it where nobody was to notice anything. */
    void alwaysSucceeded() {
        keptItsToken();
        assertThat(failures).as("refreshes that failed").isEmpty();
    }

    /** Ends it after a fault that the server lived through, or was asked to stop in: it has the token still. */
    void keptItsToken() {
        stop();
        assertThat(opened().status()).as("the connection is usable").isEqualTo(200);
        assertThat(realm.reuses(account)).as("refresh tokens that came twice").isZero();
    }

    /** Ends it after the server was killed: it has the token still, or knows that it has not and asks a person. */
    void isHonest() {
        stop();
        if (opened().status() == 409) {
            Answer connection = person.connection(id).expect(200);
            assertThat(connection.text("/status")).isEqualTo("reauth_required");
            assertThat(connection.text("/statusReason")).isEqualTo("refresh_outcome_unknown");
            connect();
        }
    }

    private Answer opened() {
        Answer opened = await("the outcome of the last refresh of " + id)
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> engine.openConnection(id), answer -> List.of(200, 409)
                        .contains(answer.status()));
        if (opened.status() == 200) {
            assertThat(realm.accepts(opened.text("/credentials/accessToken")))
                    .as("a token that was handed out works")
                    .isTrue();
        }
        return opened;
    }
}
