package dev.dragops.web;

import dev.dragops.accounts.AuditProof;
import dev.dragops.accounts.AuditSealer;
import dev.dragops.accounts.Caller;
import dev.dragops.connections.Backlogs;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.vault.KeyStatus;
import dev.dragops.vault.Vault;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** How this server is: what runs it, whether its database and keys are there, and whether its jobs keep up. */
@RequestScoped
public class SystemStatus {
    private static final Logger LOG = Logger.getLogger(SystemStatus.class.getName());
    private static final int SECONDS_TO_ANSWER = 2;

    /** The prefixes of the modules that have tables, in the order of their start. */
    public static final List<String> MODULES = List.of("vlt", "acc", "sec", "oau", "con");

    @EJB
    Vault vault;

    @EJB
    Backlogs backlogs;

    @EJB
    AuditSealer auditSealer;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    DataSource dataSource;

    @Inject
    ServletContext context;

    /**
     * What an administrator may know.
     *
     * @param keyRotationDue whether the key that seals should be rotated soon
     * @param jobs empty where the database is away
     * @param migrations empty where the database is away
     * @param audit empty where the database is away
     */
    public record Report(
            Versions versions,
            DatabaseState database,
            KeyStatus keys,
            boolean keyRotationDue,
            List<Backlogs.Backlog> jobs,
            List<Migrated> migrations,
            Optional<AuditProof> audit) {
        public Report {
            jobs = List.copyOf(jobs);
            migrations = List.copyOf(migrations);
        }

        /** Whether nothing needs the operator. */
        public boolean isWell() {
            return database.up()
                    && !keys.keys().isEmpty()
                    && !keyRotationDue
                    && jobs.stream().allMatch(Backlogs.Backlog::keepsUp)
                    && audit.stream().allMatch(AuditProof::isWell)
                    && migrations.stream()
                            .allMatch(migrated -> migrated.script().succeeded());
        }
    }

    /** What runs here. */
    public record Versions(String product, String java, String server, String database) {}

    /**
     * Whether the database answers.
     *
     * @param millis how long it took to answer, from the pool to the pool
     */
    public record DatabaseState(boolean up, long millis) {}

    /** A script of a module's tables. */
    public record Migrated(String module, Migrations.Applied script) {}

    /**
     * The state at this moment, for an administrator who signed in.
     *
     * @throws dev.dragops.accounts.AccountsException.AdministratorRequired for a member
     */
    public Report report(Caller caller) {
        caller.requireSession();
        caller.requireAdministrator();
        long start = System.nanoTime();
        String database = "";
        try (Connection connection = dataSource.getConnection()) {
            if (connection.isValid(SECONDS_TO_ANSWER)) {
                database = connection.getMetaData().getDatabaseProductName() + " "
                        + connection.getMetaData().getDatabaseProductVersion();
            }
        } catch (SQLException away) {
            LOG.log(Level.WARNING, away, () -> "the database cannot be reached");
        }
        DatabaseState state = new DatabaseState(!database.isEmpty(), (System.nanoTime() - start) / 1_000_000);
        Versions versions = new Versions(product(), java(), context.getServerInfo(), database);
        if (!state.up()) {
            return new Report(versions, state, vault.keyStatus(), false, List.of(), List.of(), Optional.empty());
        }
        return new Report(
                versions,
                state,
                vault.keyStatus(),
                vault.isRotationDue(),
                backlogs.all(caller),
                migrations(),
                Optional.of(auditSealer.proof(caller)));
    }

    private List<Migrated> migrations() {
        try {
            return MODULES.stream()
                    .flatMap(module ->
                            Migrations.applied(dataSource, module).stream().map(script -> new Migrated(module, script)))
                    .toList();
        } catch (DatabaseFailure unreadable) {
            LOG.log(Level.WARNING, unreadable, () -> "the history of the tables cannot be read");
            return List.of();
        }
    }

    private static String java() {
        return System.getProperty("java.vendor") + " " + Runtime.version();
    }

    private static String product() {
        Properties properties = new Properties();
        try (InputStream file = SystemStatus.class.getResourceAsStream("/dragops-version.properties")) {
            if (file == null) {
                throw new IllegalStateException("the product is incomplete: it lacks its version");
            }
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version", "");
    }
}
