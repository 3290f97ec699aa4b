package dev.dragops.accounts;

import dev.dragops.platform.Database;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of the audit trail: one per request, with one beneath it per object touched. */
final class AuditRows {
    private static final int LONGEST_ORIGIN = 64;

    private final Database database;
    private final Clock clock;

    AuditRows(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void write(Caller caller, AuditEntry entry) {
        insert(database, List.of(row(caller, entry)));
    }

    /** For when nobody is signed in; the user is the one concerned, where that is known. */
    void write(Optional<UserId> user, Optional<String> access, RequestInfo request, AuditEntry entry) {
        insert(database, List.of(row(user, access, request, entry)));
    }

    /** What {@link #write(Caller, AuditEntry)} would write now. */
    AuditRow row(Caller caller, AuditEntry entry) {
        return row(Optional.of(caller.user()), Optional.of(caller.access().id()), caller.request(), entry);
    }

    AuditRow row(Optional<UserId> user, Optional<String> access, RequestInfo request, AuditEntry entry) {
        return new AuditRow(
                clock.instant(),
                user,
                access,
                cut(request.requestId()),
                cut(request.remoteAddress()),
                entry,
                json(entry.details()));
    }

    /** By a commit of their own, on a connection that is used for nothing else. */
    static List<AuditRow> makeDurable(Connection connection, List<AuditRow> rows) throws SQLException {
        connection.setAutoCommit(false);
        insert(Database.on(connection), rows);
        connection.commit();
        return rows;
    }

    /** Two statements, however many rows there are. */
    static void insert(Database database, List<AuditRow> rows) {
        List<@Nullable Object> values = new ArrayList<>(rows.size() * AuditRow.COLUMNS);
        rows.forEach(row -> row.addTo(values));
        // the rows get their numbers in the order in which they stand here
        List<Long> sequence = database.list(
                "INSERT INTO acc_audit (at, user_id, access_id, request_id, remote_address, action, outcome, details,"
                        + " execution_id, pattern_id, node_id) VALUES "
                        + places("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.size())
                        + " RETURNING seq",
                row -> row.getLong(1),
                values.toArray());
        List<@Nullable Object> objects = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            long seq = sequence.get(i);
            rows.get(i)
                    .objects()
                    .forEach((object, digest) -> Collections.addAll(objects, object, seq, digest.orElse(null)));
        }
        if (!objects.isEmpty()) {
            database.update(
                    "INSERT INTO acc_audit_object (object_id, audit_seq, digest) VALUES "
                            + places("(?, ?, UNHEX(?))", objects.size() / 3),
                    objects.toArray());
        }
    }

    private static String places(String row, int rows) {
        return rows == 1 ? row : String.join(", ", Collections.nCopies(rows, row));
    }

    /** What happened to the object, the latest first. */
    List<Activity> activity(UserId owner, String objectId, long before, int most) {
        return database.list(
                "SELECT a.seq, a.at, a.action, a.outcome, a.details, a.execution_id, a.pattern_id, a.node_id"
                        + " FROM acc_audit_object o JOIN acc_audit a ON a.seq = o.audit_seq"
                        + " WHERE o.object_id = ? AND o.audit_seq < ? AND a.user_id = ?"
                        + " ORDER BY o.audit_seq DESC LIMIT ?",
                AuditRows::activity,
                objectId,
                before,
                owner.value(),
                most);
    }

    static Activity activity(ResultSet row) throws SQLException {
        return new Activity(
                row.getLong("seq"),
                Database.instant(row, "at"),
                row.getString("action"),
                AuditEntry.Outcome.valueOf(row.getString("outcome")),
                details(row.getString("details")),
                Optional.ofNullable(row.getString("execution_id")),
                Optional.ofNullable(row.getString("pattern_id")),
                Optional.ofNullable(row.getString("node_id")));
    }

    /** What the query asks for, after that place, the latest first. */
    ActivityPage search(UserId caller, ActivityQuery query, Optional<ActivityPage.Position> after, int most) {
        return ActivitySearch.of(caller, query, after).page(database, most);
    }

    /** A longer one must not keep the row from being written. */
    static String cut(String origin) {
        return origin.length() <= LONGEST_ORIGIN ? origin : origin.substring(0, LONGEST_ORIGIN);
    }

    /** In the order of their names; RFC 8259 section 7 says what is escaped. */
    static String json(Map<String, String> details) {
        return new TreeMap<>(details)
                .entrySet().stream()
                        .map(detail -> quoted(detail.getKey()) + ":" + quoted(detail.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static Map<String, String> details(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonObject details = reader.readObject();
            return details.keySet().stream().collect(Collectors.toMap(name -> name, details::getString));
        }
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
