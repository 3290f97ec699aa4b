package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.Transactions;
import dev.dragops.vault.KeyRows.Opened;
import dev.dragops.vault.KeyRows.State;
import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.RootKey;
import dev.dragops.vault.crypto.VaultKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is done with keys in the course of their life. Every change runs in its caller's transaction, and stands in line
 * behind the others on the row of the installation; every node follows within seconds.
 */
public final class KeyLife {
    private static final System.Logger LOG = System.getLogger(KeyLife.class.getName());

    private static final int MARIADB_LOCK_WAIT_TIMEOUT = 1205;
    private static final int MARIADB_ROW_IS_REFERENCED = 1451;

    /** For whoever may still put something under a key that is to be destroyed. */
    private static final int WAIT_SECONDS = 3;

    private final Database database;
    private final KeyRows rows;
    private final RootKeyFile file;
    private final Supplier<RootKey> root;
    private final Supplier<List<SealedRows>> sealed;

    KeyLife(Database database, RootKeyFile file, Supplier<RootKey> root, Supplier<List<SealedRows>> sealed) {
        this.database = database;
        this.rows = new KeyRows(database);
        this.file = file;
        this.root = root;
        this.sealed = sealed;
    }

    /**
     * For the operator's command, which is no node: it can replace the root key and read the state, and asks the nodes
     * for the rest ({@link #ask}).
     *
     * @param database in the transaction of the caller
     */
    public static KeyLife ofCommand(Database database, Path rootKeyFile) {
        RootKeyFile file = new RootKeyFile(rootKeyFile);
        return new KeyLife(database, file, () -> read(file), List::of);
    }

    private static RootKey read(RootKeyFile file) {
        try {
            return file.read().orElseThrow(VaultException.RootKeyNotFound::new);
        } catch (StartRefused refused) {
            LOG.log(System.Logger.Level.ERROR, refused.getMessage());
            throw new VaultException.RootKeyNotFound();
        }
    }

    /**
     * Makes a key that will seal once every node has loaded it; then all that is under the one before moves to it.
     *
     * @param reseal whether the values are encrypted anew then, and not only their data keys wrapped anew
     * @return the id of the new key
     * @throws VaultException.RotationUnderWay where there is a new key already
     * @throws VaultException.RootRotationUnderWay where the database has two root keys
     */
    public int rotate(boolean reseal) {
        lock();
        if (database.exists("SELECT 1 FROM vlt_key WHERE state = 'pending'")) {
            throw new VaultException.RotationUnderWay();
        }
        RootKey wrapping = root.get();
        if (!rows.rootKeys().equals(List.of(wrapping.fingerprint()))) {
            throw new VaultException.RootRotationUnderWay();
        }
        // destroyed keys keep their rows, so no id comes twice
        int id = database.first("SELECT MAX(id) + 1 FROM vlt_key", row -> row.getInt(1))
                .orElseThrow();
        rows.insert(VaultKey.random(id, KeyPurpose.SEAL), State.PENDING, wrapping, now());
        database.update("UPDATE vlt_key SET reseal = ? WHERE id = ?", reseal, id);
        moved();
        return id;
    }

    /** The key that is on its way to the nodes. */
    OptionalInt pending() {
        return database.first("SELECT id FROM vlt_key WHERE state = 'pending'", row -> OptionalInt.of(row.getInt(1)))
                .orElse(OptionalInt.empty());
    }

    /** The keys that seal no more, but open. */
    List<Integer> retiring() {
        return database.list("SELECT id FROM vlt_key WHERE state = 'retiring' ORDER BY id", row -> row.getInt(1));
    }

    /** Whether what moves to the active key is encrypted anew. */
    boolean reseals() {
        return database.exists("SELECT 1 FROM vlt_key WHERE state = 'active' AND purpose = 'seal' AND reseal");
    }

    /** Lets the pending key seal, where every node that lives has loaded it. Whether it does now. */
    boolean activate() {
        long revision = lock();
        OptionalInt pending = pending();
        if (pending.isEmpty() || !isWhole() || !new Nodes(database).haveAllLoaded(revision)) {
            return false;
        }
        database.update("UPDATE vlt_key SET state = 'retiring', changed_at = UTC_TIMESTAMP(6)"
                + " WHERE state = 'active' AND purpose = 'seal'");
        database.update(
                "UPDATE vlt_key SET state = 'active', changed_at = UTC_TIMESTAMP(6) WHERE id = ?", pending.getAsInt());
        for (String keys : keyTables()) {
            database.update("INSERT IGNORE INTO " + keys + " (id) VALUES (?)", pending.getAsInt());
        }
        database.update("DELETE FROM vlt_move");
        database.update("DELETE FROM vlt_unreadable");
        for (SealedRows one : sealed.get()) {
            database.update(
                    "INSERT INTO vlt_move (source, moved, remaining, started_at, updated_at)"
                            + " VALUES (?, 0, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
                    one.source(),
                    remaining(one));
        }
        moved();
        return true;
    }

