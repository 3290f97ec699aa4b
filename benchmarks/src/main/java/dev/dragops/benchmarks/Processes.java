package dev.dragops.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** What the operating system tells of a process. */
final class Processes {
    private Processes() {}

    /** The Java server below a launcher. */
    static ProcessHandle server(ProcessHandle launcher) {
        return below(launcher, command -> command.endsWith("/java"));
    }

    /** The database below a launcher. */
    static ProcessHandle database(ProcessHandle launcher) {
        return below(launcher, command -> command.endsWith("/mariadbd"));
    }

    private static ProcessHandle below(ProcessHandle launcher, Predicate<String> program) {
        return launcher.descendants()
                .filter(child -> child.info().command().filter(program).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such process below the launcher"));
    }

    /** User and system time so far. */
    static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Resident memory in MiB, as Linux tells it. */
    static long residentMebibytes(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
