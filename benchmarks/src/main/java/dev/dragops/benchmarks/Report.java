package dev.dragops.benchmarks;

import dev.dragops.benchmarks.Load.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The table, in Markdown. */
final class Report {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("hello", "hello world on the same server"),
            Map.entry("open", "open a credential (auth, audit)"),
            Map.entry("select", "limit: select by primary key"),
            Map.entry("commit", "limit: durable commit of a row"),
            Map.entry("create", "create + seed 2 secrets x 2"),
            Map.entry("batch", "limit: the same rows by JDBC"),
            Map.entry("list-100", "list of 50 by REST, of 100"),
            Map.entry("list-10000", "list of 50 by REST, of 10,000"),
            Map.entry("page-100", "page of connections, of 100"),
            Map.entry("page-10000", "page of connections, of 10,000"));

    private final Benchmarks.Options options;
    private final LocalDateTime at = LocalDateTime.now(ZoneOffset.UTC);
    private final Map<String, Map<Integer, List<Run>>> runs = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    Report(Benchmarks.Options options) {
        this.options = options;
    }

    void add(String name, int callers, Run run) {
        runs.computeIfAbsent(name, any -> new TreeMap<>())
                .computeIfAbsent(callers, any -> new ArrayList<>())
                .add(run);
    }

    void rowsOfACreate(int rows) {
        line("- A create and its secrets are %d rows; the limit writes them in six statements and one commit.", rows);
    }

    void statements(String name, double questions, double commits) {
        line(
                "- Of one caller, one request (%s) is %.1f statements to the database and %.2f explicit commits.",
                NAMES.get(name), questions, commits);
    }

    void storm(int callers, long calls, List<Run> storms) {
        line(
                "- Storm: %,d callers on one expired token made %d call%s to the provider; half were answered after %.0f ms,"
                        + " 99 %% after %.0f ms.",
                callers,
                calls,
                calls == 1 ? "" : "s",
                median(storms, Run::medianMicros) / 1000,
                median(storms, Run::slowMicros) / 1000);
    }

    void memory(long product, long hello, long database) {
        line(
                "- Memory after the load (resident): product %d MiB, hello world %d MiB, database %d MiB.",
                product, hello, database);
    }

    void envelopes(double perSecond) {
        line("- Envelopes of 100 bytes opened by one core: %,.0f/s.", perSecond);
    }

    void starts(List<Duration> product, List<Duration> hello) {
        double ours = median(product, Duration::toMillis) / 1000;
        double theirs = median(hello, Duration::toMillis) / 1000;
        line(
                "- Start until the first answer, beside a running database: product %.1f s, hello world %.1f s: %.1f times.",
                ours, theirs, ours / theirs);
    }

    /** Writes the file of this run, and answers where it is. */
    Path keep(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(
                DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm").format(at) + "-" + options.server() + ".md");
        return Files.writeString(file, text());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Benchmarks of %s UTC, %s\n\n".formatted(at.withNano(0), options.server()));
        text.append(format(
                "%d cores, %s, Java %s; callers, server and database share them. Median of %d rounds of %d s after %d s of"
                        + " warming up each. Only ratios within this run mean anything.\n\n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                Runtime.version(),
                options.rounds(),
                options.time().toSeconds(),
                options.warmUp().toSeconds()));
        text.append("| what | callers | per second | median ms | 99 % ms | CPU ms of server | of database |\n");
        text.append("|---|--:|--:|--:|--:|--:|--:|\n");
        runs.forEach((name, byCallers) -> byCallers.forEach((callers, measured) -> text.append(format(
                "| %s | %d | %,.0f | %.2f | %.2f | %.2f | %.2f |\n",
                NAMES.get(name),
                callers,
                median(measured, Run::perSecond),
                median(measured, Run::medianMicros) / 1000,
                median(measured, Run::slowMicros) / 1000,
                median(measured, Run::serverMillis),
                median(measured, Run::databaseMillis)))));
        text.append("\n## Ratios\n");
        ratio(text, "open", "hello", "Opening, of the hello world", "at least 50 %");
        ratio(text, "create", "batch", "Creating, of the same rows by JDBC", "at least 15 %");
        ratio(text, "list-10000", "list-100", "List by REST of 10,000, of that of 100", "flat");
        ratio(text, "page-10000", "page-100", "Page of connections of 10,000, of that of 100", "flat");
        text.append("\n## Besides\n");
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private void ratio(StringBuilder text, String of, String to, String words, String goal) {
        Optional<Map<Integer, List<Run>>> above = Optional.ofNullable(runs.get(of));
        Optional<Map<Integer, List<Run>>> below = Optional.ofNullable(runs.get(to));
        if (above.isPresent() && below.isPresent()) {
            List<String> each = new ArrayList<>();
            above.get()
                    .forEach((callers, measured) -> each.add(format(
                            "%.0f %% by %d",
                            100
                                    * median(measured, Run::perSecond)
                                    / median(below.get().get(callers), Run::perSecond),
                            callers)));
            text.append("- %s: %s (goal: %s)\n".formatted(words, String.join(", ", each), goal));
        }
    }

    private void line(String text, Object... values) {
        lines.add(format(text, values));
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    private static <T> double median(List<T> measured, ToDoubleFunction<T> figure) {
        List<Double> sorted = measured.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}
