package dev.dragops.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.vault.Installation.Unlocked;
import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.RootKey;
import dev.dragops.vault.crypto.VaultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Root key file and database, on a real MariaDB. */
class InstallationTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00.123456Z"), ZoneOffset.UTC);
    private static final SealContext CONTEXT = new SealContext("secret", "env_1", "sec_1", "-", "SLACK_API_KEY", 1);

    @TempDir
    private Path folder;

    private DataSource database;
    private Path keyFile;

    @BeforeEach
    void beginsWithNothing() {
        database = new DatabaseSource(TestMariaDb.emptyDatabase());
        keyFile = folder.resolve("keys/root.key");
    }

    @Test
    void setsUpANewDatabaseAndFindsEverythingAtTheNextStart() throws Exception {
        Unlocked first = start();
        byte[] envelope = new Vault(first).seal(CONTEXT, Plaintext.ofText("xoxb-1234567890"));
        byte[] hash = new Vault(first).mac("idempotency", envelope);
        List<String> rows = content();

        Unlocked second = start();

        assertThat(new Vault(second).open(CONTEXT, envelope).revealText()).isEqualTo("xoxb-1234567890");
        assertThat(new Vault(second).mac("idempotency", envelope)).isEqualTo(hash);
        assertThat(new Vault(second).readiness()).isEqualTo(new Readiness(true, first.fingerprint(), 2));
        assertThat(content()).isEqualTo(rows);
        assertThat(query("SELECT id, created_at, ring_revision FROM vlt_installation"))
                .containsExactly("1|2026-11-22 10:00:00.123456|1");
        assertThat(query("SELECT fingerprint, added_at FROM vlt_root"))
                .containsExactly(first.fingerprint() + "|2026-11-22 10:00:00.123456");
        assertThat(query("SELECT id, purpose, LENGTH(wrapped), state, uses, created_at FROM vlt_key"
                        + " JOIN vlt_wrapping ON key_id = id ORDER BY id"))
                .containsExactly(
                        "1|seal|61|active|0|2026-11-22 10:00:00.123456",
                        "2|mac|61|active|0|2026-11-22 10:00:00.123456");
    }

    @Test
    void opensADatabaseFromBeforeKeysHadALife() throws Exception {
        byte[] envelope = asVersionOne();

        Unlocked migrated = start();

        assertThat(new Vault(migrated).open(CONTEXT, envelope).revealText()).isEqualTo("before");
        assertThat(query("SELECT id, state, uses, changed_at FROM vlt_key ORDER BY id"))
                .containsExactly("1|active|16777216|null", "2|active|16777216|null");
        assertThat(query("SELECT key_id, root_fingerprint FROM vlt_wrapping ORDER BY 1"))
                .containsExactly("1|" + migrated.fingerprint(), "2|" + migrated.fingerprint());
        List<String> rows = content();
        start();
        assertThat(content()).isEqualTo(rows);
    }

    @Test
    void migratesADatabaseWhoseMigrationWasKilledAnywhere() throws Exception {
        List<String> statements = statements("V2__life_of_keys.sql");
        assertThat(statements).hasSizeGreaterThan(10);
        for (int killedAfter = 1; killedAfter <= statements.size(); killedAfter++) {
            beginsWithNothing();
            keyFile = folder.resolve("killed" + killedAfter + "/root.key");
            byte[] envelope = asVersionOne();
            change(statements.subList(0, killedAfter).toArray(String[]::new));

            assertThat(new Vault(start()).open(CONTEXT, envelope).revealText())
                    .as("killed after %d statements", killedAfter)
                    .isEqualTo("before");
            assertThat(query("SELECT id, state, uses FROM vlt_key ORDER BY id"))
                    .containsExactly("1|active|16777216", "2|active|16777216");
        }
    }

    @Test
    void refusesAnotherRootKeyBeforeItMigrates() throws Exception {
        asVersionOne();
        Files.delete(keyFile);
        assertThat(new RootKeyFile(keyFile).create(RootKey.random())).isTrue();

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start(keyFile, () -> {
                    throw new AssertionError("migrated under the wrong root key");
                }))
                .withMessageContaining("Nothing was written");
    }

    /** The tables as their first version had them, and a value that was sealed then. */
    private byte[] asVersionOne() throws Exception {
        RootKey root = RootKey.random();
        assertThat(new RootKeyFile(keyFile).create(root)).isTrue();
        for (String statement : statements("V1__installation_and_keys.sql")) {
            change(statement);
        }
        change("CREATE TABLE vlt_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),"
                + " description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL,"
                + " checksum INT, installed_by VARCHAR(100) NOT NULL,"
                + " installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time INT NOT NULL,"
                + " success BOOL NOT NULL)");
        change("INSERT INTO vlt_schema_history VALUES (1, '1', 'installation and keys', 'SQL',"
                + " 'V1__installation_and_keys.sql', NULL, 'test', CURRENT_TIMESTAMP, 1, 1)");
        VaultKey seal = VaultKey.random(1, KeyPurpose.SEAL);
        VaultKey mac = VaultKey.random(2, KeyPurpose.MAC);
        change("INSERT INTO vlt_installation VALUES (1, '2026-11-01 10:00:00', '" + root.fingerprint() + "')");
        for (VaultKey key : List.of(seal, mac)) {
            change("INSERT INTO vlt_key VALUES (" + key.id() + ", '"
                    + key.purpose().label() + "', UNHEX('" + HexFormat.of().formatHex(root.wrap(key))
                    + "'), 'live', '2026-11-01 10:00:00')");
        }
        return new Vault(new Unlocked(new KeyRing(List.of(seal, mac), Set.of(1, 2)), root))
                .seal(CONTEXT, Plaintext.ofText("before"));
    }

    private static List<String> statements(String script) throws IOException {
        String text = Files.readString(Path.of("src/main/resources/db/vlt/" + script));
        return Stream.of(text.replaceAll("(?m)--.*$", "").split(";\\s*\n", -1))
                .filter(statement -> !statement.isBlank())
                .toList();
    }

    private void change(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }

    @Test
    void neverStoresTheRootKeyInTheDatabase() throws Exception {
        start();

        String key = HexFormat.of().formatHex(Files.readAllBytes(keyFile));
        assertThat(String.join("\n", content())).doesNotContain(key);
    }

    @Test
    void usesTheRootKeyFileThatTheOperatorBrought() throws Exception {
        assertThat(new RootKeyFile(keyFile).create(RootKey.random())).isTrue();
        byte[] brought = Files.readAllBytes(keyFile);

        assertThat(start().fingerprint()).isEqualTo(RootKey.of(brought.clone()).fingerprint());
        assertThat(Files.readAllBytes(keyFile)).isEqualTo(brought);
    }

    @Test
    void saysLoudlyThatItMadeARootKeyAndNeverWhatItIs() throws Exception {
        List<String> said = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Installation.class.getName());
        logger.addHandler(ear);
        try {
            start();
            start();
        } finally {
            logger.removeHandler(ear);
        }

        assertThat(said.stream().filter(line -> line.startsWith("WARNING")))
                .singleElement()
                .asString()
                .contains("A NEW ROOT KEY WAS MADE: " + keyFile, "apart from the data", "without it nothing");
        assertThat(String.join("\n", said)).doesNotContain(HexFormat.of().formatHex(Files.readAllBytes(keyFile)));
    }

    @Test
    void refusesAnotherRootKeyBeforeAnythingIsWritten() throws Exception {
        Unlocked right = start();
        List<String> rows = content();
        Files.delete(keyFile);
        RootKey wrong = RootKey.random();
        assertThat(new RootKeyFile(keyFile).create(wrong)).isTrue();

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start(keyFile, () -> {
                    throw new AssertionError("migrated under the wrong root key");
                }))
                .withMessageContainingAll(keyFile.toString(), right.fingerprint(), wrong.fingerprint(), "Nothing was");
        assertThat(content()).isEqualTo(rows);
        assertThat(Files.readAllBytes(keyFile)).isEqualTo(wrong.reveal());
    }

    @Test
    void makesNoRootKeyForADatabaseThatHasOne() throws Exception {
        Unlocked right = start();
        List<String> rows = content();
        Files.delete(keyFile);

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::start)
                .withMessageContainingAll(keyFile.toString(), "is missing", right.fingerprint(), "backup");
        assertThat(keyFile).doesNotExist();
        assertThat(content()).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "long", "empty", "readable", "folder"})
    void refusesABadRootKeyFileBeforeAnythingIsWritten(String fault) throws Exception {
        makeBad(fault);

        assertThatExceptionOfType(StartRefused.class).isThrownBy(this::start).withMessageContaining(keyFile.toString());
        assertThat(query("SHOW TABLES")).isEmpty();

        Files.delete(keyFile);
        start();
        List<String> rows = content();
        Files.delete(keyFile);
        makeBad(fault);

        assertThatExceptionOfType(StartRefused.class).isThrownBy(this::start).withMessageContaining(keyFile.toString());
        assertThat(content()).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE vlt_wrapping SET wrapped = CONCAT(LEFT(wrapped, 60), CHAR(ORD(RIGHT(wrapped, 1)) ^ 1))"
                        + " WHERE key_id = 1",
                "UPDATE vlt_wrapping SET wrapped = LEFT(wrapped, 60) WHERE key_id = 2",
                "UPDATE vlt_key, vlt_wrapping SET id = 3, key_id = 3 WHERE id = 1 AND key_id = 1",
                "UPDATE vlt_key SET purpose = IF(id = 1, 'mac', 'seal'), state = 'retiring'",
                "UPDATE vlt_wrapping a, vlt_wrapping b SET a.wrapped = b.wrapped WHERE a.key_id = 1 AND b.key_id = 2",
                "UPDATE vlt_key SET purpose = 'other' WHERE id = 2",
                "UPDATE vlt_key SET state = 'gone' WHERE id = 1",
                "UPDATE vlt_key SET state = 'pending' WHERE id = 1",
                "UPDATE vlt_key SET state = 'retiring' WHERE id = 1",
                "UPDATE vlt_key SET state = 'destroyed' WHERE id = 1",
                "DELETE FROM vlt_key WHERE id = 2",
                "DELETE FROM vlt_wrapping WHERE key_id = 2",
                "INSERT INTO vlt_key (id, purpose, state, created_at) SELECT 3, purpose, 'pending', created_at"
                        + " FROM vlt_key WHERE id = 1",
                "UPDATE vlt_root SET fingerprint = '0123456789abcdef'",
                "DELETE FROM vlt_root",
                "DELETE FROM vlt_installation"
            })
    void refusesKeysThatSomeoneChangedInTheDatabase(String change) throws Exception {
        start();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(change)).isPositive();
        }
        List<String> rows = content();

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start(keyFile, () -> {
                    throw new AssertionError("migrated");
                }));
        assertThat(content()).isEqualTo(rows);
    }

    @Test
    void agreesOnOneKeyWhereTwoFirstNodesShareAKeyFile() throws Exception {
        for (int round = 0; round < 5; round++) {
            database = new DatabaseSource(TestMariaDb.emptyDatabase());
            keyFile = folder.resolve("round" + round + "/root.key");

            List<Future<Unlocked>> nodes = atOnce(this::start, this::start, this::start);

            byte[] envelope = new Vault(nodes.get(0).get()).seal(CONTEXT, Plaintext.ofText("one"));
            for (Future<Unlocked> node : nodes) {
                assertThat(new Vault(node.get()).open(CONTEXT, envelope).revealText())
                        .isEqualTo("one");
            }
            assertThat(query("SELECT COUNT(*) FROM vlt_key")).containsExactly("2");
        }
    }

    @Test
    void letsOneOfTwoFirstNodesWinWhereEachHasItsOwnDisk() throws Exception {
        Path here = folder.resolve("here/root.key");
        Path there = folder.resolve("there/root.key");

        List<Future<Unlocked>> nodes = atOnce(() -> start(here, this::migrate), () -> start(there, this::migrate));

        List<String> refusals = new ArrayList<>();
        for (Future<Unlocked> node : nodes) {
            try {
                node.get();
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(StartRefused.class);
                refusals.add(refused.getCause().getMessage());
            }
        }
        assertThat(refusals).singleElement().asString().contains("is missing", "copy it from another node");
        assertThat(Files.exists(here)).isNotEqualTo(Files.exists(there));
        Files.copy(Files.exists(here) ? here : there, keyFile(Files.exists(here) ? there : here));
        assertThat(start(here, this::migrate).fingerprint())
                .isEqualTo(start(there, this::migrate).fingerprint());
    }

    @Test
    void keepsTwoDatabasesApartThatStartWithOneKeyFile() throws Exception {
        DataSource one = database;
        DataSource other = new DatabaseSource(TestMariaDb.emptyDatabase());

        List<Future<Unlocked>> nodes = atOnce(
                () -> new Installation(one, new RootKeyFile(keyFile), () -> migrate(one), CLOCK).unlock(),
                () -> new Installation(other, new RootKeyFile(keyFile), () -> migrate(other), CLOCK).unlock());

        assertThat(nodes.get(0).get().fingerprint())
                .isEqualTo(nodes.get(1).get().fingerprint());
        byte[] envelope = new Vault(nodes.get(0).get()).seal(CONTEXT, Plaintext.ofText("one"));
        assertThatExceptionOfType(VaultException.Unreadable.class)
                .isThrownBy(() -> new Vault(nodes.get(1).get()).open(CONTEXT, envelope));
    }

    private static Path keyFile(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        return path;
    }

    private void makeBad(String fault) throws IOException {
        Files.createDirectories(keyFile.getParent());
        switch (fault) {
            case "short" -> Files.write(keyFile, new byte[] {1, 2, 3});
            case "long" -> Files.writeString(keyFile, "00112233445566778899aabbccddeeff\n");
            case "empty" -> Files.createFile(keyFile);
            case "readable" -> Files.write(keyFile, RootKey.random().reveal());
            default -> Files.createDirectory(keyFile);
        }
        Files.setPosixFilePermissions(
                keyFile, PosixFilePermissions.fromString(fault.equals("readable") ? "rw-r--r--" : "rw-------"));
    }

    private Unlocked start() throws SQLException {
        return start(keyFile, this::migrate);
    }

    private Unlocked start(Path path, Runnable migrations) throws SQLException {
        return new Installation(database, new RootKeyFile(path), migrations, CLOCK).unlock();
    }

    private void migrate() {
        migrate(database);
    }

    private static void migrate(DataSource database) {
        Migrations.apply(database, "vlt", Vault.class);
    }

    @SafeVarargs
    private static List<Future<Unlocked>> atOnce(Callable<Unlocked>... nodes) throws InterruptedException {
        CyclicBarrier gate = new CyclicBarrier(nodes.length);
        ExecutorService threads = Executors.newFixedThreadPool(nodes.length);
        try {
            List<Callable<Unlocked>> gated = new ArrayList<>();
            for (Callable<Unlocked> node : nodes) {
                gated.add(() -> {
                    gate.await();
                    return node.call();
                });
            }
            return threads.invokeAll(gated);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Every row of every table, the history of migrations included. */
    private List<String> content() throws SQLException {
        List<String> content = new ArrayList<>();
        for (String table : query("SHOW TABLES")) {
            content.add(table);
            content.addAll(query("SELECT * FROM " + table + " ORDER BY 1"));
        }
        return content;
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    boolean binary = found.getObject(column) instanceof byte[];
                    row.add(binary ? HexFormat.of().formatHex(found.getBytes(column)) : found.getString(column));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }
}
