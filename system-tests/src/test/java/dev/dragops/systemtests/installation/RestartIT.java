package dev.dragops.systemtests.installation;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One installation through its life: its first account, a lost database, the wrong key, a restart, and a power cut. In
 * one class and in this order, since each start of a server takes its time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestartIT {
    private static final String ROOT_KEY_FILE = "DRAGOPS_ROOT_KEY_FILE";
    private static final String SETUP_CODE = "a setup code of our own";

    private final Installation installation = Installation.named("restart");
    private Dragops dragops;
    private Person ada;
    private Program engine;
    private String environment;
    private List<String> content;

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

    /** Without a server, whose jobs write by themselves. */
    private List<String> atRest() {
        try {
            return installation.startDatabase().checksums();
        } finally {
            installation.stop();
        }
    }

    @Test
    @Order(3)
    void refusesToStartWithAnotherKeyAndWritesNothing() throws IOException {
        installation.stop();
        content = atRest();
        Path right = installation.rootKeyFile();
        byte[] key = Files.readAllBytes(right);
        key[0] = (byte) (key[0] ^ (key[0] >= '0' && key[0] <= '9' ? 1 : 2));
        Path wrong = installation.folder().resolve("wrong.key");
        Files.createFile(wrong, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(wrong, key);

        assertThat(installation.with(ROOT_KEY_FILE, wrong.toString()).startRefused())
                .contains("root key")
                .containsPattern("[0-9a-f]{16}");
        installation.with(ROOT_KEY_FILE, right.toString());
    }

    @Test
    @Order(4)
    void findsEverythingAgainAfterARestart() {
        assertThat(atRest()).as("what the refused starts left").isEqualTo(content);
        installation.with("DRAGOPS_LOCAL_AUTH", "false").start();

        assertThat(ada.connectionNames()).containsExactly("Kept");
        assertThat(engine.openConnection("Kept").expect(200).text("/credentials/apiKey"))
                .isEqualTo("xoxb-kept");
        assertThat(ada.valueOf(environment, "KEPT", engine)).isEqualTo("kept value");
        assertThat(ada.valueOf(environment, "SLACK_BOT_TOKEN", engine)).isEqualTo("xoxb-kept");
    }

    @Test
    @Order(5)
    void closesRegistrationAndNothingElse() {
        register(Dragops.newEmail(), "").expectProblem(403, "LOCAL_AUTH_DISABLED");

        assertThat(dragops.anybody().get("/api/auth/providers").text("/local")).isEqualTo("false");
        dragops.login(ada.email(), ada.password()).expect(200);
    }

    @Test
    @Order(6)
    void resetsAPasswordByTheOperatorsCommand() {
        String fresh = "a password that was forgotten once";

        assertThat(installation.runCommand(fresh, "reset-password", ada.email()))
                .isZero();

        ada.get("/api/auth/me").expectProblem(401, "UNAUTHENTICATED");
        dragops.login(ada.email(), Dragops.PASSWORD).expectProblem(401, "INVALID_LOGIN");
        ada = dragops.signIn(ada.email(), fresh);
        engine.openConnection("Kept").expect(200);
        assertThat(installation.runCommand(fresh, "reset-password", Dragops.newEmail()))
                .isNotZero();
        assertThat(installation.console()).doesNotContain(fresh);
    }

    @Test
    @Order(7)
    void neverPrintsOrReplacesItsRootKey() throws IOException {
        byte[] key = Files.readAllBytes(installation.rootKeyFile());

        assertThat(Files.getPosixFilePermissions(installation.rootKeyFile()).toString())
                .doesNotContain("GROUP", "OTHERS");
        assertThat(installation.console()).contains(installation.rootKeyFile().toString());
        assertThat(key).hasSizeGreaterThanOrEqualTo(32);
    }

    @Test
    @Order(8)
    void startsAServerAgainThatDiedAndDiedOnceMoreWhileItStarted() {
        installation.killServer();
        installation.killServer();

        await("ready without anybody's hand").atMost(Duration.ofMinutes(2)).until(installation::answersReady);
        engine.openConnection("Kept").expect(200);
        assertThat(installation.console()).contains("ended unexpectedly (exit code 137); starting it again");
    }

    /** Payara answers 404 for everything until the product is deployed. */
    @Test
    @Order(9)
    @Tag("once")
    void neverTellsWhileItStartsThatWhatIsThereIsNot() {
        Set<Integer> told = new HashSet<>();
        installation.killServer();

        await("an opening")
                .atMost(Duration.ofMinutes(2))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    told.add(engine.openConnection("Kept").status());
                    return told.contains(200);
                });
        assertThat(told).isSubsetOf(200, 503);
    }

    @Test
    @Order(10)
    void leavesNothingHalfDoneWhenItIsKilledInTheMiddleOfCreates() {
        List<String> environments = ada.environments(ada.createWorkspace("Power cut"));
        String workspace = ada.get("/api/workspaces").texts("/workspaces", "id").get(1);
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> clients = IntStream.range(0, 8)
                .mapToObj(
                        client -> CompletableFuture.runAsync(() -> createUntilCutOff(client, workspace, acknowledged)))
                .toList();
        await("creates under way").atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= 40);

        installation.kill();
        clients.forEach(CompletableFuture::join);
        installation.start();

        List<String> connections = ada.connections().expect(200).texts("/connections", "id");
        assertThat(connections).as("what was acknowledged").containsAll(acknowledged);
        List<String> seeding = connections.stream()
                .filter(id -> ada.connection(id).text("/provider").startsWith("cut-"))
                .toList();
        assertThat(seeding).hasSizeGreaterThanOrEqualTo(40);
        for (String each : environments) {
            Answer secrets = ada.secrets(each).expect(200);
            // one secret of every connection, and no other
            assertThat(secrets.texts("/secrets", "seededBy")).containsExactlyInAnyOrderElementsOf(seeding);
        }
        String last = seeding.get(seeding.size() - 1);
        String name = ada.usage(last).text("/secrets/0/name");
        assertThat(ada.valueOf(environments.get(2), name, engine))
                .isEqualTo(engine.openConnection(last).expect(200).text("/credentials/apiKey"));
    }

    /** Each connection has a provider, and so a secret's name, of its own. */
    private void createUntilCutOff(int client, String workspace, Queue<String> acknowledged) {
        try {
            for (int i = 0; ; i++) {
                acknowledged.add(ada.createApiKeyConnection(
                                "{\"provider\":\"cut-%d-%d\",\"apiKey\":\"key %d of %d\"}"
                                        .formatted(client, i, i, client),
                                "X-Workspace-Id",
                                workspace)
                        .expect(201)
                        .id());
            }
        } catch (UncheckedIOException cutOff) {
            return;
        }
    }
}
