package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Settings;
import dev.dragops.platform.TestMariaDb;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator is told where the database is not the product's; what the command does is tested on servers. */
class KeysCommandDatabaseTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Settings.Database empty = TestMariaDb.emptyDatabase();

    @ParameterizedTest
    @ValueSource(strings = {"status", "rotate", "rotate-root"})
    void saysThatTheProductNeverRanOnTheDatabase(String verb) throws Exception {
        assertThat(obey(empty, verb)).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("The database cannot be used: this version of the product has never run on it")
                .doesNotContain("SQL", "vlt_", "Exception");
    }

    @Test
    void saysThatTheUserIsRefusedOrThatNobodyAnswers() throws Exception {
        assertThat(obey(new Settings.Database(empty.url(), empty.user(), "hunter2"), "status"))
                .isEqualTo(1);
        assertThat(obey(new Settings.Database("jdbc:mariadb://127.0.0.1:1/dragops", "a", "b"), "status"))
                .isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("it refuses the user or the password", "it does not answer", "127.0.0.1")
                .doesNotContain("hunter2", "Exception");
    }

    @Test
    void namesNoSession() {
        assertThat(DatabaseReason.of(new SQLException("(conn=42) The disk is full", "HY000")))
                .isEqualTo("The disk is full");
    }

    private int obey(Settings.Database database, String verb) throws InterruptedException {
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new KeysCommand(new DatabaseSource(database), folder.resolve("root.key"), stream, stream)
                .obey(List.of(verb));
    }
}
