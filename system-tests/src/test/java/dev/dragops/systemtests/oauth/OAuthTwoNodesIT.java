package dev.dragops.systemtests.oauth;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.provider.Gate;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import dev.dragops.systemtests.provider.TokenAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two servers on one database, and a provider that ends a grant when a refresh token comes twice: one refresh per
 * expiry. Then one of them is cut off from the database, and killed, in the middle of a refresh. The rounds are 5, or as
 * many as {@code -Drounds=50} says.
 */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OAuthTwoNodesIT {
    private static final int CALLERS = 10;
    private static final int CONNECTIONS = 4;
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private Nodes nodes;
    private Realm realm;

    @BeforeAll
    void start() {
        nodes = Nodes.start("nodes");
        realm = nodes.realm();
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @BeforeEach
    void honest() {
        realm.honest();
    }

    @Test
    @Order(1)
    void refreshOncePerExpiry() {
        String id = nodes.ada().connects(Providers.ROTATING);
        String account = nodes.ada().accountOf(id);

        for (int round = 1; round <= Nodes.ROUNDS; round++) {
            nodes.expire(id);

            List<Answer> answers = atOnce(2 * CALLERS, i -> nodes.engine(i % 2).openConnection(id));

            assertThat(answers).extracting(Answer::status).as("round %d", round).containsOnly(200);
            assertThat(answers)
                    .extracting(answer -> answer.text("/credentials/accessToken"))
                    .as("round %d", round)
                    .allMatch(realm::accepts)
                    .containsOnly(answers.get(0).text("/credentials/accessToken"));
            assertThat(realm.refreshes(account)).as("refreshes").isEqualTo(round);
        }
        assertThat(realm.reuses(account)).isZero();
    }

    @Test
    @Order(2)
    void serveOnBothWhatOneOfThemConnected() {
        String id = nodes.ada().connects(Providers.ROTATING);

        assertThat(nodes.engine(1).openConnection(id).expect(200).text("/credentials/accessToken"))
                .isEqualTo(nodes.engine(0).openConnection(id).expect(200).text("/credentials/accessToken"));
        nodes.ada(1).revokeConnection(id).expect(200);
        nodes.engine(0).openConnection(id).expectProblem(409, "CONNECTION_REVOKED");
    }

    @Test
    @Order(3)
    void keepATokenThatCameWhileTheDatabaseWasGone() {
        String id = nodes.expired();
        String account = nodes.ada().accountOf(id);
        Gate gate = new Gate();
        realm.answersRefresh(account, TokenAnswer.held(gate));
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> nodes.engine(0).openConnection(id));
        gate.awaitArrival();

        nodes.wayToTheDatabase(0).cut();
        nodes.wayToTheDatabase(1).cut();
        gate.open();
        long cutAt = System.nanoTime();
        await("ten seconds without a database")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    for (int node = 0; node < 2; node++) {
                        Answer meanwhile = nodes.engine(node).openConnection(id);
                        assertThat(meanwhile.status()).as(meanwhile.body()).isEqualTo(503);
                        assertThat(meanwhile.header("Retry-After")).isNotEmpty();
                    }
                    return System.nanoTime() - cutAt > TimeUnit.SECONDS.toNanos(10);
                });
        nodes.wayToTheDatabase(0).restore();
        nodes.wayToTheDatabase(1).restore();

        assertThat(waiting.join().status()).isIn(200, 503);
        await("the token is stored").atMost(Duration.ofSeconds(60)).until(() -> {
            Answer opened = nodes.engine(1).openConnection(id);
            return opened.status() == 200 && realm.accepts(opened.text("/credentials/accessToken"));
        });
        assertThat(realm.refreshes(account)).isEqualTo(1);
        assertThat(realm.reuses(account)).isZero();
        assertThat(nodes.ada(1).connection(id).text("/status")).isEqualTo("active");
    }

    /**
     * In each round one of the servers is killed while it refreshes several connections: to half of them the provider has
     * just sent the whole answer, from the others it holds it back. The other server then has to find out.
     */
    @Test
    @Order(4)
    void areNeverFalselyActiveAfterAKillInTheMiddleOfRefreshes() {
        for (int round = 0; round < Nodes.ROUNDS; round++) {
            int killed = round % 2;
            int survivor = 1 - killed;
            List<String> connections = IntStream.range(0, CONNECTIONS)
                    .mapToObj(i -> nodes.expired())
                    .toList();
            List<String> accounts =
                    connections.stream().map(id -> nodes.ada().accountOf(id)).toList();
            CountDownLatch processed = new CountDownLatch(CONNECTIONS);
            CountDownLatch dead = new CountDownLatch(1);
            for (int i = 0; i < CONNECTIONS; i++) {
                realm.answersRefresh(accounts.get(i), i % 2 == 0 ? answered(processed) : heldBack(processed, dead));
            }
            connections.forEach(nodes::expire);
            List<CompletableFuture<Void>> callers = connections.stream()
                    .map(id -> CompletableFuture.runAsync(() -> openUntilCutOff(killed, id)))
                    .toList();
            awaitProcessing(processed);

            nodes.node(killed).kill();
            dead.countDown();
            callers.forEach(CompletableFuture::join);
            CompletableFuture<Void> restarted =
                    CompletableFuture.runAsync(() -> nodes.node(killed).start());

            for (int i = 0; i < CONNECTIONS; i++) {
                endsHonestly(survivor, connections.get(i), accounts.get(i));
            }
            restarted.join();
            for (int i = 0; i < CONNECTIONS; i++) {
                endsHonestly(killed, connections.get(i), accounts.get(i));
            }
        }
    }

    private static TokenAnswer answered(CountDownLatch processed) {
        return (exchange, processing) -> {
            TokenAnswer.Reply reply = processing.now();
            exchange.answer(reply.status(), "application/json", reply.json().toString());
            processed.countDown();
        };
    }

    private static TokenAnswer heldBack(CountDownLatch processed, CountDownLatch dead) {
        return (exchange, processing) -> {
            TokenAnswer.Reply reply = processing.now();
            processed.countDown();
            if (!dead.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the server was not killed");
            }
            exchange.answer(reply.status(), "application/json", reply.json().toString());
        };
    }

    private static void awaitProcessing(CountDownLatch processed) {
        try {
            assertThat(processed.await(60, TimeUnit.SECONDS))
                    .as("the provider was asked for each")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private void openUntilCutOff(int node, String id) {
        try {
            nodes.engine(node).openConnection(id);
        } catch (java.io.UncheckedIOException cutOff) {
            return;
        }
    }

    /** It ends with a token that works, or with a person being asked for, after two attempts at most. */
    private void endsHonestly(int node, String id, String account) {
        await(id + " is decided")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    Answer opened = nodes.engine(node).openConnection(id);
                    if (opened.status() == 200) {
                        assertThat(realm.accepts(opened.text("/credentials/accessToken")))
                                .as("a token that was handed out works")
                                .isTrue();
                    }
                    return Set.of(200, 409).contains(opened.status());
                });
        Answer connection = nodes.ada(node).connection(id).expect(200);
        if (connection.text("/status").equals("active")) {
            assertThat(Instant.parse(connection.text("/expiresAt"))).isAfter(Instant.now());
        } else {
            assertThat(connection.text("/status")).isEqualTo("reauth_required");
            assertThat(connection.text("/statusReason")).isEqualTo("refresh_outcome_unknown");
        }
        assertThat(realm.refreshes(account)).as("attempts for %s", id).isBetween(1L, 2L);
    }
}