    /**
     * Destroys a key under which nothing is sealed: its bytes are erased from the database under every root key, and the
     * nodes forget it within seconds. What a backup still has under it can be opened only with the keys of that backup.
     *
     * @throws VaultException.KeyNotFound where there is none, or no more
     * @throws VaultException.KeyInUse where it is active or makes hashes, where a row is under it, and where one may be
     *     in a transaction that has not ended
     */
    public void destroy(int id) {
        lock();
        State state = database.first(
                        "SELECT state FROM vlt_key WHERE id = ? AND purpose = 'seal'",
                        row -> State.of(row.getString(1)).orElse(State.ACTIVE),
                        id)
                .filter(known -> known != State.DESTROYED)
                .orElseThrow(VaultException.KeyNotFound::new);
        if (state == State.ACTIVE || !isWhole()) {
            throw new VaultException.KeyInUse();
        }
        for (SealedRows one : sealed.get()) {
            if (one.any(database, id)) {
                throw new VaultException.KeyInUse();
            }
        }
        for (String keys : keyTables()) {
            forbid(keys, id);
        }
        database.update("DELETE FROM vlt_wrapping WHERE key_id = ?", id);
        database.update("UPDATE vlt_key SET state = 'destroyed', changed_at = UTC_TIMESTAMP(6) WHERE id = ?", id);
        database.update("DELETE FROM vlt_unreadable WHERE key_id = ?", id);
        sealed.get().forEach(this::countRemaining);
        moved();
    }

    /** Sets right what is told of a table: others write and delete rows meanwhile. */
    void settle(SealedRows one) {
        one.forgetWhatLeft(database);
        countRemaining(one);
    }

    private void countRemaining(SealedRows one) {
        database.update(
                "UPDATE vlt_move SET remaining = ?, updated_at = UTC_TIMESTAMP(6) WHERE source = ?",
                remaining(one),
                one.source());
    }

    private long remaining(SealedRows one) {
        return retiring().stream().mapToLong(key -> one.count(database, key)).sum();
    }

    /** Whether rows are told of as left or unreadable, be they there or not. */
    boolean isUnsettled() {
        return database.exists("SELECT 1 FROM vlt_move WHERE remaining > 0")
                || database.exists("SELECT 1 FROM vlt_unreadable");
    }

    /** The database itself refuses while a row is under the key, waits for those that may be, and then lets none in. */
    private void forbid(String keys, int id) {
        try {
            database.update(
                    "SET STATEMENT innodb_lock_wait_timeout = " + WAIT_SECONDS + " FOR DELETE FROM " + keys
                            + " WHERE id = ?",
                    id);
        } catch (DatabaseFailure refused) {
            boolean inUse = Transactions.sqlCause(refused)
                    .filter(sql -> sql.getErrorCode() == MARIADB_ROW_IS_REFERENCED
                            || sql.getErrorCode() == MARIADB_LOCK_WAIT_TIMEOUT)
                    .isPresent();
            if (inUse) {
                throw new VaultException.KeyInUse();
            }
            throw refused;
        }
    }

    /**
     * A new root key, of which the file was made.
     *
     * @param file beside that of the old one; with its owner's permissions, 0600
     */
    public record NewRoot(String fingerprint, Path file) {}

    /**
     * Makes a new root key in a file of its own and wraps every key under it too: from now on a node starts with either.
     * The file is whole on the disk before anything is committed, and gone again where this throws.
     *
     * @param rest what else belongs to the change, in its transaction
     * @throws VaultException.RootRotationUnderWay where the database has two root keys already
     * @throws VaultException.RootKeyFileRefused where no file can be made beside the old one
     * @throws VaultException.RootKeyNotFound where the file at hand is not that of the database's root key
     */
    public NewRoot rotateRoot(Consumer<NewRoot> rest) {
        lock();
        RootKey before = root.get();
        List<String> known = rows.rootKeys();
        if (!known.contains(before.fingerprint())) {
            throw new VaultException.RootKeyNotFound();
        }
        if (known.size() > 1) {
            throw new VaultException.RootRotationUnderWay();
        }
        List<Opened> keys = opened(before);
        RootKey after = RootKey.random();
        RootKeyFile made = file.beside(after.fingerprint());
        try {
            if (!made.create(after)) {
                throw new VaultException.RootKeyFileRefused();
            }
        } catch (StartRefused refused) {
            LOG.log(System.Logger.Level.WARNING, "no file for a new root key", refused);
            throw new VaultException.RootKeyFileRefused();
        }
        NewRoot newRoot = new NewRoot(after.fingerprint(), made.path());
        boolean done = false;
        try {
            rows.addRoot(after, now());
            keys.forEach(key -> rows.wrap(key.key(), after));
            moved();
            rest.accept(newRoot);
            done = true;
            return newRoot;
        } finally {
            if (!done) {
                made.delete();
            }
        }
    }

    private List<Opened> opened(RootKey root) {
        try {
            return rows.ring(root, false).keys();
        } catch (StartRefused refused) {
            LOG.log(System.Logger.Level.WARNING, "the keys do not open", refused);
            throw new VaultException.RootKeyNotFound();
        }
    }

