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
}
