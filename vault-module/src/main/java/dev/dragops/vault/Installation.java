package dev.dragops.vault;

import dev.dragops.vault.KeyRows.Installed;
import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.RootKey;
import dev.dragops.vault.crypto.VaultKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Brings root key and database together, at each start. A database that was set up opens under its own root key or not
 * at all, and that is known before anything is written, the tables' migration included. A database that was not is set
 * up in one transaction, by whichever node comes first.
 */
final class Installation {
    /** Fixed, so that two first nodes cannot make two. */
    private static final int FIRST_SEAL_KEY = 1;

    private static final int FIRST_MAC_KEY = 2;

    /** Each attempt either ends the work or lost against a node that has done it meanwhile. */
    private static final int ATTEMPTS = 3;

    private static final System.Logger LOG = System.getLogger(Installation.class.getName());

    private final DataSource dataSource;
    private final RootKeyFile file;
    private final Runnable migrations;
    private final Clock clock;

    Installation(DataSource dataSource, RootKeyFile file, Runnable migrations, Clock clock) {
        this.dataSource = dataSource;
        this.file = file;
        this.migrations = migrations;
        this.clock = clock;
    }

    /** The keys of this database, and the name of the root key that opened them. */
    record Unlocked(KeyRing keys, String fingerprint, List<KeyStatus.Key> facts) {
        Unlocked(KeyRing keys, String fingerprint) {
            this(keys, fingerprint, List.of());
        }
    }

    /**
     * Opens the database's keys; makes them first where it is new.
     *
     * @throws StartRefused with the reason and the mend; nothing was written then
     */
    Unlocked unlock() throws SQLException {
        if (tablesExist()) {
            unlockInstalled();
        } else {
            file.read(); // a file that cannot be used is refused before the tables are made
        }
        migrations.run();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Unlocked> unlocked = unlockInstalled();
            if (unlocked.isPresent()) {
                return unlocked.get();
            }
            install();
        }
        throw new StartRefused(
                "another process sets up " + file.path() + " or the database again and again.", "Start one at a time.");
    }

    /** As {@link #unlock}, but a database that was not set up is left alone: empty. */
    Optional<Unlocked> unlockExisting() throws SQLException {
        return tablesExist() ? unlockInstalled() : Optional.empty();
    }

    private boolean tablesExist() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return new KeyRows(connection).exist();
        }
    }

    private Optional<Unlocked> unlockInstalled() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            KeyRows rows = new KeyRows(connection);
            Optional<Installed> installed = rows.installation();
            if (installed.isEmpty()) {
                requireNoKeys(rows);
                file.read();
                return Optional.empty();
            }
            RootKey root = rootKeyOf(installed.get());
            return Optional.of(new Unlocked(ring(rows.live(root)), root.fingerprint(), rows.facts()));
        }
    }

    private static void requireNoKeys(KeyRows rows) throws SQLException {
        // the set-up and its keys are written in one transaction, and in this order read: the row is really gone
        if (rows.anyKey() && rows.installation().isEmpty()) {
            throw new StartRefused(
                    "the database has keys of a vault, but no longer the row that says which root key wraps them.",
                    "Restore the table vlt_installation from a backup of this database.");
        }
    }

    private RootKey rootKeyOf(Installed installed) {
        RootKey root = file.read()
                .orElseThrow(() -> new StartRefused(
                        file.named("is missing, but the database was set up on " + installed.at() + " UTC under the"
                                + " root key " + installed.fingerprint() + "."),
                        "Put that file back from its backup, or copy it from another node, or name it in"
                                + " DRAGOPS_ROOT_KEY_FILE. Without it nothing in this database can be opened, and no"
                                + " new key is made."));
        if (!root.fingerprint().equals(installed.fingerprint())) {
            throw new StartRefused(
                    file.named("holds the root key " + root.fingerprint() + ", but the database was set up on "
                            + installed.at() + " UTC under the root key " + installed.fingerprint() + "."),
                    "Put the file of the key " + installed.fingerprint() + " in its place, or name it in"
                            + " DRAGOPS_ROOT_KEY_FILE, or check that DRAGOPS_DB_URL names the right database. Nothing"
                            + " was written.");
        }
        return root;
    }

    private static KeyRing ring(List<VaultKey> live) {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            if (live.stream().noneMatch(key -> key.purpose() == purpose)) {
                throw new StartRefused(
                        "the database has no live key for the purpose " + purpose.label() + ".",
                        "Restore the table vlt_key from a backup of this database.");
            }
        }
        return new KeyRing(live);
    }

    private void install() throws SQLException {
        Optional<RootKey> found = file.read();
        RootKey root = found.orElseGet(RootKey::random);
        LocalDateTime now = LocalDateTime.now(clock.withZone(ZoneOffset.UTC)).truncatedTo(ChronoUnit.MICROS);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                KeyRows rows = new KeyRows(connection);
                if (rows.claim(new Installed(now, root.fingerprint()))) {
                    rows.insert(VaultKey.random(FIRST_SEAL_KEY, KeyPurpose.SEAL), root, now);
                    rows.insert(VaultKey.random(FIRST_MAC_KEY, KeyPurpose.MAC), root, now);
                    // before the commit: there must never be rows under a key that is not on the disk; where another
                    // process has made the file meanwhile nothing is committed, and its key is read
                    if (found.isPresent() || make(root)) {
                        connection.commit();
                        LOG.log(
                                System.Logger.Level.INFO,
                                "The vault was set up under the root key {0}",
                                root.fingerprint());
                    }
                }
            } finally {
                // does nothing after the commit
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private boolean make(RootKey root) {
        if (!file.create(root)) {
            return false;
        }
        LOG.log(System.Logger.Level.WARNING, """

                ==============================================================================
                A NEW ROOT KEY WAS MADE: {0}
                Its name (fingerprint) is {1}.
                Back this file up now, apart from the data: without it nothing that is stored
                can ever be opened again, and with it and the data everything can.
                ==============================================================================""", file.path(), root.fingerprint());
        return true;
    }
}
