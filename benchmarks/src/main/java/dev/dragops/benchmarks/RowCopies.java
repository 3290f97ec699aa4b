package dev.dragops.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The rows that the product wrote for one request, to be written again with other ids into copies of its tables: the
 * least that a database has to do for such a request, with the same columns and the same indexes.
 */
final class RowCopies {
    private record Table(String name, List<String> columns, List<List<Object>> rows, Optional<String> generated) {
        String copy() {
            return "bench_" + name;
        }

        String insert() {
            String row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
            return "INSERT INTO " + copy() + " (" + String.join(", ", columns) + ") VALUES "
                    + String.join(", ", Collections.nCopies(rows.size(), row));
        }
    }

    private final List<Table> tables = new ArrayList<>();

    /** Reads rows, and makes an empty copy of their table. */
    RowCopies with(Connection connection, String table, String where) throws SQLException {
        List<String> columns = new ArrayList<>();
        Optional<String> generated = Optional.empty();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bench_" + table + " LIKE " + table);
            try (ResultSet column = statement.executeQuery("SELECT column_name, extra FROM information_schema.columns"
                    + " WHERE table_schema = DATABASE() AND table_name = '" + table + "' ORDER BY ordinal_position")) {
                while (column.next()) {
                    if (column.getString(2).contains("auto_increment")) {
                        generated = Optional.of(column.getString(1));
                    } else if (!column.getString(2).contains("GENERATED")
                            && !column.getString(1).startsWith("chain_")) { // given afterwards
                        columns.add(column.getString(1));
                    }
                }
            }
            List<List<Object>> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(
                    "SELECT " + String.join(", ", columns) + " FROM " + table + " WHERE " + where)) {
                while (row.next()) {
                    List<Object> values = new ArrayList<>();
                    for (int i = 1; i <= columns.size(); i++) {
                        values.add(row.getObject(i));
                    }
                    rows.add(values);
                }
            }
            if (rows.isEmpty()) {
                throw new IllegalStateException("the product wrote nothing into " + table);
            }
            tables.add(new Table(table, columns, rows, generated));
        }
        return this;
    }

    /** How many rows that is. */
    int size() {
        return tables.stream().mapToInt(table -> table.rows().size()).sum();
    }

    /**
     * Writes them all, a statement for each table, and commits once.
     *
     * @param other makes another's text of each text
     * @param position what is unique where it is a number
     */
    void write(Connection connection, UnaryOperator<String> other, long position) throws SQLException {
        Map<String, Long> given = new LinkedHashMap<>();
        for (Table table : tables) {
            try (PreparedStatement insert =
                    connection.prepareStatement(table.insert(), Statement.RETURN_GENERATED_KEYS)) {
                int parameter = 1;
                for (List<Object> row : table.rows()) {
                    for (int i = 0; i < row.size(); i++) {
                        insert.setObject(
                                parameter++, value(table.columns().get(i), row.get(i), other, position, given));
                    }
                }
                insert.executeUpdate();
                if (table.generated().isPresent()) {
                    try (ResultSet keys = insert.getGeneratedKeys()) {
                        keys.next();
                        given.put(table.name(), keys.getLong(1));
                    }
                }
            }
        }
        connection.commit();
    }

    private static Object value(
            String column, Object value, UnaryOperator<String> other, long position, Map<String, Long> given) {
        if (column.equals("position")) {
            return position;
        }
        if (column.equals("audit_seq")) {
            return given.getOrDefault("acc_audit", position);
        }
        return value instanceof String text ? other.apply(text) : value;
    }
}
