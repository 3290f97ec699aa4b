package dev.dragops.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Lease;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.Settings;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.vault.Installation.Unlocked;
import dev.dragops.vault.crypto.RootKey;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of keys over a table of sealed rows, on a real MariaDB, with nodes that are killed between transactions. */
class RotationTest {
    private static final SealedRows ROWS = new SealedRows(
            "tst_row",
            "id",
            "envelope",
            "kek_id",
            "tst_key",
            "owner",
            row -> new SealContext("test", row.getString("owner"), row.getString("id"), "-", "-", 1));

    @TempDir
    private Path folder;

    private DatabaseSource source;
    private Database database;
    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, byte[]> sealedAnew = new HashMap<>();
    private final List<KeyLife.Request> answered = new ArrayList<>();

    @BeforeEach
    void hasATableOfAModule() throws Exception {
        Settings.Database settings = TestMariaDb.emptyDatabase();
        source = new DatabaseSource(settings);
        database = Database.of(source);
        new TestNode("setup");
        database.update("CREATE TABLE tst_key (id INT UNSIGNED NOT NULL PRIMARY KEY) ENGINE=InnoDB");
        database.update(
                "CREATE TABLE tst_row (id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,"
                        + " owner VARCHAR(40) NOT NULL, envelope MEDIUMBLOB NULL, revision BIGINT NOT NULL DEFAULT 0,"
                        + " kek_id INT UNSIGNED AS (CONV(HEX(SUBSTR(envelope, 2, 4)), 16, 10)) STORED, KEY tst_row_kek (kek_id),"
                        + " FOREIGN KEY (kek_id) REFERENCES tst_key (id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
        Holders.register(source, "tst_key");
    }

    /** What one start of a node is, without the server around it. */
    private final class TestNode {
        final String name;
        final LiveKeys keys;
        final Lease lease;
        final Rotation rotation;
        final AtomicInteger batches = new AtomicInteger();
        int killedBefore = Integer.MAX_VALUE;

        TestNode(String name) throws SQLException {
            this(name, folder.resolve("root.key"));
        }

        TestNode(String name, Path keyFile) throws SQLException {
            this.name = name;
            Unlocked unlocked = new Installation(
                            source,
                            new RootKeyFile(keyFile),
                            () -> Migrations.apply(source, "vlt", Vault.class),
                            Clock.systemUTC())
                    .unlock();
            keys = new LiveKeys(
                    unlocked,
                    Optional.of(database),
                    new Uses((key, uses) -> KeyLife.reserve(database, key, uses), Uses.BLOCK));
            lease = new Lease("vlt_lease", KeyBook.LEASE, name, Duration.ofSeconds(30));
            rotation = new Rotation(
                    new Rotation.Unit() {
                        @Override
                        public <T> T run(Function<Database, T> work) {
                            return transaction(in -> {
                                T done = work.apply(in);
                                if (batches.incrementAndGet() >= killedBefore) {
                                    throw new Killed();
                                }
                                return done;
                            });
                        }
                    },
                    database,
                    lease,
                    keys,
                    () -> List.of(ROWS),
                    this::life,
                    (in, rows, envelopes) -> sealedAnew.putAll(envelopes),
                    (in, request) -> {
                        assertThat(new KeyLife(in, new RootKeyFile(keyFile), () -> RootKey.random(), List::of)
                                        .request(request.id()))
                                .contains(request);
                        answered.add(request);
                    },
                    10,
                    nanos::get);
        }

        KeyLife life(Database in) {
            return new KeyLife(
                    in,
                    new RootKeyFile(folder.resolve("root.key")),
                    () -> keys.unlocked().root(),
                    () -> List.of(ROWS));
        }

        void look() {
            keys.reread();
            new Nodes(database).tell(name, keys.unlocked());
            rotation.work(() -> true);
        }

        int rotate(boolean reseal) {
            return transaction(in -> life(in).rotate(reseal));
        }

        void destroy(int key) {
            transaction(in -> {
                life(in).destroy(key);
                return key;
            });
        }

        byte[] seal(String id, String value) {
            try (Plaintext plaintext = Plaintext.ofText(value)) {
                return keys.seal(context(id).encoded(), plaintext.reveal());
            }
        }

        String open(String id) throws Exception {
            return Plaintext.of(keys.open(context(id).encoded(), envelope(id))).revealText();
        }
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private <T> T transaction(Function<Database, T> work) {
        return new OwnTransactions(source).run(work);
    }

    @Test
    void losesALeaderThatIsFrozenInATransaction() throws Exception {
        TestNode frozen = new TestNode("frozen");
        TestNode node = new TestNode("a");
        fill(node, 5);
        node.rotate(false);
        Lease.Term term = frozen.lease.take(database).orElseThrow();

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> transaction(in -> {
                    frozen.lease.hold(in, term);
                    ROWS.next(in, 1, "", 10);
                    database.update("UPDATE vlt_lease SET until = UTC_TIMESTAMP(6)");
                    node.look();
                    in.update("UPDATE tst_row SET revision = 1");
                    return in;
                }));

        assertThat(underKey(3)).isEqualTo(5);
        assertThat(database.exists("SELECT 1 FROM tst_row WHERE revision = 1")).isFalse();
    }

    @Test
    void movesEveryRowToANewKeyAndThenDestroysTheOldOne() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 95);
        byte[] before = envelope("r07");

