package dev.dragops.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Balancer;
import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.RawHttp;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two nodes on one database behind HAProxy, which serve as one: of the same kind, or of both. Through their whole life
 * in one test, since each start of a server takes its time.
 */
class PairIT {
    private static final long SEED = System.nanoTime();

    /** What is promised of a token or session that was ended: nobody takes it that long after. */
    private static final long PROMISE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int DUE = 3;

    static List<String> pairs() {
        return List.of(System.getProperty("pairs", "wildfly+wildfly").split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void serveAsOne(String kinds) {
        assertThat(Balancer.program())
                .as("HAProxy, which bin/test installs on Debian")
                .isPresent();
        try (Pair pair = new Pair(kinds.split("\\+", 2))) {
            pair.takeTheClientsAddressFromTheBalancer();
            pair.refuseWhatWasEndedAtTheOther();
            pair.runJobsOnce();
            pair.restartOneAfterTheOtherUnnoticed();
            pair.keepASignInWhenTheNodeThatMadeItIsKilled();
        }
    }

    /** What the documentation shows is what is tested. */
    @Test
    void runTheConfigurationThatIsDocumented() throws IOException {
        String shown = Files.readString(Path.of("..", "docs", "scale-out.md"));

        assertThat(shown).contains(Balancer.configuration(8080, 8081, 8082).strip());
    }

    private static final class Pair implements AutoCloseable {
        private final Installation holder;
        private final Providers providers;
        private final Database database;
        private final Installation one;
        private final Installation two;
        private final Balancer balancer;
        private final Person ada;
        private final Program engine;

        Pair(String[] kinds) {
            String name = "pair-" + String.join("-", kinds);
            holder = Installation.named(name);
            providers = Providers.of(holder);
            database = holder.startDatabase();
            int port = Balancer.port();
            holder.with("DRAGOPS_PUBLIC_URL", "http://127.0.0.1:" + port)
                    .with("DRAGOPS_TRUSTED_PROXIES", "127.0.0.1")
                    .with("DRAGOPS_DRAIN_SECONDS", "3");
            one = holder.node(name + "-1", database).on(kinds[0]);
            two = holder.node(name + "-2", database).on(kinds[1]);
            one.start();
            two.start();
            balancer = Balancer.start(port, one, two);
            await("HAProxy sees a node")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> balancer.dragops()
                                    .anybody()
                                    .sendUnchecked("GET", "/health/ready", Optional.empty())
                                    .status()
                            == 200);
            ada = balancer.dragops().register();
            engine = ada.engine();
        }

        void takeTheClientsAddressFromTheBalancer() {
            RawHttp.postFrom("127.31.1.1", balancer.dragops(), "/api/auth/login", """
                    {"email":%s,"password":%s}
                    """.formatted(
                                    Json.quote(ada.email()), Json.quote(ada.password())))
                    .expect(200);

            assertThat(ada.get("/api/sessions").expect(200).texts("/sessions", "network"))
                    .contains("127.31.1.1");
        }

        void refuseWhatWasEndedAtTheOther() {
            for (Installation[] order : new Installation[][] {{one, two}, {two, one}}) {
                Program program = ada.engine();
                Person phone = ada.signInAgain();
                String session = phone.get("/api/sessions")
                        .expect(200)
                        .texts("/sessions", "id")
                        .get(0);
                Person here = ada.at(order[0].dragops());
                Client programThere = program.at(order[1].dragops());
                Client phoneThere = phone.at(order[1].dragops());
                programThere.get("/api/workspaces").expect(200);
                phoneThere.get("/api/workspaces").expect(200);

                here.delete("/api/tokens/" + program.tokenId()).expect(204);
                assertRefusedWithinASecond(programThere);
                here.delete("/api/sessions/" + session).expect(204);
                assertRefusedWithinASecond(phoneThere);
            }
        }

        /** A request that begins a second after the end was acknowledged is refused, however slow this machine is. */
        private static void assertRefusedWithinASecond(Client ended) {
            long acknowledgedAt = System.nanoTime();
            while (true) {
                long begunAt = System.nanoTime();
                Answer answer = ended.get("/api/workspaces");
                if (answer.status() == 401) {
                    return;
                }
                answer.expect(200);
                assertThat(begunAt - acknowledgedAt)
                        .as("nanoseconds after which it was still taken")
                        .isLessThan(PROMISE_NANOS);
            }
        }

        void runJobsOnce() {
            Realm realm = providers.realm(Providers.ROTATING);
            List<String> connections = IntStream.range(0, DUE)
                    .mapToObj(i -> ada.connects(Providers.ROTATING))
                    .toList();
            List<String> accounts = connections.stream().map(ada::accountOf).toList();

            connections.forEach(id -> database.execute(
                    "UPDATE con_grant SET expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 SECOND, next_refresh_at ="
                            + " UTC_TIMESTAMP(6) WHERE connection_id = '" + id + "'"));
            ada.deleteConnection(ada.connects(Providers.SECOND)).expect(204);

            await("the job has refreshed them").atMost(Duration.ofSeconds(60)).until(() -> accounts.stream()
                    .allMatch(account -> realm.refreshes(account) > 0));
            await("the job of both nodes has come round again")
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            database.count("SELECT COUNT(*) FROM con_grant WHERE next_refresh_at <= UTC_TIMESTAMP(6)")
                                            == 0
                                    && database.count("SELECT COUNT(*) FROM con_revocation") == 0);
            assertThat(accounts).allSatisfy(account -> {
                assertThat(realm.refreshes(account))
                        .as("refreshes of %s", account)
                        .isEqualTo(1);
                assertThat(realm.reuses(account)).isZero();
            });
            assertThat(providers.realm(Providers.SECOND).calls("revoke")).isEqualTo(1);
        }

        void restartOneAfterTheOtherUnnoticed() {
            Refresher refresher = new Refresher(ada, engine, providers.realm(Providers.ROTATING));
            Browser browser = ada.browser();
            Load load = Load.startGently("rolling", SEED, ada, engine, one.folder());
            try (load) {
                refresher.start();
                load.awaitAcknowledged(50);
                for (Installation node : List.of(one, two)) {
                    node.stop();
                    assertThat(browser.open("/connections").status()).isEqualTo(200);
                    load.awaitAcknowledged(50);
                    node.start();
                    load.awaitAcknowledged(50);
                }
                load.stop();
            }
            assertThat(load.failures())
                    .as("requests that failed, of %s", load.journal())
                    .isEmpty();
            refresher.alwaysSucceeded();
            Inspection.check(load, database, engine);
        }

        void keepASignInWhenTheNodeThatMadeItIsKilled() {
            long before = signIns(one);
            Browser browser = ada.signInWithABrowser();
            Installation maker = signIns(one) > before ? one : two;

            maker.kill();

            for (int i = 0; i < 10; i++) {
                Browser.Page page = browser.open("/connections").expect(200);
                assertThat(page.path()).isEqualTo("/connections");
            }
            ada.get("/api/auth/me").expect(200);
        }

        private static long signIns(Installation node) {
            return node.console()
                    .lines()
                    .filter(line -> line.contains("POST") && line.contains("/sign-in"))
                    .count();
        }

        @Override
        public void close() {
            balancer.close();
            one.stop();
            two.stop();
            holder.stop();
            providers.close();
            assertThat(providers.mock().faults()).isEmpty();
        }
    }
}