    /**
     * Erases what a root key wraps, so that it opens this database no more: the old one once every node was started with
     * the new one, or the new one to take its making back.
     *
     * <p>Whoever drops one shows that the other is at hand: nobody could open anything any more if it were lost.
     *
     * @throws VaultException.RootKeyNotFound where it opens nothing here, and where the root key at hand does not open
     *     every key
     * @throws VaultException.RootKeyInUse where it is the only one, or the one at hand, or a node that may run was
     *     started with it
     */
    public void dropRoot(String fingerprint) {
        lock();
        // compared here, since the database cannot compare any text with a column of ASCII
        List<String> known = rows.rootKeys();
        if (!known.contains(fingerprint)) {
            throw new VaultException.RootKeyNotFound();
        }
        if (known.size() == 1 || new Nodes(database).use(fingerprint)) {
            throw new VaultException.RootKeyInUse();
        }
        RootKey staying = root.get();
        if (staying.fingerprint().equals(fingerprint)) {
            throw new VaultException.RootKeyInUse();
        }
        if (opened(staying).isEmpty()) {
            throw new VaultException.RootKeyNotFound();
        }
        database.update("DELETE FROM vlt_wrapping WHERE root_fingerprint = ?", fingerprint);
        database.update("DELETE FROM vlt_root WHERE fingerprint = ?", fingerprint);
        moved();
    }

    /** Leave for a block of uses; in a transaction of its own. */
    static void reserve(Database database, int key, long uses) {
        int taken = database.update(
                "UPDATE vlt_key SET uses = uses + ? WHERE id = ? AND state <> 'destroyed' AND uses + ? <= ?",
                uses,
                key,
                uses,
                Uses.MOST);
        if (taken == 0) {
            throw new VaultException.KeyExhausted();
        }
        if (database.exists("SELECT 1 FROM vlt_key WHERE id = ? AND uses >= ?", key, Uses.DUE)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Key {0} has sealed more than {1} times: rotate it (docs/keys.md). At {2} it seals no more.",
                    key,
                    Long.toString(Uses.DUE),
                    Long.toString(Uses.MOST));
        }
    }

    /** Every change stands in line here. */
    private long lock() {
        return database.first(
                        "SELECT ring_revision FROM vlt_installation WHERE id = 1 FOR UPDATE", row -> row.getLong(1))
                .orElseThrow();
    }

    private void moved() {
        database.update("UPDATE vlt_installation SET ring_revision = ring_revision + 1 WHERE id = 1");
    }

    /** Whether this node has every module's rows: while it starts it lacks some. */
    private boolean isWhole() {
        List<String> known = database.list("SELECT key_table FROM vlt_holder", row -> row.getString(1));
        return keyTables().containsAll(known);
    }

    private List<String> keyTables() {
        return sealed.get().stream().map(SealedRows::keys).distinct().toList();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** What the operator's command asks of the nodes. */
    public enum Action {
        ROTATE,
        REENCRYPT,
        DESTROY
    }

    /**
     * A request and what became of it.
     *
     * @param key that it is about
     * @param outcome {@code DONE}, or the code of the refusal; empty until a node has seen to it
     */
    public record Request(String id, Action action, OptionalInt key, Optional<String> outcome) {}

    /** Hears what became of a request, in the transaction that does it or refuses it. */
    public interface Witness {
        /** The request has its outcome, and its key where there is one. */
        void answered(Database transaction, Request request);
    }

    /** Asks the nodes; the leading one sees to it within seconds of the commit. */
    public void ask(Request request) {
        database.update(
                "INSERT INTO vlt_request (id, action, key_id, asked_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))",
                request.id(),
                request.action().name(),
                request.key().isPresent() ? request.key().getAsInt() : null);
    }

    /** What became of a request. */
    public Optional<Request> request(String id) {
        return requests("id = ?", id).stream().findFirst();
    }

    /** The requests that no node has seen to yet. */
    List<Request> open() {
        return requests("outcome IS NULL AND ? = ''", "");
    }

    private List<Request> requests(String condition, String parameter) {
        return database.list(
                "SELECT id, action, key_id, outcome FROM vlt_request WHERE " + condition + " ORDER BY asked_at, id",
                row -> new Request(
                        row.getString("id"),
                        Action.valueOf(row.getString("action")),
                        row.getObject("key_id") == null ? OptionalInt.empty() : OptionalInt.of(row.getInt("key_id")),
                        Optional.ofNullable(row.getString("outcome"))),
                parameter);
    }

    Request answer(Request request, OptionalInt key, String outcome) {
        database.update(
                "UPDATE vlt_request SET outcome = ?, key_id = ? WHERE id = ?",
                outcome,
                key.isPresent() ? key.getAsInt() : null,
                request.id());
        return new Request(request.id(), request.action(), key, Optional.of(outcome));
    }

    /** How the keys, the nodes and the moving of rows stand. */
    public KeyBook book() {
        return KeyBook.read(database);
    }
}
