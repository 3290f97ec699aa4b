package dev.dragops.platform;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables of one module up to date. Each module owns a table prefix and a history of its own. */
public final class Migrations {
    private Migrations() {}

    /**
     * Applies the scripts in {@code db/<prefix>/} of the module that the class belongs to, under a lock that two nodes
     * starting at once share. Call it outside of a transaction.
     *
     * @param prefix the module's table prefix, such as {@code vlt}
     * @param module a class of that module: its class loader finds the scripts
     */
    public static void apply(DataSource dataSource, String prefix, Class<?> module) {
        Flyway.configure(module.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/" + prefix)
                .table(prefix + "_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
