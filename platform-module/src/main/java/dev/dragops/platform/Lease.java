package dev.dragops.platform;

import java.time.Duration;
import java.util.Optional;

/**
 * Leadership among nodes, by one row of a table that the module makes itself:
 *
 * <pre>
 * CREATE TABLE xxx_lease (
 *   name  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   epoch BIGINT      NOT NULL,
 *   until DATETIME(6) NOT NULL,
 *   PRIMARY KEY (name))
 * </pre>
 *
 * Only the database's clock counts. A leader that was paused may still believe that it leads: it must begin each
 * transaction that writes as leader with {@link #hold}, which the database refuses to whoever was replaced (a fencing
 * epoch), and which keeps everybody from replacing it until that transaction has ended.
 */
public final class Lease {
    /** One leadership. The epoch is higher than those of all leaders before. */
    public record Term(long epoch) {}

    /** Another node leads, or the term has ended: nothing may be written as leader. */
    public static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost(String name) {
            super("this node does not lead " + name + " any more");
        }
    }

    private final String table;
    private final String name;
    private final String owner;
    private final Duration length;

    /**
     * A lease that nobody holds by this.
     *
     * @param table where its row is, or will be
     * @param name what is led
     * @param owner who asks: unique to each start of each node, so that no leader inherits what it was before a crash
     * @param length how long a term lasts unless it is renewed
     */
    public Lease(String table, String name, String owner, Duration length) {
        this.table = table;
        this.name = name;
        this.owner = owner;
        this.length = length;
    }

    /**
     * Leads from now on, or goes on leading; to be called again well before the length has passed. Empty while another
     * leads.
     *
     * @param database outside a transaction: the answer stands only once it is committed
     */
    public Optional<Term> take(Database database) {
        // assignments are made from left to right: the epoch still sees the owner before
        int taken = database.update(
                "UPDATE " + table + " SET epoch = epoch + (owner <> ?), owner = ?,"
                        + " until = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"
                        + " WHERE name = ? AND (owner = ? OR until <= UTC_TIMESTAMP(6))",
                owner,
                owner,
                microseconds(),
                name,
                owner);
        if (taken == 0) {
            database.update(
                    "INSERT IGNORE INTO " + table + " (name, owner, epoch, until)"
                            + " VALUES (?, ?, 1, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)",
                    name,
                    owner,
                    microseconds());
        }
        return database.first(
                "SELECT epoch FROM " + table + " WHERE name = ? AND owner = ? AND until > UTC_TIMESTAMP(6)",
                row -> new Term(row.getLong(1)),
                name,
                owner);
    }

    /**
     * Stays leader until the transaction in progress has ended; the first thing in it.
     *
     * @param database in that transaction
     * @throws Lost where the term has ended
     */
    public void hold(Database database, Term term) {
        if (!database.exists(
                "SELECT 1 FROM " + table
                        + " WHERE name = ? AND owner = ? AND epoch = ? AND until > UTC_TIMESTAMP(6) FOR UPDATE",
                name,
                owner,
                term.epoch())) {
            throw new Lost(name);
        }
    }

    /** Lets another lead at once; nothing where the term has ended. */
    public void release(Database database, Term term) {
        database.update(
                "UPDATE " + table + " SET until = UTC_TIMESTAMP(6) WHERE name = ? AND owner = ? AND epoch = ?",
                name,
                owner,
                term.epoch());
    }

    /** Who leads now, for whom it concerns; empty while nobody does. */
    public Optional<String> leader(Database database) {
        return database.first(
                "SELECT owner FROM " + table + " WHERE name = ? AND until > UTC_TIMESTAMP(6)",
                row -> row.getString(1),
                name);
    }

    private long microseconds() {
        return length.toNanos() / 1_000;
    }
}
