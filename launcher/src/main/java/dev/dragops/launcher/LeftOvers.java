package dev.dragops.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The processes that this folder's launcher started, on disk. A launcher that is killed cannot stop them; the next one
 * does, before it starts its own. A process is known by its number and the moment it started, since numbers are used
 * again.
 */
final class LeftOvers {
    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(5);

    private final Path file;

    LeftOvers(Path file) {
        this.file = file;
    }

    void remember(Process process) throws IOException {
        Optional<Instant> start = process.info().startInstant();
        if (start.isPresent()) {
            Files.writeString(
                    file,
                    process.pid() + " " + start.get().toEpochMilli() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** Stops what is still alive, the last started first: the server before its database. */
    void stop() throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        Collections.reverse(lines);
        for (String line : lines) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 2 && parts[0].matches("\\d{1,18}") && parts[1].matches("\\d{1,18}")) {
                Instant start = Instant.ofEpochMilli(Long.parseLong(parts[1]));
                Optional<ProcessHandle> alive =
                        ProcessHandle.of(Long.parseLong(parts[0])).filter(process -> startedAt(process, start));
                if (alive.isPresent()) {
                    System.out.println(
                            "dragops: stopping process " + parts[0] + ", left over by a launcher that was killed");
                    Children.stop(alive.get());
                }
            }
        }
        Files.delete(file);
    }

    private static boolean startedAt(ProcessHandle process, Instant start) {
        return process.info()
                .startInstant()
                .filter(found -> Duration.between(found, start).abs().compareTo(CLOCK_DRIFT) < 0)
                .isPresent();
    }
}
