package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.Migrations;
import dev.dragops.vault.KeyLife.Action;
import dev.dragops.vault.KeyLife.Request;
import dev.dragops.vault.Vault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private AccountsFixture fixture;

    @BeforeEach
    void hasANodeThatLives() {
        fixture = new AccountsFixture();
        Migrations.apply(fixture.dataSource, "vlt", Vault.class);
        fixture.database.update("INSERT INTO vlt_node (id, name, root_fingerprint, ring_revision, started_at, seen_at)"
                + " VALUES ('node_1', 'web-1', '0123456789abcdef', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void answers(String outcome) {
        fixture.database.update("CREATE TRIGGER the_node BEFORE INSERT ON vlt_request FOR EACH ROW"
                + " SET NEW.outcome = '" + outcome + "'");
    }

    private int obey(String... arguments) throws InterruptedException {
        return new KeysCommand(fixture.dataSource, folder.resolve("root.key"), stream, stream).obey(List.of(arguments));
    }

    @Test
    void writesNothingButThatItAskedWhereANodeRefuses() throws Exception {
        answers("KEY_IN_USE");

        assertThat(obey("destroy", "9")).isEqualTo(1);
        assertThat(obey("rotate")).isEqualTo(1);
        assertThat(obey("reencrypt")).isEqualTo(1);

        assertThat(fixture.audited())
                .containsExactly(
                        "key.destruction_requested SUCCEEDED",
                        "key.rotation_requested SUCCEEDED",
                        "key.reencryption_requested SUCCEEDED");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("KEY_IN_USE");
    }

    @Test
    void leavesItToTheNodeToWriteThatItWasDone() throws Exception {
        answers("DONE");

        assertThat(obey("destroy", "9")).isZero();

        assertThat(fixture.audited()).containsExactly("key.destruction_requested SUCCEEDED");
    }

    @Test
    void writesWhatANodeMadeOfARequestBesideTheAsking() throws Exception {
        answers("DONE");
        obey("destroy", "9");
        String id = fixture.database
                .first("SELECT id FROM vlt_request", row -> row.getString(1))
                .orElseThrow();
        KeyWitness.answered(
                fixture.database, new Request(id, Action.DESTROY, OptionalInt.of(9), Optional.of("KEY_IN_USE")));
        KeyWitness.answered(fixture.database, new Request(id, Action.DESTROY, OptionalInt.of(9), Optional.of("DONE")));
        KeyWitness.answered(
                fixture.database,
                new Request(id, Action.ROTATE, OptionalInt.empty(), Optional.of("KEY_ROTATION_UNDER_WAY")));

        assertThat(fixture.audited())
                .containsExactly(
                        "key.destruction_requested SUCCEEDED",
                        "key.destroyed REFUSED",
                        "key.destroyed SUCCEEDED",
                        "key.rotated REFUSED");
        assertThat(fixture.database.list(
                        "SELECT details FROM acc_audit WHERE outcome = 'REFUSED' ORDER BY seq",
                        row -> row.getString(1)))
                .containsExactly("{\"code\":\"KEY_IN_USE\",\"key\":\"9\"}", "{\"code\":\"KEY_ROTATION_UNDER_WAY\"}");
        assertThat(fixture.database.list("SELECT DISTINCT request_id FROM acc_audit", row -> row.getString(1)))
                .containsExactly(id);
    }
}
