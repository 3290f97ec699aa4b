package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private final Settings.Database settings = TestMariaDb.emptyDatabase();

    @Test
    void waitsForAScriptThatTakesLongerThanTheDriverWaitsForAnAnswer() {
        DatabaseSource hasty = new DatabaseSource(settings, Duration.ofMillis(500));
        assertThatThrownBy(() -> Database.of(hasty).list("SELECT SLEEP(1.5)", row -> row))
                .isInstanceOf(DatabaseFailure.class);

        Migrations.apply(hasty, "slw", MigrationsTest.class);

        assertThat(Migrations.applied(hasty, "slw")).singleElement().satisfies(script -> assertThat(script.succeeded())
                .isTrue());
        assertThat(Database.of(hasty).list("SELECT id FROM slw_done", row -> row.getInt("id")))
                .containsExactly(0);
    }

    @Test
    void runsAScriptThatFailedAgainAtTheNextStart() {
        DatabaseSource source = new DatabaseSource(settings);
        assertThatThrownBy(() -> Migrations.apply(source, "fls", MigrationsTest.class))
                .isInstanceOf(FlywayException.class);
        assertThat(Migrations.applied(source, "fls")).singleElement().satisfies(script -> assertThat(script.succeeded())
                .isFalse());
        Database.of(source).update("CREATE TABLE fls_needed (id INT NOT NULL PRIMARY KEY)");

        Migrations.apply(source, "fls", MigrationsTest.class);

        assertThat(Migrations.applied(source, "fls")).singleElement().satisfies(script -> assertThat(script.succeeded())
                .isTrue());
    }

    @Test
    void makesTheTablesOfAFirstStartThatWasCutOffAnew() {
        DatabaseSource source = new DatabaseSource(settings);
        Database database = Database.of(source);
        database.update("CREATE TABLE cut_one (id INT NOT NULL PRIMARY KEY)");
        database.update("CREATE TABLE cut_two (id INT NOT NULL PRIMARY KEY, FOREIGN KEY (id) REFERENCES cut_one (id))");
        database.update("CREATE TABLE other (id INT NOT NULL PRIMARY KEY)");

        Migrations.apply(source, "cut", MigrationsTest.class);
        Migrations.apply(source, "cut", MigrationsTest.class);

        assertThat(database.exists("SHOW TABLES LIKE 'cut_three'")).isTrue();
        assertThat(database.exists("SHOW TABLES LIKE 'other'")).isTrue();
    }

    @Test
    void touchesNoTableThatSomebodyWroteInto() {
        DatabaseSource source = new DatabaseSource(settings);
        Database database = Database.of(source);
        database.update("CREATE TABLE cut_one (id INT NOT NULL PRIMARY KEY)");
        database.update("CREATE TABLE cut_two (id INT NOT NULL PRIMARY KEY)");
        database.update("INSERT INTO cut_two (id) VALUES (7)");

        assertThatThrownBy(() -> Migrations.apply(source, "cut", MigrationsTest.class))
                .isInstanceOf(FlywayException.class);
        assertThat(database.list("SELECT id FROM cut_two", row -> row.getInt("id")))
                .containsExactly(7);
    }

    @Test
    void touchesNoTableWhereAScriptHasSucceeded() {
        DatabaseSource source = new DatabaseSource(settings);
        Database database = Database.of(source);
        Migrations.apply(source, "cut", MigrationsTest.class);
        database.update("ALTER TABLE cut_one ADD COLUMN kept INT");
        database.update("UPDATE cut_schema_history SET version = '0.5' WHERE version = '1'");

        assertThatThrownBy(() -> Migrations.apply(source, "cut", MigrationsTest.class))
                .isInstanceOf(FlywayException.class);
        assertThat(database.exists("SHOW COLUMNS FROM cut_one LIKE 'kept'")).isTrue();
    }
}
