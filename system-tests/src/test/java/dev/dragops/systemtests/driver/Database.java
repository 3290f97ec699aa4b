package dev.dragops.systemtests.driver;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The product's database, looked into from beside the product. */
public final class Database {
    /** MariaDB's ER_NO_SUCH_THREAD. */
    private static final int NO_SUCH_SESSION = 1094;

    private final String url;
    private final String user;
    private final String password;

    public Database(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** The embedded one of a data folder, by the file that tells its operator how to reach it. */
    static Database in(Path dataDir) {
        Properties access = new Properties();
        try (Reader reader = Files.newBufferedReader(dataDir.resolve("mariadb.properties"))) {
            access.load(reader);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Database(access.getProperty("url"), access.getProperty("user"), access.getProperty("password"));
    }

    /** By which a server is told of it. */
    public Map<String, String> settings() {
        return Map.of("DRAGOPS_DB_URL", url, "DRAGOPS_DB_USER", user, "DRAGOPS_DB_PASSWORD", password);
    }

    public int port() {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    /** The same one, reached by another port of this machine. */
    public Database by(int otherPort) {
        return new Database(url.replace(":" + port() + "/", ":" + otherPort + "/"), user, password);
    }

    /** The same user's, by another URL. */
    Database at(String otherUrl) {
        return new Database(otherUrl, user, password);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** The first column of the first row. */
    public long count(String sql, Object... parameters) {
        return Long.parseLong(texts(sql, parameters).get(0));
    }

    /** The first column of every row. */
    public List<String> texts(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    /** Ends all sessions of the product's user but its own, in the middle of whatever they do. */
    public void killOtherSessions() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            List<Long> sessions = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()")) {
                while (rows.next()) {
                    sessions.add(rows.getLong(1));
                }
            }
            for (long session : sessions) {
                try {
                    statement.execute("KILL HARD CONNECTION " + session);
                } catch (SQLException gone) {
                    if (gone.getErrorCode() != NO_SUCH_SESSION) {
                        throw gone;
                    }
                }
            }
        } catch (SQLException failed) {
            throw new AssertionError("sessions could not be killed", failed);
        }
    }

    /** Writes all of it to a file, as its operator does for a backup while the product runs. */
    public void dump(Path file) {
        ProcessBuilder dump = new ProcessBuilder(
                        Installation.built().resolve("mariadb/bin/mariadb-dump").toString(),
                        "--no-defaults",
                        "--skip-ssl",
                        "--host=127.0.0.1",
                        "--port=" + port(),
                        "--user=" + user,
                        "--single-transaction",
                        "--no-tablespaces",
                        "--hex-blob",
                        "dragops")
                .redirectErrorStream(true)
                .redirectOutput(file.toFile());
        dump.environment().put("MYSQL_PWD", password);
        File program = new File(dump.command().get(0));
        try {
            if (!program.canExecute() && !program.setExecutable(true)) {
                throw new AssertionError(program + " cannot be made executable");
            }
            if (dump.start().waitFor() != 0) {
                String told = Files.readString(file);
                throw new AssertionError("no dump: " + told.substring(0, Math.min(500, told.length())));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** Reads a dump into this database. */
    public void restore(Path file) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // line ends in values are escaped
            for (String sql : Files.readString(file).split(";\n", -1)) {
                String bare = sql.lines()
                        .filter(line -> !line.startsWith("--") && !line.startsWith("/*M!999999"))
                        .collect(Collectors.joining("\n"))
                        .strip();
                if (!bare.isEmpty()) {
                    statement.execute(bare);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (SQLException failed) {
            throw new AssertionError("restoring " + file, failed);
        }
    }

    /** What the action answers that runs while a transaction of ours holds the rows that the query locks. */
    public <T> T whileHolding(String lockingSelect, Supplier<T> action) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (ResultSet rows = statement.executeQuery(lockingSelect)) {
                if (!rows.next()) {
                    throw new AssertionError("nothing to lock: " + lockingSelect);
                }
            }
            try {
                return action.get();
            } finally {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new AssertionError(lockingSelect, failed);
        }
    }

    /** The product's tables. */
    public List<String> tables() {
        return texts("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_type = 'BASE TABLE' ORDER BY table_name");
    }

    /** Hands over every value of every row: the place it is at, and its bytes. */
    public void everyValue(BiConsumer<String, byte[]> reader) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String table : tables()) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM `" + table + "`")) {
                    while (rows.next()) {
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            byte[] value = bytes(rows, column);
                            if (value != null) {
                                reader.accept(table + '.' + rows.getMetaData().getColumnName(column), value);
                            }
                        }
                    }
                }
            }
        } catch (SQLException failed) {
            throw new AssertionError("reading everything", failed);
        }
    }

    private static byte[] bytes(ResultSet rows, int column) throws SQLException {
        if (rows.getObject(column) instanceof byte[] bytes) {
            return bytes;
        }
        String text = rows.getString(column);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** A fingerprint of the content of every table, to see whether anything was written. */
    public List<String> checksums() {
        return tables().stream()
                .map(table -> {
                    try (Connection connection = connect();
                            Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery("CHECKSUM TABLE `" + table + "` EXTENDED")) {
                        row.next();
                        return table + ' ' + row.getString(2);
                    } catch (SQLException failed) {
                        throw new AssertionError(table, failed);
                    }
                })
                .toList();
    }

    /** How often this was done since the database started, such as {@code Com_commit}. */
    public long globalStatus(String variable) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE '" + variable + "'")) {
            row.next();
            return row.getLong(2);
        } catch (SQLException failed) {
            throw new AssertionError(variable, failed);
        }
    }
}
