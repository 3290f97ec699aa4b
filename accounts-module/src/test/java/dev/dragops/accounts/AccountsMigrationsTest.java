package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccountsMigrationsTest {
    private static final List<String> CHANGED =
            List.of("acc_audit", "acc_audit_object", "acc_audit_chain", "acc_lease");

    private static final List<String> COUNTS =
            List.of("acc_usage", "acc_usage_day", "acc_usage_seen", "acc_usage_counted");

    @Test
    void migratesADatabaseWhoseMigrationWasKilledAnywhere() throws Exception {
        List<String> statements = statements("V3__audit_chain.sql");
        assertThat(statements).hasSizeGreaterThanOrEqualTo(4);
        Database whole = asBeforeTheChain(new DatabaseSource(TestMariaDb.emptyDatabase()), statements, 0);
        for (int killedAfter = 1; killedAfter <= statements.size(); killedAfter++) {
            Database database =
                    asBeforeTheChain(new DatabaseSource(TestMariaDb.emptyDatabase()), statements, killedAfter);

            assertThat(tables(database, CHANGED))
                    .as("killed after %d statements", killedAfter)
                    .isEqualTo(tables(whole, CHANGED));
        }
    }

    @Test
    void makesTheTablesOfAFirstStartThatWasKilledAnywhereAnew() throws Exception {
        List<String> statements = statements("V1__accounts.sql");
        DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
        Database database = Database.of(source);
        Migrations.apply(source, "acc", Accounts.class);
        List<String> all = database.list("SHOW TABLES LIKE 'acc\\_%'", row -> row.getString(1));
        for (int killedAfter : List.of(1, statements.size() / 2, statements.size())) {
            DatabaseSource cut = new DatabaseSource(TestMariaDb.emptyDatabase());
            statements.subList(0, killedAfter).forEach(Database.of(cut)::update);

            Migrations.apply(cut, "acc", Accounts.class);

            assertThat(Database.of(cut).list("SHOW TABLES LIKE 'acc\\_%'", row -> row.getString(1)))
                    .as("killed after %d statements", killedAfter)
                    .isEqualTo(all);
            assertThat(Database.of(cut).exists("SELECT 1 FROM acc_installation WHERE id = 1"))
                    .isTrue();
        }
    }

    @Test
    void makesTheCountsWhereTheirMigrationWasKilledAnywhere() throws Exception {
        List<String> statements = statements("V4__usage.sql");
        assertThat(statements).hasSizeGreaterThanOrEqualTo(5);
        for (int killedAfter = 1; killedAfter <= statements.size(); killedAfter++) {
            DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
            Database database = Database.of(source);
            Migrations.apply(source, "acc", Accounts.class);
            List<String> whole = tables(database, COUNTS);
            database.update("DELETE FROM acc_schema_history WHERE version = '4'");
            COUNTS.forEach(table -> database.update("DROP TABLE " + table));
            statements.subList(0, killedAfter).forEach(database::update);

            Migrations.apply(source, "acc", Accounts.class);
            assertThat(tables(database, COUNTS))
                    .as("killed after %d statements", killedAfter)
                    .isEqualTo(whole);
            assertThat(database.list("SELECT place FROM acc_usage_counted", row -> row.getLong(1)))
                    .containsExactly(0L);
        }
    }

    /** Tables of version 2, on which as many statements of the next ran before it was killed, and which then started. */
    private static Database asBeforeTheChain(DatabaseSource source, List<String> statements, int ran)
            throws IOException {
        Database database = Database.of(source);
        for (String script : List.of("V1__accounts.sql", "V2__sessions_and_activity.sql")) {
            statements(script).forEach(database::update);
        }
        database.update("CREATE TABLE acc_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),"
                + " description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL,"
                + " checksum INT, installed_by VARCHAR(100) NOT NULL,"
                + " installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time INT NOT NULL,"
                + " success BOOL NOT NULL)");
        database.update("INSERT INTO acc_schema_history VALUES (1, '1', 'accounts', 'SQL', 'V1__accounts.sql', NULL,"
                + " 'test', CURRENT_TIMESTAMP, 1, 1), (2, '2', 'sessions and activity', 'SQL',"
                + " 'V2__sessions_and_activity.sql', NULL, 'test', CURRENT_TIMESTAMP, 1, 1)");
        statements.subList(0, ran).forEach(database::update);

        Migrations.apply(source, "acc", Accounts.class);
        return database;
    }

    private static List<String> tables(Database database, List<String> names) {
        List<String> tables = new ArrayList<>();
        for (String table : names) {
            tables.addAll(database.list("SHOW CREATE TABLE " + table, row -> row.getString(2)));
        }
        return tables;
    }

    private static List<String> statements(String script) throws IOException {
        String text = Files.readString(Path.of("src/main/resources/db/acc/" + script));
        return Stream.of(text.replaceAll("(?m)--.*$", "").split(";\\s*\n", -1))
                .filter(statement -> !statement.isBlank())
                .toList();
    }
}
