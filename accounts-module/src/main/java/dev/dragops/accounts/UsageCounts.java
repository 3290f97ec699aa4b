package dev.dragops.accounts;

import dev.dragops.platform.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How often an object was opened. The sealer counts the rows of the trail along the chain, so that an opening pays
 * nothing for it, and each row is counted once: the place that it has come to moves in the same transaction. Rows beyond
 * that place, and those without one, are read from the trail, in the same statement as the counts.
 */
final class UsageCounts {
    /** How many rows are counted in one transaction. */
    static final int MOST = 2_000;

    /** Of an object's pairs of pattern and node on one day the most recent are kept, and the same number is told. */
    static final int MOST_PAIRS = 100;

    /** Longer than anybody looks back. */
    private static final int DAYS_KEPT = 32;

    private static final int MOST_DROPPED = 1_000;

    private static final int MOST_AT_ONCE = 500;

    /** How many rows of the trail a list looks through. */
    static final int LATEST = 10_000;

    /** The action that is counted. */
    private static final String OPENED = "credential.opened";

    private static final String SUCCESSFUL =
            "a.action = '" + OPENED + "' AND a.outcome = '" + AuditEntry.Outcome.SUCCEEDED.name() + "'";

    private static final String OF_PLACES = " FROM acc_audit a FORCE INDEX (acc_audit_chain)"
            + " STRAIGHT_JOIN acc_audit_object o FORCE INDEX (acc_audit_object_of_row) ON o.audit_seq = a.seq"
            + " WHERE a.chain_seq > ? AND a.chain_seq <= ? AND a.user_id IS NOT NULL AND " + SUCCESSFUL;

    private static final String ADDED = " ON DUPLICATE KEY UPDATE openings = openings + VALUES(openings),"
            + " last_at = GREATEST(last_at, VALUES(last_at))";

    private static final String COUNTED = "COALESCE((SELECT place FROM acc_usage_counted WHERE id = 1), 0)";

    private final Database database;

    UsageCounts(Database database) {
        this.database = database;
    }

    /** A day of an object with more pairs than are kept. */
    private record Crowded(String object, String user, LocalDate day, int beyond) {}

