package dev.dragops.systemtests.installation;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** One installation through its life: its first account, a lost database, a restart, and a power cut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestartIT {
    private static final String SETUP_CODE = "a setup code of our own";
    private static final List<String> SEEDED = List.of("SLACK_API_KEY", "SLACK_BOT_TOKEN");

    private final Installation installation = Installation.named("restart");
    private Dragops dragops;
    private Person ada;
    private Program engine;
    private String environment;

    @BeforeAll
    void start() {
        dragops = installation.with("DRAGOPS_SETUP_CODE", SETUP_CODE).start();
    }

    @AfterAll
    void stop() {
        installation.stop();
    }

    private Answer register(String email, String setupCode) {
        return dragops.anybody().post("/api/auth/register", """
                {"email":"%s","firstName":"A","lastName":"B","password":"%s"%s}
                """.formatted(email, Dragops.PASSWORD, setupCode));
    }

    @Test
    @Order(1)
    void givesTheFirstAccountToWhoeverHasTheSetupCodeOnly() {
        String email = Dragops.newEmail();
        assertThat(dragops.anybody().get("/api/auth/providers").text("/setupCodeRequired"))
                .isEqualTo("true");
        register(email, "").expectProblem(403, "SETUP_CODE_REQUIRED");
        register(email, ",\"setupCode\":\"a guess at it\"").expectProblem(403, "SETUP_CODE_REQUIRED");

        Answer first = register(email, ",\"setupCode\":\"" + SETUP_CODE + "\"").expect(201);
        Answer second = register(Dragops.newEmail(), "").expect(201);

        assertThat(first.text("/user/role")).isNotEqualTo(second.text("/user/role"));
        assertThat(dragops.anybody().get("/api/auth/providers").text("/setupCodeRequired"))
                .isEqualTo("false");
        ada = dragops.signIn(email, Dragops.PASSWORD);
        engine = ada.engine();
        environment = ada.environment("production");
        ada.createSlack("xoxb-kept", "Kept");
        ada.putSecret(environment, "KEPT", "kept value").expect(201);
    }

    @Test
    @Order(2)
    void healsByItselfWhenTheDatabaseWasRestarted() {
        // several connections of the pool are to be dead afterwards
        atOnce(8, i -> ada.connections().expect(200));

        installation.killDatabase();

        await("an answer after the restart")
                .atMost(Duration.ofSeconds(30))
                .until(() -> ada.connections().status() == 200);
        assertThat(atOnce(16, i -> ada.connections()))
                .extracting(Answer::status)
                .containsOnly(200);
        assertThat(engine.openConnection("Kept").expect(200).text("/credentials/apiKey"))
                .isEqualTo("xoxb-kept");
        assertThat(installation.answersReady()).isTrue();
    }

    @Test
    @Order(3)
    void findsEverythingAgainAfterARestart() {
        installation.stop();
        installation.with("DRAGOPS_LOCAL_AUTH", "false").start();

        assertThat(ada.connectionNames()).containsExactly("Kept");
        assertThat(engine.openConnection("Kept").expect(200).text("/credentials/apiKey"))
                .isEqualTo("xoxb-kept");
        assertThat(ada.valueOf(environment, "KEPT", engine)).isEqualTo("kept value");
        assertThat(ada.valueOf(environment, "SLACK_BOT_TOKEN", engine)).isEqualTo("xoxb-kept");
    }

    @Test
    @Order(4)
    void closesRegistrationAndNothingElse() {
        register(Dragops.newEmail(), "").expectProblem(403, "LOCAL_AUTH_DISABLED");

        assertThat(dragops.anybody().get("/api/auth/providers").text("/local")).isEqualTo("false");
        dragops.login(ada.email(), ada.password()).expect(200);
    }

    @Test
    @Order(5)
    void neverPrintsOrReplacesItsRootKey() throws Exception {
        byte[] key = java.nio.file.Files.readAllBytes(installation.rootKeyFile());

        assertThat(java.nio.file.Files.getPosixFilePermissions(installation.rootKeyFile())
                        .toString())
                .doesNotContain("GROUP", "OTHERS");
        assertThat(installation.console()).contains(installation.rootKeyFile().toString());
        assertThat(key).hasSizeGreaterThanOrEqualTo(32);
    }

    @Test
    @Order(6)
    void leavesNothingHalfDoneWhenItIsKilledInTheMiddleOfCreates() {
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean alive = new AtomicBoolean(true);
        String[] workspaces = new String[20];
        for (int i = 0; i < workspaces.length; i++) {
            workspaces[i] = ada.createWorkspace("crash " + i);
        }
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            for (int client = 0; client < 8; client++) {
                int number = client;
                clients.execute(() -> {
                    for (int i = 0; alive.get(); i++) {
                        try {
                            Answer created = ada.createApiKeyConnection(
                                    "{\"provider\":\"slack\",\"apiKey\":\"xoxb-crash-" + number + "-" + i + "\"}",
                                    "X-Workspace-Id",
                                    workspaces[(number + i) % workspaces.length]);
                            if (created.status() == 201) {
                                acknowledged.add(created.id());
                            }
                        } catch (UncheckedIOException cutOff) {
                            return;
                        }
                    }
                });
            }
            await("creates under way").atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= 40);
            installation.kill();
        } finally {
            alive.set(false);
            clients.shutdown();
        }
        List<String> answered = List.copyOf(acknowledged);

        installation.start();

        List<String> connections = ada.connections().expect(200).texts("/connections", "id");
        assertThat(connections).as("what was acknowledged").containsAll(answered);
        Set<String> holders = new HashSet<>();
        for (String workspace : workspaces) {
            for (String each : ada.environments(workspace)) {
                List<String> names = ada.secretNames(each);
                assertThat(names).as("secrets come together").isIn(List.of(), SEEDED);
                for (String name : names) {
                    String holder = ada.seededBy(each, name).orElseThrow();
                    assertThat(connections).as("who seeded %s", name).contains(holder);
                    holders.add(holder);
                    assertThat(ada.valueOf(each, name, engine))
                            .isEqualTo(engine.openConnection(holder).expect(200).text("/credentials/apiKey"));
                }
            }
        }
        // the first connection of a workspace seeds all of it
        assertThat(holders).as("one connection seeded each workspace").hasSize(workspaces.length);
    }
}
