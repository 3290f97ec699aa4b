package dev.dragops.web.pages;

import dev.dragops.accounts.Environment;
import dev.dragops.connections.ConnectionId;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretMatrix;
import dev.dragops.secrets.SeedSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of names and environments as it is drawn.
 *
 * @param columns an environment each
 * @param rows a name each, with a cell for every column
 */
public record MatrixTable(List<Column> columns, List<Row> rows) {
    public MatrixTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** An environment. */
    public record Column(String id, String name) {}

    /** A name. */
    public record Row(String name, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        /** The id of the element that holds the name, to copy from. */
        public String id() {
            return "name-" + name;
        }
    }

    /**
     * Where a row and a column meet.
     *
     * @param value what is known of the value, empty where there is none
     */
    public record Cell(Column column, Optional<Value> value) {}

    /**
     * What is known of a value.
     *
     * @param origin {@code seeded}, {@code edited} since it was seeded, or {@code hand}
     * @param sourceId the connection that seeds or once seeded it, empty where there is none or it is gone
     * @param source what that connection is called
     */
    public record Value(long version, When updatedAt, String origin, String sourceId, String source) {}

    static MatrixTable of(SecretMatrix matrix, Map<ConnectionId, String> connections) {
        List<Column> columns =
                matrix.environments().stream().map(MatrixTable::column).toList();
        return new MatrixTable(
                columns,
                matrix.rows().stream()
                        .map(row -> new Row(
                                row.name().value(),
                                matrix.environments().stream()
                                        .map(environment -> new Cell(
                                                column(environment),
                                                Optional.ofNullable(row.cells().get(environment.id()))
                                                        .map(cell -> value(cell, connections))))
                                        .toList()))
                        .toList());
    }

    private static Column column(Environment environment) {
        return new Column(environment.id().value(), environment.name());
    }

    private static Value value(SecretMatrix.Cell cell, Map<ConnectionId, String> connections) {
        Secret secret = cell.secret();
        Optional<ConnectionId> source = source(cell).filter(connections::containsKey);
        String origin =
                secret.seededBy().isPresent() ? "seeded" : cell.editedSince().isPresent() ? "edited" : "hand";
        return new Value(
                secret.version(),
                When.of(secret.updatedAt()),
                origin,
                source.map(ConnectionId::value).orElse(""),
                source.map(connections::get).orElse(""));
    }

    /** The connections that a page names. */
    static Set<ConnectionId> sources(SecretMatrix matrix) {
        return matrix.rows().stream()
                .flatMap(row -> row.cells().values().stream())
                .flatMap(cell -> source(cell).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<ConnectionId> source(SecretMatrix.Cell cell) {
        return Stream.of(cell.secret().seededBy(), cell.editedSince())
                .flatMap(Optional::stream)
                .map(SeedSource::id)
                .flatMap(id -> ConnectionId.parse(id).stream())
                .findFirst();
    }
}
