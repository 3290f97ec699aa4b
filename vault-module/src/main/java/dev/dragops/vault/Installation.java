package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.vault.KeyRows.Installed;
import dev.dragops.vault.KeyRows.Opened;
import dev.dragops.vault.KeyRows.Ring;
import dev.dragops.vault.KeyRows.State;
import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.RootKey;
import dev.dragops.vault.crypto.VaultKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Brings root key and database together, at each start. A database that was set up opens under its own root key or not
 * at all, and that is known before anything is written, the tables' migration included. A database that was not is set
 * up in one transaction, by whichever node comes first.
 */
final class Installation {
    /** Fixed, so that two first nodes cannot make two; the tables of other modules know it from their first day. */
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

    /**
     * The keys of this database, and the root key that opened them.
     *
     * @param revision moves with every change of keys or wrappings
     */
    record Unlocked(KeyRing keys, RootKey root, long revision, List<KeyStatus.Key> facts) {
        Unlocked(KeyRing keys, RootKey root) {
            this(keys, root, 0, List.of());
        }

        String fingerprint() {
            return root.fingerprint();
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
    Optional<Unlocked> unlockExisting() {
        return tablesExist() ? unlockInstalled() : Optional.empty();
    }

    private boolean tablesExist() {
        return new KeyRows(Database.of(dataSource)).exist();
    }

    private Optional<Unlocked> unlockInstalled() {
        KeyRows rows = new KeyRows(Database.of(dataSource));
        boolean old = rows.areOld();
        Optional<Installed> installed = rows.installation(old);
        if (installed.isEmpty()) {
            requireNoKeys(rows, old);
            file.read();
            return Optional.empty();
        }
        RootKey root = rootKeyOf(installed.get());
        return Optional.of(unlocked(rows.ring(root, old), root));
    }

    /**
     * The keys as they are now, for a node that has started.
     *
     * @throws StartRefused where they do not all open under the root key that the node was started with
     */
    static Unlocked reread(Database database, RootKey root) {
        return unlocked(new KeyRows(database).ring(root, false), root);
    }

    private static Unlocked unlocked(Ring ring, RootKey root) {
        return new Unlocked(
                keys(ring.keys()),
                root,
                ring.revision(),
                ring.keys().stream()
                        .map(one -> new KeyStatus.Key(
                                one.key().id(),
                                one.key().purpose().label(),
                                one.state() == State.ACTIVE,
                                one.createdAt()))
                        .toList());
    }

    private static void requireNoKeys(KeyRows rows, boolean old) {
        // the set-up and its keys are written in one transaction, and in this order read: the row is really gone
        if (rows.anyKey() && rows.installation(old).isEmpty()) {
            throw new StartRefused(
                    "the database has keys of a vault, but no longer the row that says when it was set up.",
                    "Restore the table vlt_installation from a backup of this database.");
        }
    }

    private RootKey rootKeyOf(Installed installed) {
        RootKey root = file.read()
                .orElseThrow(() -> new StartRefused(
                        file.named("is missing, but the database was set up on " + installed.at() + " and opens"
                                + " under the root key " + names(installed) + "."),
                        "Put that file back from its backup, or copy it from another node, or name it in"
                                + " DRAGOPS_ROOT_KEY_FILE. Without it nothing in this database can be opened, and no"
                                + " new key is made."));
        if (!installed.rootKeys().contains(root.fingerprint())) {
            throw new StartRefused(
                    file.named("holds the root key " + root.fingerprint() + ", but the database, which was set up on "
                            + installed.at() + ", opens under the root key " + names(installed) + "."),
                    "Put the file of the key " + names(installed) + " in its place, or name it in"
                            + " DRAGOPS_ROOT_KEY_FILE, or check that DRAGOPS_DB_URL names the right database. Nothing"
                            + " was written.");
        }
        return root;
    }

    private static String names(Installed installed) {
        return String.join(" or ", installed.rootKeys());
    }

    private static KeyRing keys(List<Opened> opened) {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            if (opened.stream()
                            .filter(one -> one.key().purpose() == purpose && one.state() == State.ACTIVE)
                            .count()
                    != 1) {
                throw new StartRefused(
                        "the database does not have one active key for the purpose " + purpose.label() + ".",
                        "Restore the table vlt_key from a backup of this database.");
            }
        }
        return new KeyRing(
                opened.stream().map(Opened::key).toList(),
                opened.stream()
                        .filter(one -> one.state() == State.ACTIVE)
                        .map(one -> one.key().id())
                        .collect(Collectors.toSet()));
    }

    private void install() throws SQLException {
        Optional<RootKey> found = file.read();
        RootKey root = found.orElseGet(RootKey::random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                KeyRows rows = new KeyRows(Database.on(connection));
                if (rows.claim(now)) {
                    rows.addRoot(root, now);
                    rows.insert(VaultKey.random(FIRST_SEAL_KEY, KeyPurpose.SEAL), State.ACTIVE, root, now);
                    rows.insert(VaultKey.random(FIRST_MAC_KEY, KeyPurpose.MAC), State.ACTIVE, root, now);
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
