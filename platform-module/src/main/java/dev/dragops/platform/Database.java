package dev.dragops.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Plain SQL, for what is asked on each request and must not pay for an ORM, and for single rows that have no behaviour.
 * Runs in the transaction of its caller where there is one. Instants are stored as UTC.
 */
public final class Database {
    /** Reads one row. */
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private interface Statements<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private interface Source {
        Connection open() throws SQLException;
    }

    private final Source source;
    private final boolean lent;

    private Database(Source source, boolean lent) {
        this.source = source;
        this.lent = lent;
    }

    /** A connection of its own for each statement; a server joins them all to the transaction in progress. */
    public static Database of(DataSource dataSource) {
        return new Database(dataSource::getConnection, false);
    }

    /** That connection for all, whose transaction and end stay with its owner. */
    public static Database on(Connection connection) {
        return new Database(() -> connection, true);
    }

    /** The rows changed. */
    public int update(String sql, @Nullable Object... parameters) {
        return run(sql, Statement.NO_GENERATED_KEYS, PreparedStatement::executeUpdate, parameters);
    }

    /** The key that the database gave the new row. */
    public long insert(String sql, @Nullable Object... parameters) {
        return run(
                sql,
                Statement.RETURN_GENERATED_KEYS,
                statement -> {
                    statement.executeUpdate();
                    try (ResultSet keys = statement.getGeneratedKeys()) {
                        keys.next();
                        return keys.getLong(1);
                    }
                },
                parameters);
    }

    public <T> List<T> list(String sql, Row<T> row, @Nullable Object... parameters) {
        return run(
                sql,
                Statement.NO_GENERATED_KEYS,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        List<T> read = new ArrayList<>();
                        while (rows.next()) {
                            read.add(row.read(rows));
                        }
                        return read;
                    }
                },
                parameters);
    }

    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... parameters) {
        return list(sql, row, parameters).stream().findFirst();
    }

    public boolean exists(String sql, @Nullable Object... parameters) {
        return first(sql, row -> Boolean.TRUE, parameters).isPresent();
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    public static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDateTime.class)).map(at -> at.toInstant(ZoneOffset.UTC));
    }

    private <T> T run(String sql, int keys, Statements<T> statements, @Nullable Object... parameters) {
        return with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql, keys)) {
                for (int i = 0; i < parameters.length; i++) {
                    Object value = parameters[i];
                    statement.setObject(
                            i + 1,
                            value instanceof Instant instant
                                    ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                                    : value);
                }
                return statements.run(statement);
            }
        });
    }

    private <T> T with(Work<T> work) {
        try {
            if (lent) {
                return work.on(source.open());
            }
            try (Connection connection = source.open()) {
                return work.on(connection);
            }
        } catch (SQLException failed) {
            throw new DatabaseFailure(failed);
        }
    }
}
