package dev.dragops.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dragops.systemtests.driver.Installation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database's disk is full: a small one in memory, which only root may mount; elsewhere this is not tested. */
@Tag("once")
class FullDiskIT {
    private static final String SIZE = "320m";
    private static final int ENOUGH = 20;

    @Test
    void losesNothingAndGoesOnWhenThereIsSpaceAgain() throws Exception {
        Path disk = Path.of("target", "installations", System.getProperty("server", "wildfly"), "full-disk", "data")
                .toAbsolutePath();
        if (Files.exists(disk)) {
            run("umount", disk.toString()); // of a run that was killed
        }
        Installation holder = Installation.named("full-disk");
        Files.createDirectories(holder.dataDir());
        assumeTrue(
                run(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "mode=0700,size=" + SIZE,
                                "tmpfs",
                                holder.dataDir().toString())
                        == 0,
                "a full disk is tested where a small one may be mounted, that is, by root");
        try {
            fill(holder);
        } finally {
            assertThat(run("umount", holder.dataDir().toString())).isZero();
        }
    }

    private static void fill(Installation holder) {
        Path ballast = holder.dataDir().resolve("ballast");
        try (Victim victim = Victim.in(holder, "full")) {
            Load load = victim.under(meanwhile -> {
                writeUntilFull(ballast);
                await("requests that find no space")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> meanwhile.failures().size() >= ENOUGH);
                delete(ballast);
            });

            assertThat(load.foreign()).isEmpty();
            victim.refresher().keptItsToken();
        }
    }

    private static void writeUntilFull(Path file) {
        byte[] block = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
