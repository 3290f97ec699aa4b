package dev.dragops.systemtests.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S1: whoever can write the database cannot make a sealed value open that was not sealed there. */
@SystemTest
class TamperingIT {
    private final Dragops dragops;
    private final Database database;
    private final Person ada;
    private final Program engine;

    TamperingIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.database = installation.database();
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    private void refusesToOpen(String connection) {
        String name = ada.connection(connection).expect(200).text("/displayName");
        for (String reference : List.of(connection, name)) {
            failed(engine.openConnection(reference).expectProblem(500, "CREDENTIAL_UNREADABLE"), connection);
        }
    }

    /** One row, which is found from the object. */
    private void failed(Answer refused, String object) {
        assertThat(database.texts(
                        "SELECT CONCAT(a.outcome, ' ', o.object_id) FROM acc_audit a"
                                + " LEFT JOIN acc_audit_object o ON o.audit_seq = a.seq WHERE a.request_id = ?",
                        refused.header("X-Request-Id")))
                .containsExactly("FAILED " + object);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT(envelope, LENGTH(envelope), 1, CHAR(ASCII(SUBSTR(envelope, LENGTH(envelope))) ^ 1))",
                "INSERT(envelope, 6, 1, CHAR(ASCII(SUBSTR(envelope, 6)) ^ 128))",
                "SUBSTR(envelope, 1, LENGTH(envelope) - 1)",
                "CONCAT(envelope, CHAR(0))",
                "''"
            })
    void opensNothingWhoseBytesWereChanged(String change) {
        String id = ada.createSlack("xoxb-tampered", "Tampered " + change.hashCode());
        engine.openConnection(id).expect(200);

        database.execute("UPDATE con_connection SET envelope = " + change + " WHERE id = '" + id + "'");

        refusesToOpen(id);
    }

    @Test
    void opensNothingThatWasMovedFromAnotherConnection() {
        String rich = dragops.register().createSlack("xoxb-of-another-person", "Rich");
        String poor = ada.createSlack("xoxb-of-mine", "Poor");

        database.execute("UPDATE con_connection poor JOIN con_connection rich ON rich.id = '" + rich
                + "' SET poor.envelope = rich.envelope, poor.credential_version = rich.credential_version"
                + " WHERE poor.id = '" + poor + "'");

        refusesToOpen(poor);
    }

    @Test
    void opensNothingThatChangedItsOwnerProviderOrVersion() {
        Person eve = dragops.register();
        String owner = ada.createSlack("k", "Owner");
        String provider = ada.createSlack("k", "Provider");
        String version = ada.createSlack("k", "Version");

        database.execute(
                "UPDATE con_connection SET user_id = '" + eve.id() + "', position = 1000 WHERE id = '" + owner + "'");
        database.execute("UPDATE con_connection SET provider = 'github' WHERE id = '" + provider + "'");
        database.execute(
                "UPDATE con_connection SET credential_version = credential_version + 1 WHERE id = '" + version + "'");

        eve.engine().openConnection(owner).expectProblem(500, "CREDENTIAL_UNREADABLE");
        refusesToOpen(provider);
        refusesToOpen(version);
    }

    @Test
    void opensNoSecretThatWasMovedToAnotherEnvironment() {
        String production = ada.environment("production");
        String development = ada.environment("development");
        ada.putSecret(production, "MOVED", "of production").expect(201);

        database.execute("UPDATE sec_secret SET environment_id = '" + development + "' WHERE environment_id = '"
                + production + "' AND name = 'MOVED'");

        failed(engine.openSecrets(development, "MOVED").expectProblem(500, "CREDENTIAL_UNREADABLE"), development);
    }
}
