package dev.dragops.web.pages;

import dev.dragops.web.WebException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Logger;

/**
 * Writes reports of browsers into the log, each as one line of bounded length, without query strings: at most 30 a minute
 * on a node, since anybody can send them. The next line tells how many were left out ({@code notLogged}).
 */
@ApplicationScoped
class CspReportLog {
    static final int LINES = 30;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_AT_ONCE = 10;
    private static final int DEEPEST = 8;
    private static final int LONGEST = 200;
    private static final Logger LOG = Logger.getLogger("dev.dragops.web.csp");

    /** The members of a report in both of its forms, by what they are in the log. */
    private static final Map<String, String> KEPT = Map.ofEntries(
            Map.entry("effective-directive", "directive"),
            Map.entry("effectiveDirective", "directive"),
            Map.entry("violated-directive", "directive"),
            Map.entry("blocked-uri", "blocked"),
            Map.entry("blockedURL", "blocked"),
            Map.entry("document-uri", "document"),
            Map.entry("documentURL", "document"),
            Map.entry("source-file", "source"),
            Map.entry("sourceFile", "source"),
            Map.entry("line-number", "line"),
            Map.entry("lineNumber", "line"));

    private final Clock clock;
    private final Consumer<String> lines;
    private final JsonParserFactory parsers = Json.createParserFactory(Map.of());
    private Instant start = Instant.EPOCH;
    private int written;
    private long notLogged;

    CspReportLog() {
        this(Clock.systemUTC(), LOG::warning);
    }

    CspReportLog(Clock clock, Consumer<String> lines) {
        this.clock = clock;
        this.lines = lines;
    }

    /**
     * Takes one report ({@code application/csp-report}) or several ({@code application/reports+json}).
     *
     * @throws WebException.MalformedRequest where it is neither
     */
    void note(byte[] json) {
        for (Map<String, String> report : read(json)) {
            take().ifPresent(leftOut -> lines.accept(line(report, leftOut)));
        }
    }

    private synchronized Optional<Long> take() {
        Instant now = clock.instant();
        if (!now.isBefore(start.plus(WINDOW))) {
            start = now;
            written = 0;
        }
        if (written == LINES) {
            notLogged++;
            return Optional.empty();
        }
        written++;
        long leftOut = notLogged;
        notLogged = 0;
        return Optional.of(leftOut);
    }

    private List<Map<String, String>> read(byte[] json) {
        List<Map<String, String>> reports = new ArrayList<>();
        try (JsonParser parser = parsers.createParser(new ByteArrayInputStream(json), StandardCharsets.UTF_8)) {
            int depth = 0;
            int reportDepth = 0;
            String kept = "";
            while (parser.hasNext()) {
                switch (parser.next()) {
                    case START_ARRAY, START_OBJECT -> {
                        depth++;
                        if (parser.currentEvent() == JsonParser.Event.START_OBJECT && reportDepth == 0) {
                            reportDepth = depth;
                            reports.add(new LinkedHashMap<>());
                        }
                        kept = "";
                    }
                    case END_ARRAY, END_OBJECT -> {
                        if (depth == reportDepth) {
                            reportDepth = 0;
                        }
                        depth--;
                    }
                    case KEY_NAME -> kept = KEPT.getOrDefault(parser.getString(), "");
                    case VALUE_STRING, VALUE_NUMBER -> {
                        if (!kept.isEmpty() && !reports.isEmpty()) {
                            reports.get(reports.size() - 1).put(kept, shown(parser.getString()));
                        }
                    }
                    default -> kept = "";
                }
                if (depth > DEEPEST || reports.size() > MOST_AT_ONCE) {
                    throw new WebException.MalformedRequest();
                }
            }
        } catch (JsonException notJson) {
            throw new WebException.MalformedRequest();
        }
        return reports;
    }

    /** A query string may hold anything; what stands before it is an address of ours, or a word. */
    private static String shown(String value) {
        String bare = value.replaceAll("[?#].*", "").replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return bare.length() <= LONGEST ? bare : bare.substring(0, LONGEST) + "…";
    }

    private static String line(Map<String, String> report, long leftOut) {
        JsonObjectBuilder line = Json.createObjectBuilder().add("event", "CSP report");
        report.forEach(line::add);
        if (leftOut > 0) {
            line.add("notLogged", leftOut);
        }
        return line.build().toString();
    }
}
