package dev.dragops.systemtests.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The keys of two servers on one database through their life, while people go on working. In this order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("once")
class KeyLifeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String KEYS = "/api/admin/keys";

    private final Installation holder = Installation.named("keys");
    private Database database;
    private List<Installation> nodes;
    private Person ada;
    private Program engine;
    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();

    @BeforeAll
    void start() {
        database = holder.startDatabase();
        nodes = List.of(holder.node("keys-1", database), holder.node("keys-2", database));
        nodes.forEach(Installation::start);
        ada = nodes.get(0).dragops().register();
        engine = ada.engine();
        IntStream.range(0, 20).forEach(i -> create(0));
    }

    @AfterAll
    void stop() {
        nodes.forEach(Installation::stop);
        holder.stop();
    }

    private Person ada(int node) {
        return ada.at(nodes.get(node).dragops());
    }

    private void create(int node) {
        int number = made.incrementAndGet();
        String value = "xoxb-" + number + "-of-the-rotation";
        values.put(ada(node).createSlack(value, "Slack " + number), value);
    }

    /** Every acknowledged value, by that node. */
    private void assertAllOpen(int node) {
        Program program = engine.at(nodes.get(node).dragops());
        assertThat(values).isNotEmpty();
        values.forEach(
                (id, value) -> assertThat(program.openConnection(id).expect(200).text("/credentials/apiKey"))
                        .isEqualTo(value));
    }

    private int leader() {
        String name = database.texts(
                        "SELECT n.name FROM vlt_lease l JOIN vlt_node n ON n.id = l.owner" + " WHERE l.name = 'keys'")
                .get(0);
        return name.endsWith(":" + nodes.get(0).address().getPort()) ? 0 : 1;
    }

    private void awaitPhase(int node, String phase) {
        await("the keys are " + phase)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> ada(node).get(KEYS).expect(200).text("/phase").equals(phase));
    }

    private List<String> states() {
        return database.texts("SELECT CONCAT(id, ' ', state) FROM vlt_key ORDER BY id");
    }

    @Test
    @Order(1)
    void goOnMovingWhereTheLeaderWasKilledAndNobodyNoticesElsewhere() {
        AtomicBoolean done = new AtomicBoolean();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        String held = values.keySet().iterator().next();
        int leader = database.whileHolding("SELECT id FROM con_connection WHERE id = '" + held + "' FOR UPDATE", () -> {
            ada(0).post(KEYS + "/rotations", "{}").expect(202);
            await("all has moved but what is held")
                    .atMost(PATIENCE)
                    .until(() -> states().contains("3 active")
                            && database.count("SELECT COUNT(*) FROM con_connection WHERE kek_id = 1") == 1
                            && database.count("SELECT COUNT(*) FROM sec_secret WHERE kek_id = 1") == 0);
            ada(0).delete(KEYS + "/1").expectProblem(409, "KEY_IN_USE");
            int leading = leader();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    try {
                        create(1 - leading);
                    } catch (AssertionError failed) {
                        failures.add(failed.getMessage());
                    }
                }
            });
            nodes.get(leading).kill();
            await("work goes on").atMost(PATIENCE).until(() -> values.size() >= 40);
            done.set(true);
            load.join();
            return leading;
        });
        int other = 1 - leader;
        awaitPhase(other, "resting");

        assertThat(failures).isEmpty();
        assertThat(database.count("SELECT COUNT(*) FROM sec_secret WHERE kek_id = 1"))
                .isZero();
        assertAllOpen(other);
        ada(other).delete(KEYS + "/1").expect(204);
        ada(other).delete(KEYS + "/1").expectProblem(404, "KEY_NOT_FOUND");
        nodes.get(leader).start();
        assertAllOpen(0);
        assertAllOpen(1);
        assertThat(states()).containsExactly("1 destroyed", "2 active", "3 active");
        assertThat(database.count("SELECT COUNT(*) FROM vlt_wrapping WHERE key_id = 1"))
                .isZero();
        assertThat(database.texts("SELECT action FROM acc_audit WHERE action LIKE 'key.%' ORDER BY seq"))
                .contains("key.rotated", "key.destroyed");
    }

    @Test
    @Order(2)
    void sealEverythingAnewByCommandWhilePeopleWork() {
        AtomicBoolean done = new AtomicBoolean();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> load = IntStream.range(0, 2)
                .mapToObj(node -> CompletableFuture.runAsync(() -> {
                    while (!done.get()) {
                        try {
                            create(node);
                            String id = values.keySet().iterator().next();
                            engine.at(nodes.get(node).dragops())
                                    .openConnection(id)
                                    .expect(200);
                        } catch (AssertionError failed) {
                            failures.add(failed.getMessage());
                        }
                    }
                }))
                .toList();
        String payload = "SELECT HEX(SUBSTR(envelope, 66)) FROM con_connection ORDER BY position LIMIT 1";
        String before = database.texts(payload).get(0);

        assertThat(nodes.get(0).runCommand("", "keys", "reencrypt")).isZero();

        done.set(true);
        load.forEach(CompletableFuture::join);
        awaitPhase(0, "resting");
        assertThat(failures).isEmpty();
        assertThat(database.texts(payload)).doesNotContain(before);
        assertThat(nodes.get(0).runCommand("", "audit", "verify"))
                .as("the audit trail knows what was sealed anew, see "
                        + nodes.get(0).consoleFile())
                .isZero();
        assertAllOpen(1);
        assertThat(nodes.get(0).runCommand("", "keys", "destroy", "4")).isNotZero();
        assertThat(nodes.get(0).runCommand("", "keys", "destroy", "3")).isZero();
        assertThat(states()).containsExactly("1 destroyed", "2 active", "3 destroyed", "4 active");
        assertThat(database.texts("SELECT CONCAT(action, ' ', outcome) FROM acc_audit WHERE remote_address = 'operator'"
                        + " AND action LIKE 'key.%' ORDER BY seq"))
                .containsExactly(
                        "key.reencryption_requested SUCCEEDED",
                        "key.reencrypted SUCCEEDED",
                        "key.destruction_requested SUCCEEDED",
                        "key.destroyed REFUSED",
                        "key.destruction_requested SUCCEEDED",
                        "key.destroyed SUCCEEDED");
        assertAllOpen(0);
    }

    @Test
    @Order(3)
    void startUnderANewRootKeyOneAfterTheOther() throws IOException {
        String old = ada(0).get(KEYS).text("/rootKeys/0/fingerprint");
        Answer created = ada(0).post(KEYS + "/root-keys").expect(201);
        String fingerprint = created.text("/fingerprint");
        Path file = Path.of(created.text("/file"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        ada(0).post(KEYS + "/root-keys").expectProblem(409, "ROOT_KEY_ROTATION_UNDER_WAY");
        ada(0).post(KEYS + "/rotations", "{}").expectProblem(409, "ROOT_KEY_ROTATION_UNDER_WAY");

        nodes.get(0).stop();
        nodes.get(0).with("DRAGOPS_ROOT_KEY_FILE", file.toString()).start();
        assertAllOpen(0);
        ada(0).delete(KEYS + "/root-keys/" + old).expectProblem(409, "ROOT_KEY_IN_USE");
        nodes.get(1).stop();
        nodes.get(1).with("DRAGOPS_ROOT_KEY_FILE", file.toString()).start();
        // whoever was killed in another test counts as a node of the old key for a minute
        await("the old root key is dropped")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> nodes.get(0).runCommand("", "keys", "drop-root", old) == 0);

        assertThat(database.texts("SELECT fingerprint FROM vlt_root")).containsExactly(fingerprint);
        assertAllOpen(1);
        ada(1).post(KEYS + "/rotations", "{}").expect(202);
        awaitPhase(1, "resting");
        assertAllOpen(0);
        Installation late = holder.node("keys-late", database);
        assertThat(late.startRefused()).contains(fingerprint, old);
    }

    @Test
    @Order(4)
    void areForAdministratorsOnly() {
        Person bob = nodes.get(0).dragops().register(Dragops.newEmail(), Dragops.PASSWORD);
        bob.get(KEYS).expectProblem(403, "ADMINISTRATOR_REQUIRED");
        bob.post(KEYS + "/rotations", "{}").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        bob.delete(KEYS + "/5").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        bob.post(KEYS + "/root-keys").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        bob.delete(KEYS + "/root-keys/0123456789abcdef").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        ada.program("connections:read").get(KEYS).expectProblem(403, "SESSION_REQUIRED");
        ada.post(KEYS + "/rotations", "{\"mode\":\"other\"}").expectRefusedField("mode");
        ada.delete(KEYS + "/x").expectProblem(404, "KEY_NOT_FOUND");
        ada.delete(KEYS + "/root-keys/%C3%BC").expectProblem(404, "ROOT_KEY_NOT_FOUND");
    }
}
