package dev.dragops.platform;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;

/**
 * The data source that the EAR declares in application.xml, on every server, with its settings from the environment.
 * It is a plain {@link DataSource} and no XADataSource on purpose: there is one database, and XA would cost two round
 * trips on each transaction. Its connections heal by themselves after a restart of the database
 * ({@link RevivingConnection}), since a server passes no validation query to a source declared by an application. They
 * lead to a server that takes writes, of those that the URL names, or to none.
 */
public final class DatabaseSource implements DataSource {
    /** The name under which every module finds it. */
    public static final String JNDI_NAME = "java:app/jdbc/dragops";

    /**
     * No transaction of ours waits for anything but the database: one that is idle for long belongs to a node that is
     * frozen or gone, and others wait for its rows.
     */
    private static final String SESSION = "time_zone='+00:00',sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,"
            + "ERROR_FOR_DIVISION_BY_ZERO',innodb_lock_wait_timeout=10,idle_transaction_timeout=20";

    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Settings.Database database;
    private final Duration silence;

    /**
     * For the server.
     *
     * @throws SettingsException where the environment makes no sense
     */
    public DatabaseSource() {
        this(Settings.fromEnvironment().requireDatabase());
    }

    public DatabaseSource(Settings.Database database) {
        this(database, SILENCE);
    }

    /** With the time after which a database that does not answer is given up; zero where it never is. */
    DatabaseSource(Settings.Database database, Duration silence) {
        this.database = database;
        this.silence = silence;
    }

    /** The same database, for statements of which nobody knows how long they take. */
    DatabaseSource patient() {
        return new DatabaseSource(database, Duration.ZERO);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return RevivingConnection.over(servers());
    }

    DatabaseServers servers() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", Long.toString(silence.toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("useAffectedRows", "true");
        properties.setProperty("allowLocalInfile", "false");
        properties.setProperty("sessionVariables", SESSION);
        properties.setProperty("autocommit", "true");
        Configuration configuration = Configuration.parse(database.url(), properties);
        if (configuration == null) {
            throw new SQLException("DRAGOPS_DB_URL is not one that the MariaDB driver accepts", "08001");
        }
        return new DatabaseServers(configuration);
    }

    /** As {@link #getConnection()}: a server passes what its descriptor says, and ours says nothing on purpose. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // the server's logging is used
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // connectTimeout decides
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.dragops.platform");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a wrapper for that type");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
