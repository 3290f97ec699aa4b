package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import javax.sql.DataSource;

/** Brings the tables up to date, and prints the code for the first account where one is needed. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class AccountsStart {
    private static final System.Logger LOG = System.getLogger(AccountsStart.class.getName());

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    DataSource dataSource;

    /** At the start of the server, before anybody is served. */
    @PostConstruct
    void start() {
        Migrations.apply(dataSource, "acc", AccountsStart.class);
        Settings settings = Settings.fromEnvironment();
        new FirstAccount(Database.of(dataSource), SetupCode.isNeeded(), settings.setupCode())
                .printableCode()
                .ifPresent(code -> LOG.log(
                        System.Logger.Level.WARNING,
                        "There is no account yet, and this server is not bound to loopback only. Whoever makes the"
                                + " first account is its administrator, and needs this setup code: {0}   It ends with"
                                + " the first account; a restart prints a new one.",
                        code));
    }
}
