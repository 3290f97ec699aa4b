package dev.dragops.systemtests.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Registration;
import dev.dragops.accounts.RequestInfo;
import dev.dragops.accounts.SignedIn;
import dev.dragops.connections.ConnectionQuery;
import dev.dragops.connections.Connections;
import dev.dragops.connections.Credential;
import dev.dragops.connections.NewConnection;
import dev.dragops.connections.Provider;
import dev.dragops.connections.Saved;
import dev.dragops.vault.Plaintext;
import jakarta.ejb.EJB;
import java.io.File;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Inside the server, in the built EAR: a connection of one persistence unit and the secrets of another are saved in one
 * JTA transaction, and in one commit.
 */
@Tag("inside")
@ExtendWith(ArquillianExtension.class)
class OneTransactionIT {
    private static final RequestInfo REQUEST = new RequestInfo("in-the-server", "127.0.0.1");

    @EJB(lookup = "java:app/accounts-module/Accounts")
    private Accounts accounts;

    @EJB(lookup = "java:app/connections-module/Connections")
    private Connections connections;

    private Caller caller;

    @Deployment
    static EnterpriseArchive theBuiltApplication() throws URISyntaxException {
        EnterpriseArchive ear = ShrinkWrap.createFromZipFile(
                EnterpriseArchive.class, new File(System.getProperty("app-ear"), "dragops.ear"));
        WebArchive war = ear.getAsType(WebArchive.class, "/web-ui.war");
        war.addClass(OneTransactionIT.class);
        war.addAsLibraries(new File(Assertions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()));
        ear.addAsModule(Testable.archiveToTest(war));
        return ear;
    }

    @BeforeEach
    void signUp() {
        try (Plaintext password = Plaintext.ofText("correct horse battery staple")) {
            SignedIn signedIn = accounts.register(
                    new Registration(
                            "ada." + UUID.randomUUID() + "@example.com", "Ada", "Lovelace", password, Optional.empty()),
                    REQUEST);
            caller = accounts.authenticate(signedIn.token(), REQUEST).orElseThrow();
        }
    }

    private Saved create() {
        try (Plaintext key = Plaintext.ofText("xoxb-one-transaction")) {
            return connections.create(
                    caller,
                    new NewConnection(
                            new Provider("slack"), new Credential.ApiKey(key), Optional.empty(), Optional.empty()),
                    Optional.empty());
        }
    }

    @Test
    void savesAConnectionAndItsSecretsInOneCommit() throws SQLException {
        create(); // what is read once is read
        List<Long> commits = new ArrayList<>();
        List<Long> rollbacks = new ArrayList<>();
        long branches = status("Com_xa_start");

        for (int i = 0; i < 10; i++) {
            long committed = status("Com_commit");
            long rolledBack = status("Com_rollback");
            create();
            commits.add(status("Com_commit") - committed);
            rollbacks.add(status("Com_rollback") - rolledBack);
        }

        // beside some of them the server's jobs commit too
        assertThat(Collections.min(commits)).as("commits").isEqualTo(1);
        assertThat(Collections.min(rollbacks)).as("rollbacks").isZero();
        assertThat(status("Com_xa_start") - branches).as("XA branches").isZero();
    }

    @Test
    void leavesNeitherWhereTheDatabaseFailsAfterBothWereWritten() throws SQLException {
        // not transactional: remembers what was there in the moment of the failure
        execute("CREATE OR REPLACE TABLE test_seen (connections INT, secrets INT) ENGINE = Aria TRANSACTIONAL = 0");
        execute("CREATE OR REPLACE TRIGGER test_fail BEFORE INSERT ON acc_audit FOR EACH ROW BEGIN"
                + " IF NEW.action = 'connection.created' THEN"
                + " INSERT INTO test_seen SELECT (SELECT COUNT(*) FROM con_connection WHERE user_id = NEW.user_id),"
                + " (SELECT COUNT(*) FROM sec_secret);"
                + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in the middle'; END IF; END");
        long secrets = count("SELECT COUNT(*) FROM sec_secret");
        try {
            assertThatThrownBy(this::create).isInstanceOf(RuntimeException.class);
        } finally {
            execute("DROP TRIGGER test_fail");
        }

        assertThat(count("SELECT connections FROM test_seen"))
                .as("connections before the failure")
                .isEqualTo(1);
        assertThat(count("SELECT secrets FROM test_seen"))
                .as("secrets before the failure")
                .isEqualTo(secrets + 6);
        assertThat(connections.list(caller, ConnectionQuery.all()).connections())
                .isEmpty();
        assertThat(count("SELECT COUNT(*) FROM sec_secret")).isEqualTo(secrets);
        execute("DROP TABLE test_seen");
        assertThat(create().seedResult().seeded()).as("afterwards it works").hasSize(2);
    }

    @Test
    void leavesNeitherWhereTheFailureIsInTheMiddleOfTheSecrets() throws SQLException {
        execute("CREATE OR REPLACE TRIGGER test_fail BEFORE INSERT ON sec_secret FOR EACH ROW BEGIN"
                + " IF (SELECT COUNT(*) FROM sec_secret WHERE seeded_by = NEW.seeded_by) >= 3 THEN"
                + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in the middle'; END IF; END");
        long secrets = count("SELECT COUNT(*) FROM sec_secret");
        try {
            assertThatThrownBy(this::create).isInstanceOf(RuntimeException.class);
        } finally {
            execute("DROP TRIGGER test_fail");
        }

        assertThat(connections.list(caller, ConnectionQuery.all()).connections())
                .isEmpty();
        assertThat(count("SELECT COUNT(*) FROM sec_secret")).isEqualTo(secrets);
    }

    @Test
    void deletesNeitherWhereTheDatabaseFailsAfterBothWereDeleted() throws SQLException {
        Saved saved = create();
        execute("CREATE OR REPLACE TRIGGER test_fail BEFORE INSERT ON acc_audit FOR EACH ROW BEGIN"
                + " IF NEW.action = 'connection.deleted' THEN"
                + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in the middle'; END IF; END");
        try {
            assertThatThrownBy(
                            () -> connections.delete(caller, saved.connection().id()))
                    .isInstanceOf(RuntimeException.class);
        } finally {
            execute("DROP TRIGGER test_fail");
        }

        assertThat(connections.list(caller, ConnectionQuery.all()).connections())
                .containsExactly(saved.connection());
        assertThat(count("SELECT COUNT(*) FROM sec_secret WHERE seeded_by = '"
                        + saved.connection().id() + "'"))
                .isEqualTo(6);
        connections.delete(caller, saved.connection().id());
        assertThat(count("SELECT COUNT(*) FROM sec_secret WHERE seeded_by = '"
                        + saved.connection().id() + "'"))
                .isZero();
    }

    // a way to the database that is not the product's, so that looking does not count

    private static Connection database() throws SQLException {
        return DriverManager.getConnection(
                System.getenv("DRAGOPS_DB_URL"),
                System.getenv("DRAGOPS_DB_USER"),
                System.getenv("DRAGOPS_DB_PASSWORD"));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long status(String variable) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE '" + variable + "'")) {
            row.next();
            return row.getLong(2);
        }
    }
}
