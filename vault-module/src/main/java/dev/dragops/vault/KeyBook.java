package dev.dragops.vault;

import dev.dragops.platform.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the keys stand, as the database tells: nothing here opens anything.
 *
 * @param rootKeys that open this database, the one of longest standing first
 * @param keys all there ever were
 * @param moves how far each table has left the keys that are retiring, since the last rotation
 * @param unreadable rows that did not open when they were to move, the first hundred
 * @param nodes that are known to run or to have run today
 * @param leader the node that moves rows now
 */
public record KeyBook(
        List<RootKey> rootKeys,
        List<Key> keys,
        List<Move> moves,
        List<Unreadable> unreadable,
        List<Node> nodes,
        Optional<String> leader) {
    static final String LEASE = "keys";

    private static final int MOST_NAMED = 100;

    public KeyBook {
        rootKeys = List.copyOf(rootKeys);
        keys = List.copyOf(keys);
        moves = List.copyOf(moves);
        unreadable = List.copyOf(unreadable);
        nodes = List.copyOf(nodes);
    }

    /**
     * A root key, by name.
     *
     * @param nodes how many that run were started with it
     */
    public record RootKey(String fingerprint, Instant addedAt, long nodes) {}

    /**
     * A key that a root key wraps, or that was destroyed.
     *
     * @param purpose {@code seal} or {@code mac}
     * @param state {@code pending}, {@code active}, {@code retiring} or {@code destroyed}
     * @param changedAt when it entered its state
     * @param uses how often it may have sealed; at least as often as it did
     * @param due whether it should be rotated
     */
    public record Key(
            int id, String purpose, String state, Instant createdAt, Instant changedAt, long uses, boolean due) {
        /** The share of its uses that is gone, in percent, rounded down. */
        public int usedPercent() {
            return (int) (100 * uses / Uses.MOST);
        }
    }

    /** How far a table has got. */
    public record Move(String source, long moved, long remaining, Instant startedAt, Instant updatedAt) {
        /** Rows in a second, since the start. */
        public long rate() {
            return moved
                    * 1000
                    / Math.max(1, Duration.between(startedAt, updatedAt).toMillis());
        }
    }

    /** A row that does not open. */
    public record Unreadable(String source, String row, int key, Instant foundAt) {}

    /** A start of a node. */
    public record Node(String id, String name, String rootKey, Instant startedAt, Instant seenAt, boolean live) {}

    /** What goes on. */
    public enum Phase {
        /** Nothing. */
        RESTING,
        /** A new key is on its way to the nodes. */
        PREPARING,
        /** Rows move to the active key. */
        MOVING,
        /** All rows moved but those that do not open. */
        STUCK
    }

    public Phase phase() {
        if (keys.stream().anyMatch(key -> key.state().equals("pending"))) {
            return Phase.PREPARING;
        }
        long remaining = remaining();
        if (remaining == 0) {
            return Phase.RESTING;
        }
        return unreadable.size() < MOST_NAMED && remaining <= unreadable.size() ? Phase.STUCK : Phase.MOVING;
    }

    /** Rows that are still to move. */
    public long remaining() {
        return moves.stream().mapToLong(Move::remaining).sum();
    }

    /** Rows that have moved. */
    public long moved() {
        return moves.stream().mapToLong(Move::moved).sum();
    }

    /** Whether a key should be rotated soon. */
    public boolean isRotationDue() {
        return keys.stream().anyMatch(key -> key.state().equals("active") && key.due());
    }

    static KeyBook read(Database database) {
        return new KeyBook(
                database.list(
                        "SELECT r.fingerprint, r.added_at, (SELECT COUNT(*) FROM vlt_node n WHERE"
                                + " n.root_fingerprint = r.fingerprint AND n.seen_at > UTC_TIMESTAMP(6) - INTERVAL "
                                + Nodes.SILENCE
                                + " SECOND) AS nodes FROM vlt_root r ORDER BY r.added_at, r.fingerprint",
                        row -> new RootKey(
                                row.getString("fingerprint"), Database.instant(row, "added_at"), row.getLong("nodes"))),
                database.list(
                        "SELECT id, purpose, state, created_at, COALESCE(changed_at, created_at) AS changed, uses"
                                + " FROM vlt_key ORDER BY id",
                        row -> new Key(
                                row.getInt("id"),
                                row.getString("purpose"),
                                row.getString("state"),
                                Database.instant(row, "created_at"),
                                Database.instant(row, "changed"),
                                row.getString("purpose").equals("seal") ? row.getLong("uses") : 0,
                                row.getString("purpose").equals("seal") && row.getLong("uses") >= Uses.DUE)),
                database.list(
                        "SELECT source, moved, remaining, started_at, updated_at FROM vlt_move ORDER BY source",
                        row -> new Move(
                                row.getString("source"),
                                row.getLong("moved"),
                                row.getLong("remaining"),
                                Database.instant(row, "started_at"),
                                Database.instant(row, "updated_at"))),
                database.list(
                        "SELECT source, row_id, key_id, found_at FROM vlt_unreadable ORDER BY source, row_id LIMIT "
                                + MOST_NAMED,
                        row -> new Unreadable(
                                row.getString("source"),
                                row.getString("row_id"),
                                row.getInt("key_id"),
                                Database.instant(row, "found_at"))),
                new Nodes(database).all(),
                database.first(
                        "SELECT owner FROM vlt_lease WHERE name = ? AND until > UTC_TIMESTAMP(6)",
                        row -> row.getString(1),
                        LEASE));
    }
}
