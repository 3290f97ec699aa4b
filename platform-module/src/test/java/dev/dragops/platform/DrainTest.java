package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.Drain.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    @TempDir
    private Path dataDir;

    private final AtomicLong nanos = new AtomicLong(-1_000_000_000L);

    private Drain serving(int seconds) {
        return new Drain(dataDir, Duration.ofSeconds(seconds), nanos::get);
    }

    private void passes(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private void ask() throws IOException {
        Files.createFile(Drain.fileIn(dataDir));
    }

    @Test
    void servesOnForItsTimeAndClosesThen() throws IOException {
        Drain drain = serving(5);
        assertThat(drain.phase()).isEqualTo(Phase.OPEN);

        ask();

        assertThat(drain.look()).isEqualTo(Phase.LEAVING);
        passes(4999);
        assertThat(drain.phase()).isEqualTo(Phase.LEAVING);
        passes(1);
        assertThat(drain.phase()).isEqualTo(Phase.CLOSED);
        assertThat(drain.look()).isEqualTo(Phase.CLOSED);
    }

    @Test
    void closesAtOnceWhereNoTimeIsSet() throws IOException {
        Drain drain = serving(0);

        ask();

        assertThat(drain.look()).isEqualTo(Phase.CLOSED);
    }

    @Test
    void looksAtTheFileAgainAfterATenthOfASecond() throws IOException {
        Drain drain = serving(5);
        assertThat(drain.phase()).isEqualTo(Phase.OPEN);

        ask();
        passes(99);

        assertThat(drain.phase()).isEqualTo(Phase.OPEN);
        passes(1);
        assertThat(drain.phase()).isEqualTo(Phase.LEAVING);
    }

    @Test
    void opensAgainForAnOperatorWhoChangesTheirMind() throws IOException {
        Drain drain = serving(5);
        ask();
        assertThat(drain.look()).isEqualTo(Phase.LEAVING);

        Files.delete(Drain.fileIn(dataDir));
        assertThat(drain.look()).isEqualTo(Phase.OPEN);
        passes(60_000);

        ask();
        assertThat(drain.look()).as("its time begins anew").isEqualTo(Phase.LEAVING);
    }

    @Test
    void forgetsWhatAnEarlierRunWasTold() throws IOException {
        ask();
        Drain drain = serving(5);

        drain.begin();

        assertThat(drain.look()).isEqualTo(Phase.OPEN);
        // where there is no such folder, nobody told anything
        new Drain(dataDir.resolve("missing"), Duration.ZERO, nanos::get).begin();
    }
}
