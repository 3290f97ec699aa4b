package dev.dragops.accounts;

import dev.dragops.platform.Database;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One search of the audit trail. Reads along (user_id, at) or along (at), so that a page costs its own rows however long
 * the trail is; only what few rows have, such as a rare word, is looked for through all of the rows in its dates.
 */
final class ActivitySearch {
    /** What an object's id looks like; it is looked up, and not searched for. */
    private static final Pattern ID = Pattern.compile("[a-z]{2,8}_[0-9a-hjkmnp-tv-z]{26}");

    private final StringBuilder conditions = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    private ActivitySearch() {}

    static ActivitySearch of(UserId caller, ActivityQuery query, Optional<ActivityPage.Position> after) {
        ActivitySearch search = new ActivitySearch();
        if (!query.everybody()) {
            search.and("a.user_id = ?", caller.value());
        }
        query.group().ifPresent(group -> search.nouns(group.nouns()));
        query.outcome().ifPresent(outcome -> search.and("a.outcome = ?", outcome.name()));
        query.from().ifPresent(from -> search.and("a.at >= ?", from));
        query.until().ifPresent(until -> search.and("a.at < ?", until));
        query.text().ifPresent(search::text);
        after.ifPresent(place -> {
            search.and("a.at <= ?", place.at());
            search.and("(a.at < ? OR a.seq < ?)", place.at(), place.sequence());
        });
        return search;
    }

    private void nouns(List<String> nouns) {
        String places = String.join(", ", Collections.nCopies(nouns.size(), "?"));
        and("SUBSTRING_INDEX(a.action, '.', 1) IN (" + places + ")", nouns.toArray());
    }

    private void text(String text) {
        if (ID.matcher(text).matches()) {
            and(
                    "(a.access_id = ? OR a.user_id = ?"
                            + " OR a.seq IN (SELECT o.audit_seq FROM acc_audit_object o WHERE o.object_id = ?))",
                    text,
                    text,
                    text);
        } else {
            String part = "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
            and(
                    "CONCAT_WS('\\n', a.action, a.details, a.request_id, a.remote_address, a.execution_id, a.pattern_id,"
                            + " a.node_id) COLLATE utf8mb4_uca1400_ai_ci LIKE ?",
                    part);
        }
    }

    private void and(String condition, Object... values) {
        conditions.append(conditions.isEmpty() ? " WHERE " : " AND ").append(condition);
        Collections.addAll(parameters, values);
    }

    String sql() {
        return "SELECT a.seq, a.at, a.action, a.outcome, a.details, a.execution_id, a.pattern_id, a.node_id, a.user_id,"
                + " a.access_id, a.request_id, a.remote_address, u.email"
                + " FROM acc_audit a LEFT JOIN acc_user u ON u.id = a.user_id" + conditions
                + " ORDER BY a.at DESC, a.seq DESC LIMIT ?";
    }

    ActivityPage page(Database database, int most) {
        List<@Nullable Object> all = new ArrayList<>(parameters);
        all.add(most + 1);
        List<ActivityPage.Row> found = database.list(
                sql(),
                row -> new ActivityPage.Row(
                        AuditRows.activity(row),
                        Optional.ofNullable(row.getString("user_id")).map(UserId::new),
                        Optional.ofNullable(row.getString("email")),
                        Optional.ofNullable(row.getString("access_id")),
                        row.getString("request_id"),
                        row.getString("remote_address"),
                        List.of()),
                all.toArray());
        List<ActivityPage.Row> shown = found.subList(0, Math.min(most, found.size()));
        return new ActivityPage(
                withObjects(database, shown),
                found.size() > most ? Optional.of(shown.get(most - 1).position()) : Optional.empty());
    }

    private record Touched(long sequence, String object) {}

    private static List<ActivityPage.Row> withObjects(Database database, List<ActivityPage.Row> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        String places = String.join(", ", Collections.nCopies(rows.size(), "?"));
        Map<Long, List<String>> objects = database
                .list(
                        "SELECT audit_seq, object_id FROM acc_audit_object WHERE audit_seq IN (" + places
                                + ") AND digest IS NULL ORDER BY audit_seq, object_id",
                        row -> new Touched(row.getLong("audit_seq"), row.getString("object_id")),
                        rows.stream().map(row -> row.activity().sequence()).toArray())
                .stream()
                .collect(Collectors.groupingBy(
                        Touched::sequence, Collectors.mapping(Touched::object, Collectors.toList())));
        return rows.stream()
                .map(row -> new ActivityPage.Row(
                        row.activity(),
                        row.user(),
                        row.email(),
                        row.access(),
                        row.requestId(),
                        row.remoteAddress(),
                        objects.getOrDefault(row.activity().sequence(), List.of())))
                .toList();
    }
}
