package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.RootKey;
import dev.dragops.vault.crypto.UnknownFormatException;
import dev.dragops.vault.crypto.UnreadableException;
import dev.dragops.vault.crypto.VaultKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of the vault: one that says when it was set up, the root keys that it knows by name, and the wrapped keys. */
final class KeyRows {
    private final Database database;

    KeyRows(Database database) {
        this.database = database;
    }

    /** What a key may do. */
    enum State {
        /** Every node may open with it, none seals. */
        PENDING,
        /** Seals and opens: one for each purpose. */
        ACTIVE,
        /** Opens what it sealed, until nothing is left under it. */
        RETIRING,
        /** Nobody has it any more. */
        DESTROYED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<State> of(String word) {
            return Arrays.stream(values())
                    .filter(state -> state.word().equals(word))
                    .findFirst();
        }
    }

    /** The set-up of this database. */
    record Installed(Instant at, List<String> rootKeys) {}

    /** A key that was not destroyed, as it lies in the database. */
    @SuppressWarnings("ArrayRecordComponent") // read once and unwrapped; never compared
    private record Stored(
            long revision, int id, String purpose, String state, Instant createdAt, byte @Nullable [] wrapped) {}

    /** A key that was not destroyed, opened. */
    record Opened(VaultKey key, State state, Instant createdAt) {}

    /** Every key that was not destroyed, opened, and the revision of all of them. */
    record Ring(long revision, List<Opened> keys) {}

    /** Whether the tables are there at all, which they are not before the first start. */
    boolean exist() {
        return count("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                        + " AND table_name IN ('vlt_installation', 'vlt_key')")
                == 2;
    }

    /** Whether the tables are those of before keys had a life, or on the way from them; read until they are migrated. */
    boolean areOld() {
        return count("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name = 'vlt_key' AND column_name = 'wrapped'")
                == 1;
    }

    Optional<Installed> installation(boolean old) {
        if (old) {
            return database.first(
                    "SELECT created_at, root_key_fingerprint FROM vlt_installation WHERE id = 1",
                    row -> new Installed(Database.instant(row, "created_at"), List.of(row.getString(2))));
        }
        return database.first(
                        "SELECT created_at FROM vlt_installation WHERE id = 1",
                        row -> Database.instant(row, "created_at"))
                .map(at -> new Installed(at, rootKeys()));
    }

    /** The root keys that open this database, the one of longest standing first. */
    List<String> rootKeys() {
        return database.list(
                "SELECT fingerprint FROM vlt_root ORDER BY added_at, fingerprint", row -> row.getString(1));
    }

    boolean anyKey() {
        return count("SELECT COUNT(*) FROM vlt_key") > 0;
    }

    long revision() {
        return database.first("SELECT ring_revision FROM vlt_installation WHERE id = 1", row -> row.getLong(1))
                .orElse(0L);
    }

    /**
     * Every key that was not destroyed, opened.
     *
     * @throws StartRefused where one does not open, or is for something that this version does not know
     */
    Ring ring(RootKey root, boolean old) {
        List<Stored> stored = old ? oldKeys() : keys(root.fingerprint());
        return new Ring(
                stored.stream().mapToLong(Stored::revision).findFirst().orElse(0),
                stored.stream().map(key -> open(root, key)).toList());
    }

    private List<Stored> oldKeys() {
        return database.list(
                "SELECT id, purpose, created_at, wrapped, IF(state = 'live', 'active', state) AS state FROM vlt_key"
                        + " ORDER BY id",
                row -> new Stored(
                        0,
                        row.getInt("id"),
                        row.getString("purpose"),
                        row.getString("state"),
                        Database.instant(row, "created_at"),
                        row.getBytes("wrapped")));
    }

    /** In one statement: the revision is that of just these keys. */
    private List<Stored> keys(String fingerprint) {
        return database.list(
                "SELECT i.ring_revision, k.id, k.purpose, k.state, k.created_at, w.wrapped FROM vlt_installation i"
                        + " JOIN vlt_key k LEFT JOIN vlt_wrapping w ON w.key_id = k.id AND w.root_fingerprint = ?"
                        + " WHERE i.id = 1 AND k.state <> 'destroyed' ORDER BY k.id",
                row -> new Stored(
                        row.getLong("ring_revision"),
                        row.getInt("id"),
                        row.getString("purpose"),
                        row.getString("state"),
                        Database.instant(row, "created_at"),
                        row.getBytes("wrapped")),
                fingerprint);
    }

    private static Opened open(RootKey root, Stored stored) {
        KeyPurpose purpose = KeyPurpose.ofLabel(stored.purpose()).orElseThrow(() -> newer(stored.id()));
        State state = State.of(stored.state())
                .filter(known -> known != State.DESTROYED)
                .orElseThrow(() -> newer(stored.id()));
        byte[] wrapped = stored.wrapped();
        if (wrapped == null) {
            throw new StartRefused(
                    "key " + stored.id() + " in the database is not wrapped under the root key " + root.fingerprint()
                            + ", although the database knows that root key: a row is missing.",
                    "Start with the other root key, if the database has two, or restore the tables vlt_key and"
                            + " vlt_wrapping from a backup of this database. Nothing was written.");
        }
        try {
            return new Opened(root.unwrap(stored.id(), purpose, wrapped), state, stored.createdAt());
        } catch (UnreadableException notOurs) {
            throw new StartRefused(
                    "key " + stored.id() + " in the database does not open under the root key " + root.fingerprint()
                            + ", which is one that the database expects: the row of the key was changed.",
                    "Restore the tables vlt_key and vlt_wrapping from a backup of this database. Nothing was written.");
        } catch (UnknownFormatException notKnown) {
            throw newer(stored.id());
        }
    }

    private static StartRefused newer(int id) {
        return new StartRefused(
                "key " + id + " in the database has a purpose, state or format that this version does not know.",
                "Start the version of the product that made it, or a later one; if there is none, the row was changed:"
                        + " restore the table vlt_key from a backup of this database. Nothing was written.");
    }

    /** Takes the one row of the set-up; false where another node has it, for whose commit or rollback this waits. */
    boolean claim(Instant at) {
        return database.update("INSERT IGNORE INTO vlt_installation (id, created_at) VALUES (1, ?)", at) == 1;
    }

    /** From now on that root key opens this database, once every key is wrapped under it. */
    void addRoot(RootKey root, Instant at) {
        database.update("INSERT INTO vlt_root (fingerprint, added_at) VALUES (?, ?)", root.fingerprint(), at);
    }

    void insert(VaultKey key, State state, RootKey root, Instant at) {
        database.update(
                "INSERT INTO vlt_key (id, purpose, state, created_at) VALUES (?, ?, ?, ?)",
                key.id(),
                key.purpose().label(),
                state.word(),
                at);
        wrap(key, root);
    }

    void wrap(VaultKey key, RootKey root) {
        database.update(
                "INSERT INTO vlt_wrapping (key_id, root_fingerprint, wrapped) VALUES (?, ?, ?)",
                key.id(),
                root.fingerprint(),
                root.wrap(key));
    }

    private long count(String query) {
        return database.first(query, row -> row.getLong(1)).orElse(0L);
    }
}
