package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorCommandTest {
    @TempDir
    private Path parent;

    @Test
    void makesNoDatabaseWhereThereIsNone() throws Exception {
        Path missing = parent.resolve("data");
        Path unused = Files.createDirectory(parent.resolve("unused"));
        for (Path folder : List.of(missing, unused)) {
            Settings settings = Settings.from(Map.of("DRAGOPS_DATA_DIR", folder.toString()));
            assertThatThrownBy(() -> new OperatorCommand("dev.dragops.accounts.KeysCommand", List.of("status"))
                            .run(settings, new Installation(parent.resolve("installation"))))
                    .isInstanceOf(StartRefused.class)
                    .hasMessage("there is no database in " + folder
                            + ": set DRAGOPS_DATA_DIR or DRAGOPS_DB_URL as the server has them");
        }
        assertThat(missing).doesNotExist();
        assertThat(unused).isEmptyDirectory();
    }

    @Test
    void goesOnToTheDatabaseOfTheSettings() throws Exception {
        Path folder = parent.resolve("data");
        Files.createDirectories(folder.resolve("mariadb"));
        Settings embedded = Settings.from(Map.of("DRAGOPS_DATA_DIR", folder.toString()));
        Settings named = Settings.from(Map.of(
                "DRAGOPS_DATA_DIR", parent.resolve("other").toString(),
                "DRAGOPS_DB_URL", "jdbc:mariadb://127.0.0.1:1/dragops",
                "DRAGOPS_DB_USER", "dragops"));
        OperatorCommand command = new OperatorCommand("dev.dragops.accounts.KeysCommand", List.of("status"));
        Installation unbuilt = new Installation(parent.resolve("installation"));

        try (DataFolder held = DataFolder.hold(folder)) {
            assertThatThrownBy(() -> command.run(embedded, unbuilt))
                    .as("beside %s, which another holds", held)
                    .hasMessage("the database is being started or stopped: try again");
        }
        assertThatThrownBy(() -> command.run(named, unbuilt)).hasMessageContaining("the application is not built");
    }
}
