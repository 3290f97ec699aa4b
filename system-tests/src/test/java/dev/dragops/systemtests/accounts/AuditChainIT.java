package dev.dragops.systemtests.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two servers on one database: one chain without a gap, also where the one that seals is killed; and the operator's
 * command, which names what somebody with access to the database has changed.
 */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditChainIT {
    private static final int HOLDS = 0;
    private static final int FAULTY = 1;
    private static final int NOT_VERIFIED = 2;

    private final Installation holder = Installation.named("audit");
    private final Path head = holder.folder().resolve("audit.head");
    private Database database;
    private Installation first;
    private Installation second;
    private Person ada;
    private Program engine;
    private String connection;

    @BeforeAll
    void start() {
        database = holder.startDatabase();
        first = holder.node("audit-1", database).with("DRAGOPS_AUDIT_HEAD_FILE", head.toString());
        second = holder.node("audit-2", database).with("DRAGOPS_AUDIT_HEAD_FILE", head.toString());
        first.start();
        ada = first.dragops().register();
        engine = ada.engine();
        connection = ada.createSlack("xoxb-of-the-chain", "Chained");
    }

    @AfterAll
    void stop() {
        first.stop();
        second.stop();
        holder.stop();
    }

    @Test
    @Order(1)
    void sealOnWhereTheNodeThatSealsIsKilled() {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        // only the first is there, and leads as long as there is something to seal
        CompletableFuture<Void> ofTheFirst = open(engine, over, acknowledged);
        awaitSealed(1);
        second.start();
        CompletableFuture<Void> ofTheSecond = open(engine.at(second.dragops()), over, acknowledged);
        long before = sealed();
        awaitSealed(before + 50);

        first.kill();
        assertThat(ofTheFirst).failsWithin(Duration.ofMinutes(1));
        awaitSealed(sealed() + 50);
        over.set(true);
        ofTheSecond.join();
        awaitAllSealed();

        assertThat(acknowledged).isNotEmpty().allSatisfy(request -> assertThat(
                        database.count("SELECT COUNT(chain_seq) FROM acc_audit WHERE request_id = ?", request))
                .isEqualTo(1));
        assertThat(database.count("SELECT MAX(chain_seq) - COUNT(*) FROM acc_audit"))
                .isZero();
        assertThat(verify()).isEqualTo(HOLDS);
    }

    @Test
    @Order(2)
    void tellsAnAdministratorHowFarTheTrailIsProved() {
        awaitAllSealed();
        Answer proof = second.dragops()
                .signIn(ada.email(), ada.password())
                .get("/api/admin/audit/head")
                .expect(200);
        awaitAllSealed();
        assertThat(proof.text("/begunAt")).isNotEmpty();
        assertThat(proof.text("/headFile/configured")).isEqualTo("true");
        Person bob = second.dragops().register();
        bob.get("/api/admin/audit/head").expectProblem(403, "ADMINISTRATOR_REQUIRED");
        bob.program("runtime").get("/api/admin/audit/head").expectProblem(403, "SESSION_REQUIRED");
    }

    @Test
    @Order(3)
    void namesACredentialThatWasPutBackToItsPast() {
        String old = database.texts("SELECT HEX(envelope) FROM con_connection WHERE id = ?", connection)
                .get(0);
        ada.at(second.dragops())
                .put("/api/connections/" + connection + "/credentials", "{\"apiKey\":\"xoxb-its-next\"}")
                .expect(200);
        awaitAllSealed();
        assertThat(verify()).isEqualTo(HOLDS);
        String now = database.texts("SELECT HEX(envelope) FROM con_connection WHERE id = ?", connection)
                .get(0);

        database.execute("UPDATE con_connection SET envelope = UNHEX('" + old
                + "'), credential_version = 1 WHERE id = '" + connection + "'");
        assertThat(verify()).isEqualTo(FAULTY);
        assertThat(holder.console())
                .contains("FAULT: con_connection " + connection + " has a sealed value that is not its last");

        database.execute("UPDATE con_connection SET envelope = UNHEX('" + now
                + "'), credential_version = 2 WHERE id = '" + connection + "'");
        assertThat(verify()).isEqualTo(HOLDS);
    }

    @Test
    @Order(4)
    void namesARowThatWasChangedAndOneThatIsMissing() {
        awaitAllSealed();
        database.execute("UPDATE acc_audit SET action = 'connection.renamed' WHERE chain_seq = 7");
        assertThat(verify()).isEqualTo(FAULTY);
        assertThat(holder.console()).contains("FAULT: Row 7 of the chain is not what was sealed");

        database.execute("DELETE FROM acc_audit WHERE chain_seq = 5");
        assertThat(verify()).isEqualTo(FAULTY);
        assertThat(holder.console()).contains("FAULT: Row 5 of the chain is missing");
    }

    @Test
    @Order(5)
    void saysWhereItCannotVerify() throws IOException {
        assertThat(holder.runCommand("", "audit", "verify", "--head", "nowhere"))
                .isEqualTo(NOT_VERIFIED);
        assertThat(holder.runCommand("", "audit", "look")).isEqualTo(NOT_VERIFIED);
        Path key = Files.move(holder.rootKeyFile(), holder.folder().resolve("away"));
        assertThat(verify()).isEqualTo(NOT_VERIFIED);
        Files.move(key, holder.rootKeyFile());
    }

    @Test
    @Order(6)
    void refusesToStartWhereTheHeadCannotBeWritten() {
        second.stop();
        second.with(
                "DRAGOPS_AUDIT_HEAD_FILE",
                holder.folder().resolve("missing/audit.head").toString());
        assertThat(second.startRefused()).contains("DRAGOPS_AUDIT_HEAD_FILE");
    }

    private static CompletableFuture<Void> open(Program engine, AtomicBoolean over, Queue<String> acknowledged) {
        return CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                acknowledged.add(engine.openConnection("Chained").expect(200).header("X-Request-Id"));
            }
        });
    }

    private int verify() {
        return holder.runCommand("", "audit", "verify", "--head", head.toString());
    }

    private long sealed() {
        return database.count("SELECT COUNT(*) FROM acc_audit WHERE chain_seq IS NOT NULL");
    }

    private void awaitSealed(long count) {
        await("the chain grows").atMost(Duration.ofMinutes(1)).until(() -> sealed() >= count);
    }

    private void awaitAllSealed() {
        await("the chain is complete")
                .atMost(Duration.ofMinutes(1))
                .until(() -> database.count("SELECT COUNT(*) FROM acc_audit WHERE chain_seq IS NULL") == 0);
    }
}
