package dev.dragops.accounts;

import dev.dragops.accounts.AuditChain.Link;
import dev.dragops.accounts.AuditChain.Start;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gives rows their places in the chain, after their commits. Whatever has no place yet is next, in the order of its
 * numbers: a row that commits late just gets a later place, and none is ever passed over. The rows are cold by then, so
 * that no change waits for the chain.
 */
final class AuditSealing {
    private static final int MOST_COUNTED = 100_000;

    /** How many rows get their place in one transaction. */
    static final int MOST = 500;

    private final AuditChain chain;
    private final Lease lease;
    private final Clock clock;

    /**
     * What one transaction did.
     *
     * @param more whether more rows are there
     * @param uncounted why its openings were not counted
     */
    record Sealed(boolean more, Optional<DatabaseFailure> uncounted) {}

    AuditSealing(AuditChain chain, Lease lease, Clock clock) {
        this.chain = chain;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Seals the next rows and counts their openings, in one transaction of its own. Where counting fails, the rows are
     * sealed all the same, and counted by a later one.
     *
     * @param connection in autocommit, and so left behind
     * @throws Lease.Lost where another leads meanwhile: nothing was written
     */
    Sealed sealNext(Connection connection, Lease.Term term) throws SQLException {
        boolean done = false;
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        try {
            Database database = Database.on(connection);
            // a leader that is frozen now must not keep its successor waiting
            database.update("SET idle_transaction_timeout = 5");
            lease.hold(database, term);
            Link before = head(database).orElseGet(() -> begin(database));
            Link head = seal(database, before);
            Savepoint sealed = connection.setSavepoint();
            Optional<DatabaseFailure> uncounted = Optional.empty();
            long counted = head.place();
            try {
                counted = UsageCounts.countNext(database, before.place(), head.place(), clock.instant());
            } catch (DatabaseFailure failed) {
                connection.rollback(sealed);
                uncounted = Optional.of(failed);
            }
            connection.commit();
            done = true;
            return new Sealed(head.place() - before.place() == MOST || counted < head.place(), uncounted);
        } finally {
            if (!done) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }

    private Link seal(Database database, Link before) {
        Link link = before;
        List<AuditStored> rows = AuditStored.unsealed(database, MOST);
        if (rows.isEmpty()) {
            return link;
        }
        StringBuilder links = new StringBuilder("[");
        for (AuditStored row : rows) {
            link = chain.next(link, row);
            links.append(links.length() == 1 ? "" : ",")
                    .append("[")
                    .append(row.sequence())
                    .append(",")
                    .append(link.place())
                    .append(",\"")
                    .append(link.hash())
                    .append("\"]");
        }
        // by the primary key: the index of rows without a place has those of others that are not committed
        int changed = database.update(
                "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (seq BIGINT PATH '$[0]', place BIGINT PATH '$[1]',"
                        + " hash CHAR(64) PATH '$[2]')) l STRAIGHT_JOIN acc_audit a FORCE INDEX (PRIMARY) ON a.seq = l.seq"
                        + " SET a.chain_seq = l.place, a.chain_hash = UNHEX(l.hash) WHERE a.chain_hash IS NULL",
                links.append("]").toString());
        if (changed != rows.size()) {
            throw new IllegalStateException("a row of the audit trail changed while it was sealed");
        }
        return link;
    }

    /** The last link; before the first row that of the start, and empty where nothing was ever sealed. */
    Optional<Link> head(Database database) {
        return database.first(
                        "SELECT chain_seq, LOWER(HEX(chain_hash)) FROM acc_audit FORCE INDEX (acc_audit_chain)"
                                + " WHERE chain_seq IS NOT NULL ORDER BY chain_seq DESC LIMIT 1",
                        row -> new Link(row.getLong(1), row.getString(2)))
                .or(() -> start(database).map(chain::start));
    }

    static Optional<Start> start(Database database) {
        return database.first(
                "SELECT begun_at, found_to FROM acc_audit_chain WHERE id = 1",
                row -> new Start(Database.instant(row, "begun_at"), row.getLong("found_to")));
    }

    /** When the oldest row without a place was made, as the index has them; empty where all have theirs. */
    static Optional<Instant> oldestUnsealed(Database database) {
        return database.first(
                "SELECT at FROM acc_audit FORCE INDEX (acc_audit_chain) WHERE chain_seq IS NULL LIMIT 1",
                row -> Database.instant(row, "at"));
    }

    /** How many have no place, as far as {@link #MOST_COUNTED}. */
    static long unsealed(Database database) {
        return database.first(
                        "SELECT COUNT(*) FROM (SELECT 1 FROM acc_audit FORCE INDEX (acc_audit_chain)"
                                + " WHERE chain_seq IS NULL LIMIT ?) a",
                        row -> row.getLong(1),
                        MOST_COUNTED)
                .orElseThrow();
    }

    private Link begin(Database database) {
        database.update("INSERT INTO acc_audit_chain (id, begun_at, found_to)"
                + " SELECT 1, UTC_TIMESTAMP(6), COALESCE(MAX(seq), 0) FROM acc_audit");
        return chain.start(start(database).orElseThrow());
    }
}
