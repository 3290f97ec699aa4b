package dev.dragops.vault;

import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.RootKey;
import dev.dragops.vault.crypto.UnknownFormatException;
import dev.dragops.vault.crypto.UnreadableException;
import dev.dragops.vault.crypto.VaultKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of the vault: one that says when and under which root key it was set up, and the wrapped keys. */
final class KeyRows {
    private static final String LIVE = "live";

    private final Connection connection;

    KeyRows(Connection connection) {
        this.connection = connection;
    }

    /** The set-up of this database. The time is in UTC. */
    record Installed(LocalDateTime at, String fingerprint) {}

    /** Whether the tables are there at all, which they are not before the first start. */
    boolean exist() throws SQLException {
        return count("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                        + " AND table_name IN ('vlt_installation', 'vlt_key')")
                == 2;
    }

    Optional<Installed> installation() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT created_at, root_key_fingerprint FROM vlt_installation WHERE id = 1")) {
            return row.next()
                    ? Optional.of(new Installed(row.getObject(1, LocalDateTime.class), row.getString(2)))
                    : Optional.empty();
        }
    }

    boolean anyKey() throws SQLException {
        return count("SELECT COUNT(*) FROM vlt_key") > 0;
    }

    /**
     * Every live key, opened.
     *
     * @throws StartRefused where one does not open, or is for something that this version does not know
     */
    List<VaultKey> live(RootKey root) throws SQLException {
        List<VaultKey> keys = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id, purpose, wrapped FROM vlt_key WHERE state = ? ORDER BY id")) {
            statement.setString(1, LIVE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    keys.add(open(root, row.getInt(1), row.getString(2), row.getBytes(3)));
                }
            }
        }
        return keys;
    }

    /** What may be told of each live key; the newest of a purpose is the active one. */
    List<KeyStatus.Key> facts() throws SQLException {
        List<KeyStatus.Key> facts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT id, purpose, created_at,"
                + " id = MAX(id) OVER (PARTITION BY purpose) FROM vlt_key WHERE state = ? ORDER BY id")) {
            statement.setString(1, LIVE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    facts.add(new KeyStatus.Key(
                            row.getInt(1),
                            row.getString(2),
                            row.getBoolean(4),
                            row.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC)));
                }
            }
        }
        return facts;
    }

    private static VaultKey open(RootKey root, int id, String purpose, byte[] wrapped) {
        KeyPurpose known = KeyPurpose.ofLabel(purpose).orElseThrow(() -> newer(id));
        try {
            return root.unwrap(id, known, wrapped);
        } catch (UnreadableException notOurs) {
            throw new StartRefused(
                    "key " + id + " in the database does not open under the root key " + root.fingerprint()
                            + ", which is the one that the database expects: the row of the key was changed.",
                    "Restore the table vlt_key from a backup of this database. Nothing was written.");
        } catch (UnknownFormatException notKnown) {
            throw newer(id);
        }
    }

    private static StartRefused newer(int id) {
        return new StartRefused(
                "key " + id + " in the database has a purpose or format that this version does not know.",
                "Start the version of the product that made it, or a later one; if there is none, the row was changed:"
                        + " restore the table vlt_key from a backup of this database. Nothing was written.");
    }

    /** Takes the one row of the set-up; false where another node has it, for whose commit or rollback this waits. */
    boolean claim(Installed installed) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT IGNORE INTO vlt_installation (id, created_at, root_key_fingerprint) VALUES (1, ?, ?)")) {
            insert.setObject(1, installed.at());
            insert.setString(2, installed.fingerprint());
            return insert.executeUpdate() == 1;
        }
    }

    void insert(VaultKey key, RootKey root, LocalDateTime at) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO vlt_key (id, purpose, wrapped, state, created_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setInt(1, key.id());
            insert.setString(2, key.purpose().label());
            insert.setBytes(3, root.wrap(key));
            insert.setString(4, LIVE);
            insert.setObject(5, at);
            insert.executeUpdate();
        }
    }

    private long count(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
