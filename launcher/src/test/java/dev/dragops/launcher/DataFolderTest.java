package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path parent;

    @Test
    void isHeldByOneAtATime() throws Exception {
        Path path = parent.resolve("data");
        try (DataFolder held = DataFolder.hold(path)) {
            assertThat(held.resolve("x")).isEqualTo(path.resolve("x"));
            assertThatThrownBy(() -> DataFolder.hold(path))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("another DRAGOPS is running on the data folder");
        }
        DataFolder.hold(path).close();
    }

    @Test
    void opensToItsOwnerOnly() throws Exception {
        try (DataFolder folder = DataFolder.hold(parent.resolve("deep/data"))) {
            folder.writePrivately("secret", "one");
            folder.writePrivately("secret", "two");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("."))))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secret"))))
                    .isEqualTo("rw-------");
            assertThat(folder.resolve("secret")).hasContent("two");
        }
    }

    @Test
    void leavesNothingOfAnEarlierStartInAnEmptiedFolder() throws Exception {
        try (DataFolder folder = DataFolder.hold(parent.resolve("data"))) {
            Path server = folder.emptied("server");
            Files.createDirectories(server.resolve("deployments/old.ear.deployed"));

            assertThat(folder.emptied("server")).isEmptyDirectory();
        }
    }

    @Test
    void stopsWhatAKilledLauncherLeftRunning() throws Exception {
        Process leftOver = new ProcessBuilder("sleep", "1000").start();
        try (DataFolder folder = DataFolder.hold(parent.resolve("data"))) {
            folder.leftOvers().remember(leftOver);
        }

        DataFolder.hold(parent.resolve("data")).close();

        assertThat(leftOver.isAlive()).isFalse();
    }

    @Test
    void leavesAloneAProcessThatMerelyHasTheNumberOfALostOne() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            DataFolder.hold(parent.resolve("data")).close();
            long muchEarlier = stranger.info().startInstant().orElseThrow().toEpochMilli() - 3_600_000;
            Files.writeString(parent.resolve("data/processes"), stranger.pid() + " " + muchEarlier + "\n");

            DataFolder.hold(parent.resolve("data")).close();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void findsTheWayIntoItsDatabaseAgain() throws Exception {
        DatabaseAccess access = new DatabaseAccess(3307, "ab".repeat(32));
        try (DataFolder folder = DataFolder.hold(parent.resolve("data"))) {
            folder.writePrivately("access", access.text());

            assertThat(DatabaseAccess.read(folder.resolve("access"))).contains(access);
            assertThat(access.toString()).doesNotContain("abab");
        }
    }

    @Test
    void makesANewWayWhereTheOldIsDamaged() throws Exception {
        Path file = Files.writeString(parent.resolve("access"), "port=none\npassword=\n");

        assertThat(DatabaseAccess.read(file)).isEqualTo(Optional.empty());
        assertThat(DatabaseAccess.read(parent.resolve("missing"))).isEqualTo(Optional.empty());
    }
}