    /**
     * Counts the next rows, for the sealer in its transaction.
     *
     * @param sealedBefore the head of the chain before this transaction. The count never begins beyond it: where rows
     *     were removed from the end of the chain, their places are given again.
     * @param head the head now
     * @return the place up to which all is counted
     */
    static long countNext(Database database, long sealedBefore, long head, Instant now) {
        long from = Math.min(counted(database), sealedBefore);
        long to = Math.min(head, from + MOST);
        if (to > from) {
            LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS_KEPT);
            count(database, from, to, oldest);
            for (String table : List.of("acc_usage_day", "acc_usage_seen")) {
                database.update("DELETE FROM " + table + " WHERE day < ? LIMIT " + MOST_DROPPED, oldest);
            }
            database.update(
                    "INSERT INTO acc_usage_counted (id, place) VALUES (1, ?) ON DUPLICATE KEY UPDATE place = VALUES(place)",
                    to);
        }
        return to;
    }

    private static void count(Database database, long from, long to, LocalDate oldest) {
        database.update(
                "INSERT INTO acc_usage (object_id, user_id, last_at) SELECT o.object_id, a.user_id, MAX(a.at)"
                        + OF_PLACES + " GROUP BY o.object_id, a.user_id"
                        + " ON DUPLICATE KEY UPDATE last_at = GREATEST(last_at, VALUES(last_at))",
                from,
                to);
        database.update(
                "INSERT INTO acc_usage_day (object_id, user_id, day, openings, last_at)"
                        + " SELECT o.object_id, a.user_id, DATE(a.at), COUNT(*), MAX(a.at)" + OF_PLACES
                        + " AND a.at >= ? GROUP BY o.object_id, a.user_id, DATE(a.at)" + ADDED,
                from,
                to,
                oldest);
        database.update(
                "INSERT INTO acc_usage_seen (object_id, user_id, day, pattern_id, node_id, openings, last_at)"
                        + " SELECT o.object_id, a.user_id, DATE(a.at), COALESCE(a.pattern_id, ''),"
                        + " COALESCE(a.node_id, ''), COUNT(*), MAX(a.at)" + OF_PLACES
                        + " AND a.at >= ? GROUP BY o.object_id, a.user_id, DATE(a.at), COALESCE(a.pattern_id, ''),"
                        + " COALESCE(a.node_id, '')" + ADDED,
                from,
                to,
                oldest);
        database.list(
                        "SELECT s.object_id, s.user_id, s.day, COUNT(*) - " + MOST_PAIRS + " AS beyond"
                                + " FROM (SELECT DISTINCT o.object_id, a.user_id, DATE(a.at) AS day" + OF_PLACES
                                + " AND a.at >= ?) t JOIN acc_usage_seen s"
                                + " ON s.object_id = t.object_id AND s.user_id = t.user_id AND s.day = t.day"
                                + " GROUP BY s.object_id, s.user_id, s.day HAVING beyond > 0",
                        row -> new Crowded(
                                row.getString("object_id"),
                                row.getString("user_id"),
                                row.getObject("day", LocalDate.class),
                                row.getInt("beyond")),
                        from,
                        to,
                        oldest)
                .forEach(crowded -> database.update(
                        "DELETE FROM acc_usage_seen WHERE object_id = ? AND user_id = ? AND day = ?"
                                + " ORDER BY last_at, pattern_id, node_id LIMIT ?",
                        crowded.object(),
                        crowded.user(),
                        crowded.day(),
                        crowded.beyond()));
    }

    private static long counted(Database database) {
        return database.first("SELECT " + COUNTED, row -> row.getLong(1)).orElseThrow();
    }

    /** Whether rows of the chain are still to be counted: those of before, or of a node that does not count yet. */
    static boolean isBehind(Database database) {
        return database.exists(
                "SELECT 1 FROM acc_audit FORCE INDEX (acc_audit_chain) WHERE chain_seq > ? LIMIT 1", counted(database));
    }

    /** The openings of the object by its owner: the last one ever, and since then by pattern and node, and by day. */
    Usage usage(UserId owner, String objectId, Instant since) {
        long from = firstUncounted();
        Optional<Instant> last =
                Optional.ofNullable(lastOpenings(owner, List.of(objectId), from).get(objectId));
        return last.filter(at -> !at.isBefore(since)).isPresent()
                ? new Usage(last, seen(owner, objectId, since, from), days(owner, objectId, since, from))
                : new Usage(last, List.of(), List.of());
    }

    /**
     * The last openings of these objects by their owner; one that was never opened is left out. Where much of the trail
     * is not counted yet, only the latest rows are looked through for what the counts do not have.
     */
    Map<String, Instant> lastOpenings(UserId owner, Collection<String> objectIds) {
        if (objectIds.isEmpty()) {
            return Map.of();
        }
        long from = Math.max(firstUncounted(), newest() - LATEST);
        List<String> all = List.copyOf(objectIds);
        Map<String, Instant> openings = new HashMap<>();
        for (int i = 0; i < all.size(); i += MOST_AT_ONCE) {
            openings.putAll(lastOpenings(owner, all.subList(i, Math.min(all.size(), i + MOST_AT_ONCE)), from));
        }
        return openings;
    }

    private Map<String, Instant> lastOpenings(UserId owner, List<String> objectIds, long from) {
        String objects = String.join(", ", Collections.nCopies(objectIds.size(), "?"));
        List<Object> values = new ArrayList<>(objectIds);
        values.add(owner.value());
        values.addAll(objectIds);
        values.add(from);
        values.add(owner.value());
        return database
                .list(
                        "SELECT object_id, MAX(last_at) AS last_at FROM ("
                                + "SELECT object_id, last_at FROM acc_usage WHERE object_id IN (" + objects
                                + ") AND user_id = ? UNION ALL SELECT o.object_id, a.at" + uncounted(objects)
                                + ") u GROUP BY object_id",
                        row -> Map.entry(row.getString("object_id"), Database.instant(row, "last_at")),
                        values.toArray())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private List<Usage.Seen> seen(UserId owner, String objectId, Instant since, long from) {
        return database.list(
                "SELECT pattern_id, node_id, MAX(last_at) AS last_at, SUM(openings) AS openings FROM ("
                        + "SELECT pattern_id, node_id, last_at, openings FROM acc_usage_seen"
                        + " WHERE object_id = ? AND user_id = ? AND last_at >= ?"
                        + " UNION ALL SELECT COALESCE(a.pattern_id, ''), COALESCE(a.node_id, ''), a.at, 1"
                        + uncounted("?") + " AND a.at >= ?"
                        + ") u GROUP BY pattern_id, node_id ORDER BY last_at DESC, pattern_id, node_id LIMIT "
                        + MOST_PAIRS,
                row -> new Usage.Seen(
                        named(row, "pattern_id"),
                        named(row, "node_id"),
                        Database.instant(row, "last_at"),
                        row.getLong("openings")),
                objectId,
                owner.value(),
                since,
                objectId,
                from,
                owner.value(),
                since);
    }

    private static Optional<String> named(ResultSet row, String column) throws SQLException {
        return Optional.of(row.getString(column)).filter(id -> !id.isEmpty());
    }

    private List<Usage.Day> days(UserId owner, String objectId, Instant since, long from) {
        return database.list(
                "SELECT day, SUM(openings) AS openings FROM ("
                        + "SELECT day, openings FROM acc_usage_day WHERE object_id = ? AND user_id = ? AND last_at >= ?"
                        + " UNION ALL SELECT DATE(a.at), 1" + uncounted("?") + " AND a.at >= ?"
                        + ") u GROUP BY day ORDER BY day",
                row -> new Usage.Day(row.getObject("day", LocalDate.class), row.getLong("openings")),
                objectId,
                owner.value(),
                since,
                objectId,
                from,
                owner.value(),
                since);
    }

    /** Openings of these objects that the counts do not have: from a number of the trail on, by a user. */
    private static String uncounted(String objects) {
        return " FROM acc_audit_object o FORCE INDEX (PRIMARY) STRAIGHT_JOIN acc_audit a FORCE INDEX (PRIMARY)"
                + " ON a.seq = o.audit_seq WHERE o.object_id IN (" + objects + ") AND o.audit_seq >= ?"
                + " AND a.user_id = ? AND " + SUCCESSFUL + " AND (a.chain_seq IS NULL OR a.chain_seq > " + COUNTED
                + ")";
    }

    /**
     * No row before it is uncounted, so that an object's many rows are not read for the few new ones. Asked for by
     * itself, since MariaDB looks for a range by a value that it knows. While rows of before are still counted it is the
     * first of all.
     */
    private long firstUncounted() {
        return isBehind(database) ? 0 : firstUnsealed();
    }

    private long firstUnsealed() {
        return database.first(
                        "SELECT seq FROM acc_audit FORCE INDEX (acc_audit_chain) WHERE chain_seq IS NULL LIMIT 1",
                        row -> row.getLong(1))
                .orElse(Long.MAX_VALUE);
    }

    private long newest() {
        return database.first("SELECT COALESCE(MAX(seq), 0) FROM acc_audit", row -> row.getLong(1))
                .orElseThrow();
    }
}