        assertThat(node.rotate(false)).isEqualTo(3);
        node.look();

        assertThat(underKey(1)).isZero();
        assertThat(underKey(3)).isEqualTo(95);
        assertOpens(node, 95);
        byte[] after = envelope("r07");
        assertThat(Arrays.copyOfRange(after, 65, after.length))
                .isEqualTo(Arrays.copyOfRange(before, 65, before.length));
        assertThat(database.exists("SELECT 1 FROM tst_row WHERE revision <> 0")).isFalse();
        KeyBook book = KeyBook.read(database);
        assertThat(sealedAnew).isEmpty();
        assertThat(book.phase()).isEqualTo(KeyBook.Phase.RESTING);
        assertThat(book.moved()).isEqualTo(95);
        assertThat(book.keys()).extracting(KeyBook.Key::state).containsExactly("retiring", "active", "active");

        node.destroy(1);

        node.keys.reread();
        assertOpens(node, 95);
        assertThat(database.exists("SELECT 1 FROM vlt_wrapping WHERE key_id = 1"))
                .isFalse();
        assertThatExceptionOfType(VaultException.KeyNotFound.class).isThrownBy(() -> node.destroy(1));
        assertOpens(new TestNode("b"), 95);
    }

    @Test
    void sealsEveryRowAnewWhereThatWasAsked() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 30);
        byte[] before = envelope("r07");

        node.rotate(true);
        node.look();

        assertOpens(node, 30);
        byte[] after = envelope("r07");
        assertThat(Arrays.copyOfRange(after, 65, 77)).isNotEqualTo(Arrays.copyOfRange(before, 65, 77));
        assertThat(underKey(3)).isEqualTo(30);
        assertThat(sealedAnew).hasSize(30);
        assertThat(sealedAnew.get("r07")).isEqualTo(after);
    }

    @Test
    void waitsForEveryNodeThatLivesBeforeANewKeySeals() throws Exception {
        TestNode slow = new TestNode("slow");
        slow.look();
        TestNode node = new TestNode("a");
        fill(node, 5);

        node.rotate(false);
        node.look();

        assertThat(KeyBook.read(database).phase()).isEqualTo(KeyBook.Phase.PREPARING);
        assertThat(node.keys.keys().active()).isEqualTo(1);
        assertThatExceptionOfType(VaultException.RotationUnderWay.class).isThrownBy(() -> node.rotate(false));

        slow.look();
        assertThat(slow.keys.keys().active()).isEqualTo(1);
        node.look();

        assertThat(node.keys.keys().active()).isEqualTo(3);
        slow.look();
        assertThat(slow.keys.keys().active()).isEqualTo(3);
        assertOpens(node, 5);
    }

    @Test
    void countsNoNodeThatHasBeenSilent() throws Exception {
        TestNode dead = new TestNode("dead");
        dead.look();
        database.update("UPDATE vlt_node SET seen_at = seen_at - INTERVAL 20 SECOND");
        TestNode node = new TestNode("a");

        node.rotate(false);
        node.look();

        assertThat(node.keys.keys().active()).isEqualTo(3);
    }

    @Test
    void opensUnderAKeyThatItHasNeverHeardOf() throws Exception {
        TestNode stale = new TestNode("stale");
        TestNode node = new TestNode("a");
        node.rotate(false);
        node.look();
        put(node, "r1", "new");

        assertThat(stale.open("r1")).isEqualTo("new");
        assertThat(stale.keys.keys().active()).isEqualTo(3);
    }

    @Test
    void goesOnWhereAnotherNodeWasKilledBetweenAnyTwoTransactions() throws Exception {
        for (int killed = 1; killed <= 8; killed++) {
            int from = KeyBook.read(database).keys().size();
            TestNode victim = new TestNode("victim" + killed);
            fill(victim, 35);
            victim.rotate(false);
            victim.killedBefore = killed;
            database.update("UPDATE vlt_lease SET until = UTC_TIMESTAMP(6)");
            assertThatExceptionOfType(Killed.class).isThrownBy(victim::look);
            TestNode next = new TestNode("next" + killed);
            database.update("UPDATE vlt_lease SET until = UTC_TIMESTAMP(6)");
            database.update("DELETE FROM vlt_node");
            next.look();

            assertThat(next.keys.keys().active()).isEqualTo(from + 1);
            assertThat(underKey(next.keys.keys().active()))
                    .as("killed %d", killed)
                    .isEqualTo(35);
            assertOpens(next, 35);
        }
    }

    @Test
    void movesNothingForALeaderThatWasReplaced() throws Exception {
        TestNode old = new TestNode("old");
        fill(old, 35);
        old.rotate(false);
        AtomicInteger asked = new AtomicInteger();
        old.keys.reread();
        new Nodes(database).tell("old", old.keys.unlocked());

        assertThatExceptionOfType(Lease.Lost.class)
                .isThrownBy(() -> old.rotation.work(() -> {
                    if (asked.incrementAndGet() == 2) {
                        database.update("UPDATE vlt_lease SET owner = 'other', epoch = epoch + 1");
                    }
                    return true;
                }));

        assertThat(underKey(3)).isEqualTo(10);
        assertThat(underKey(1)).isEqualTo(25);
    }

    @Test
    void leavesARowThatSomeoneHoldsToTheNextPassAndNeverOverwritesWhatTheyWrite() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 12);
        node.rotate(false);
        transaction(in -> {
            // under the old key still: this node has not heard of the new one
            in.update("UPDATE tst_row SET envelope = ? WHERE id = 'r05'", node.seal("r05", "theirs"));
            node.look();
            assertThat(underKey(1)).isEqualTo(1);
            return in;
        });

        node.look();

        assertThat(underKey(1)).isZero();
        assertThat(node.open("r05")).isEqualTo("theirs");
        assertThat(node.open("r06")).isEqualTo("value 6");
    }

    @Test
    void replacesNoEnvelopeThatChangedSinceItWasRead() throws Exception {
        TestNode node = new TestNode("a");
        put(node, "r1", "old");
        SealedRows.Sealed read = ROWS.next(database, 1, "", 10).get(0);
        put(node, "r1", "new");

        assertThat(ROWS.replace(database, read, node.seal("r1", "old"))).isFalse();
        assertThat(node.open("r1")).isEqualTo("new");
    }

    @Test
    void namesARowThatDoesNotOpenAndMovesTheOthers() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 35);
        database.update("UPDATE tst_row SET envelope = CONCAT(LEFT(envelope, 90), 'x', SUBSTR(envelope, 92))"
                + " WHERE id IN ('r03', 'r30')");
        node.rotate(false);
        node.look();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        node.look();

        KeyBook book = KeyBook.read(database);
        assertThat(book.unreadable()).extracting(KeyBook.Unreadable::row).containsExactly("r03", "r30");
        assertThat(book.phase()).isEqualTo(KeyBook.Phase.STUCK);
        assertThat(underKey(1)).isEqualTo(2);
        assertThat(underKey(3)).isEqualTo(33);
        assertThatExceptionOfType(VaultException.KeyInUse.class).isThrownBy(() -> node.destroy(1));

        database.update("DELETE FROM tst_row WHERE id IN ('r03', 'r30')");
        node.destroy(1);
        KeyBook after = KeyBook.read(database);
        assertThat(after.keys().get(0).state()).isEqualTo("destroyed");
        assertThat(after.unreadable()).isEmpty();
        assertThat(after.remaining()).isZero();
        assertThat(after.phase()).isEqualTo(KeyBook.Phase.RESTING);
    }

    @Test
    void restsOnceTheLastRowThatDoesNotOpenWasDeleted() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 5);
        database.update("UPDATE tst_row SET envelope = CONCAT(LEFT(envelope, 90), 'x', SUBSTR(envelope, 92))"
                + " WHERE id = 'r03'");
        node.rotate(false);
        node.look();
        assertThat(KeyBook.read(database).phase()).isEqualTo(KeyBook.Phase.STUCK);
        database.update("DELETE FROM tst_row WHERE id = 'r03'");

        node.look();

        assertThat(KeyBook.read(database).phase()).isEqualTo(KeyBook.Phase.RESTING);
        assertThat(KeyBook.read(database).unreadable()).isEmpty();
    }

    @Test
    void restsWhereTheLastRowsWereDeletedWhileTheyWereToMove() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 25);
        node.rotate(false);
        AtomicInteger asked = new AtomicInteger();
        node.keys.reread();
        new Nodes(database).tell("a", node.keys.unlocked());
        node.rotation.work(() -> asked.incrementAndGet() == 1);
        assertThat(KeyBook.read(database).remaining()).isEqualTo(15);
        database.update("DELETE FROM tst_row WHERE kek_id = 1");

        node.look();

        assertThat(KeyBook.read(database).phase()).isEqualTo(KeyBook.Phase.RESTING);
    }

    @Test
    void restsWhereAVersionBeforeDestroyedTheKeyOfRowsThatItStillNamed() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 5);
        node.rotate(false);
        node.look();
        node.destroy(1);
        database.update("UPDATE vlt_move SET remaining = 1");
        database.update("INSERT INTO vlt_unreadable (source, row_id, key_id, found_at)"
                + " VALUES ('tst_row', 'r99', 1, UTC_TIMESTAMP(6))");

        node.look();

        assertThat(KeyBook.read(database).phase()).isEqualTo(KeyBook.Phase.RESTING);
        assertThat(KeyBook.read(database).unreadable()).isEmpty();
    }

    @Test
    void destroysNoKeyUnderWhichATransactionThatHasNotEndedHasARow() throws Exception {
        TestNode stale = new TestNode("stale");
        TestNode node = new TestNode("a");
        node.rotate(false);
        node.look();
        assertThat(stale.keys.keys().active()).isEqualTo(1);

        transaction(in -> {
            in.update("INSERT INTO tst_row (id, owner, envelope) VALUES ('r1', 'me', ?)", stale.seal("r1", "late"));
            assertThatExceptionOfType(VaultException.KeyInUse.class).isThrownBy(() -> node.destroy(1));
            return in;
        });

        assertThatExceptionOfType(VaultException.KeyInUse.class).isThrownBy(() -> node.destroy(1));
        node.look();
        node.destroy(1);
        assertThat(node.open("r1")).isEqualTo("late");
    }

    @Test
    void letsNoRowInUnderAKeyThatWasDestroyedHoweverLateItsTransactionComes() throws Exception {
        TestNode frozen = new TestNode("frozen");
        byte[] sealedBefore = frozen.seal("r1", "too late");
        TestNode node = new TestNode("a");
        node.rotate(false);
        node.look();
        node.destroy(1);

        assertThatExceptionOfType(DatabaseFailure.class)
                .isThrownBy(() -> database.update(
                        "INSERT INTO tst_row (id, owner, envelope) VALUES ('r1', 'me', ?)", sealedBefore));
    }

    @Test
    void destroysNoKeyThatSealsOrHashes() throws Exception {
        TestNode node = new TestNode("a");

        assertThatExceptionOfType(VaultException.KeyInUse.class).isThrownBy(() -> node.destroy(1));
        assertThatExceptionOfType(VaultException.KeyNotFound.class).isThrownBy(() -> node.destroy(2));
        assertThatExceptionOfType(VaultException.KeyNotFound.class).isThrownBy(() -> node.destroy(9));
    }

    @Test
    void destroysAndActivatesNothingWhileItLacksTheRowsOfAModule() throws Exception {
        TestNode node = new TestNode("a");
        node.rotate(false);
        database.update("INSERT INTO vlt_holder (key_table) VALUES ('oth_key')");

        node.look();

        assertThat(node.keys.keys().active()).isEqualTo(1);
        assertThatExceptionOfType(VaultException.KeyInUse.class).isThrownBy(() -> node.destroy(3));
    }

    @Test
    void neverUsesTheIdOfAKeyTwice() throws Exception {
        TestNode node = new TestNode("a");
        node.rotate(false);
        node.look();
        node.rotate(false);
        node.look();
        node.destroy(3);

        assertThat(node.rotate(false)).isEqualTo(5);
    }

    @Test
    void doesWhatTheCommandAsksAndTellsWhatBecameOfIt() throws Exception {
        TestNode node = new TestNode("a");
        fill(node, 5);
        KeyLife command = KeyLife.ofCommand(database, folder.resolve("root.key"));
        command.ask(new KeyLife.Request("req_1", KeyLife.Action.ROTATE, OptionalInt.empty(), Optional.empty()));
        command.ask(new KeyLife.Request("req_2", KeyLife.Action.DESTROY, OptionalInt.of(2), Optional.empty()));
        assertThat(command.request("req_1").orElseThrow().outcome()).isEmpty();

        node.look();

        assertThat(command.request("req_1").orElseThrow().outcome()).contains("DONE");
        assertThat(command.request("req_1").orElseThrow().key()).hasValue(3);
        assertThat(command.request("req_2").orElseThrow().outcome()).contains("KEY_NOT_FOUND");
        assertThat(answered)
                .containsExactly(
                        command.request("req_1").orElseThrow(),
                        command.request("req_2").orElseThrow());
    }

    @Test
    void startsUnderEitherRootKeyUntilTheOldOneIsDropped() throws Exception {
        TestNode node = new TestNode("a");
        node.look();
        fill(node, 5);
        String old = node.keys.unlocked().fingerprint();

        KeyLife.NewRoot made = transaction(in -> node.life(in).rotateRoot(root -> {}));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.file())))
                .isEqualTo("rw-------");
        TestNode renewed = new TestNode("b", made.file());
        renewed.look();
        assertThat(renewed.keys.unlocked().fingerprint()).isEqualTo(made.fingerprint());
        assertOpens(renewed, 5);
        assertOpens(new TestNode("a2"), 5);
        assertThatExceptionOfType(VaultException.RootRotationUnderWay.class)
                .isThrownBy(() -> transaction(in -> node.life(in).rotateRoot(root -> {})));
        assertThatExceptionOfType(VaultException.RootRotationUnderWay.class).isThrownBy(() -> renewed.rotate(false));
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> new TestNode("c", third()))
                .withMessageContainingAll(old + " or " + made.fingerprint());
        assertThatExceptionOfType(VaultException.RootKeyInUse.class).isThrownBy(() -> drop(renewed, old));

        new Nodes(database).leave("a");
        drop(renewed, old);

        assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> new TestNode("late"));
        assertThatExceptionOfType(VaultException.RootKeyNotFound.class).isThrownBy(() -> drop(renewed, old));
        assertThatExceptionOfType(VaultException.RootKeyInUse.class)
                .isThrownBy(() -> drop(renewed, made.fingerprint()));
        node.keys.reread();
        assertThat(node.keys.isBehind()).isTrue();
        assertOpens(node, 5);
        renewed.rotate(false);
        renewed.look();
        assertOpens(renewed, 5);
    }

    @Test
    void dropsNoRootKeyUnlessTheOneThatStaysIsAtHandThoughNoNodeRuns() throws Exception {
        TestNode node = new TestNode("a");
        String old = node.keys.unlocked().fingerprint();
        KeyLife.NewRoot made = transaction(in -> node.life(in).rotateRoot(root -> {}));
        Path key = folder.resolve("root.key");

        assertThatExceptionOfType(VaultException.RootKeyInUse.class).isThrownBy(() -> dropByCommand(key, old));
        assertThatExceptionOfType(VaultException.RootKeyNotFound.class).isThrownBy(() -> dropByCommand(third(), old));
        assertThatExceptionOfType(VaultException.RootKeyNotFound.class)
                .isThrownBy(() -> dropByCommand(folder.resolve("missing.key"), old));
        byte[] wrapped = database.first(
                        "SELECT wrapped FROM vlt_wrapping WHERE key_id = 1 AND root_fingerprint = ?",
                        row -> row.getBytes(1),
                        made.fingerprint())
                .orElseThrow();
        database.update("DELETE FROM vlt_wrapping WHERE key_id = 1 AND root_fingerprint = ?", made.fingerprint());
        assertThatExceptionOfType(VaultException.RootKeyNotFound.class)
                .isThrownBy(() -> dropByCommand(made.file(), old));
        database.update(
                "INSERT INTO vlt_wrapping (key_id, root_fingerprint, wrapped) VALUES (1, ?, ?)",
                made.fingerprint(),
                wrapped);
        assertThat(KeyBook.read(database).rootKeys()).hasSize(2);

        dropByCommand(made.file(), old);

        assertThat(KeyBook.read(database).rootKeys())
                .extracting(KeyBook.RootKey::fingerprint)
                .containsExactly(made.fingerprint());
    }

    private void dropByCommand(Path keyFile, String root) {
        transaction(in -> {
            KeyLife.ofCommand(in, keyFile).dropRoot(root);
            return root;
        });
    }

    @Test
    void leavesNoFileOfARootKeyThatWasNotMade() throws Exception {
        TestNode node = new TestNode("a");

        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> transaction(in -> node.life(in).rotateRoot(root -> {
                    assertThat(root.file()).exists();
                    throw new Killed();
                })));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("root.key"));
        }
        assertThat(KeyBook.read(database).rootKeys()).hasSize(1);
    }

    @Test
    void namesANodeByItsMachineWhereTheShellDoesNotExportThatName() throws Exception {
        assertThat(Nodes.name(Map.of("HOSTNAME", "web-1", "DRAGOPS_HTTP_PORT", "8081")))
                .isEqualTo("web-1:8081");
        assertThat(Nodes.name(Map.of())).isEqualTo(InetAddress.getLocalHost().getHostName() + ":8080");
    }

    private Path third() {
        Path path = folder.resolve("third.key");
        assertThat(new RootKeyFile(path).create(RootKey.random())).isTrue();
        return path;
    }

    private void drop(TestNode node, String root) {
        transaction(in -> {
            node.life(in).dropRoot(root);
            return root;
        });
    }

    @Test
    void countsMoreUsesThanThereWereWhereNodesAreKilledAndNeverFewer() throws Exception {
        for (int start = 0; start < 3; start++) {
            TestNode node = new TestNode("a" + start);
            for (int i = 0; i < 10; i++) {
                node.seal("r1", "x");
            }
        }

        assertThat(KeyBook.read(database).keys().get(0).uses()).isEqualTo(3 * Uses.BLOCK);
    }

    @Test
    void refusesToSealWithAKeyThatWasUsedUpUntilItIsRotated() throws Exception {
        TestNode node = new TestNode("a");
        TestNode other = new TestNode("b");
        database.update("UPDATE vlt_key SET uses = ? WHERE id = 1", Uses.MOST - Uses.BLOCK + 1);
        assertThat(KeyBook.read(database).isRotationDue()).isTrue();

        assertThatExceptionOfType(VaultException.KeyExhausted.class).isThrownBy(() -> node.seal("r1", "x"));
        assertThatExceptionOfType(VaultException.KeyExhausted.class).isThrownBy(() -> node.seal("r1", "x"));

        other.rotate(false);
        other.look();
        put(node, "r1", "x");
        assertThat(node.open("r1")).isEqualTo("x");
        assertThat(KeyBook.read(database).isRotationDue()).isFalse();
    }

    private void fill(TestNode node, int rows) {
        for (int i = 0; i < rows; i++) {
            put(node, "r%02d".formatted(i), "value " + i);
        }
    }

    private void put(TestNode node, String id, String value) {
        byte[] envelope = node.seal(id, value);
        database.update(
                "INSERT INTO tst_row (id, owner, envelope) VALUES (?, 'me', ?) ON DUPLICATE KEY UPDATE envelope = ?",
                id,
                envelope,
                envelope);
    }

    private void assertOpens(TestNode node, int rows) throws Exception {
        for (int i = 0; i < rows; i++) {
            assertThat(node.open("r%02d".formatted(i))).isEqualTo("value " + i);
        }
    }

    private static SealContext context(String id) {
        return new SealContext("test", "me", id, "-", "-", 1);
    }

    private byte[] envelope(String id) {
        return database.first("SELECT envelope FROM tst_row WHERE id = ?", row -> row.getBytes(1), id)
                .orElseThrow();
    }

    private long underKey(int key) {
        return ROWS.count(database, key);
    }
}
