package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.vault.Installation.Unlocked;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** The nodes of the vault, each by a row that it renews, by the database's clock. */
final class Nodes {
    private static final System.Logger LOG = System.getLogger(Nodes.class.getName());

    /** After so many seconds of silence a node does not count: it is gone, or reads the keys when it comes back. */
    static final int SILENCE = 15;

    /** After so many seconds of silence a node is believed not to have been started with a root key any more. */
    static final int LONG_SILENCE = 60;

    /** For people, who know their machines by it. */
    private static final String NAME = name(System.getenv());

    private final Database database;

    Nodes(Database database) {
        this.database = database;
    }

    static String name(Map<String, String> environment) {
        String host = environment.getOrDefault("HOSTNAME", "");
        return (host.isBlank() ? ownHost() : host) + ":" + environment.getOrDefault("DRAGOPS_HTTP_PORT", "8080");
    }

    /** Shells set HOSTNAME, but seldom export it. */
    private static String ownHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            LOG.log(System.Logger.Level.DEBUG, "this machine has no name", nameless);
            return "localhost";
        }
    }

    /** This node lives, and has loaded those keys. */
    void tell(String id, Unlocked keys) {
        database.update(
                "INSERT INTO vlt_node (id, name, root_fingerprint, ring_revision, started_at, seen_at)"
                        + " VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE"
                        + " ring_revision = VALUES(ring_revision), seen_at = VALUES(seen_at)",
                id,
                NAME,
                keys.fingerprint(),
                keys.revision());
    }

    void leave(String id) {
        database.update("DELETE FROM vlt_node WHERE id = ?", id);
    }

    /** Takes away those that have been silent for a day. */
    void forget() {
        database.update("DELETE FROM vlt_node WHERE seen_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY");
    }

    /** Whether every node that lives has loaded the keys as of that revision. */
    boolean haveAllLoaded(long revision) {
        return !database.exists(
                "SELECT 1 FROM vlt_node WHERE ring_revision < ? AND seen_at > UTC_TIMESTAMP(6) - INTERVAL " + SILENCE
                        + " SECOND",
                revision);
    }

    /** Whether a node that may live was started with that root key. */
    boolean use(String rootKey) {
        return database.exists(
                "SELECT 1 FROM vlt_node WHERE root_fingerprint = ? AND seen_at > UTC_TIMESTAMP(6) - INTERVAL "
                        + LONG_SILENCE + " SECOND",
                rootKey);
    }

    List<KeyBook.Node> all() {
        return database.list(
                "SELECT *, seen_at > UTC_TIMESTAMP(6) - INTERVAL " + SILENCE + " SECOND AS live FROM vlt_node"
                        + " ORDER BY started_at, id",
                row -> new KeyBook.Node(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("root_fingerprint"),
                        Database.instant(row, "started_at"),
                        Database.instant(row, "seen_at"),
                        row.getBoolean("live")));
    }
}
