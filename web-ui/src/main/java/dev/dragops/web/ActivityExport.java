package dev.dragops.web;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.ActivityPage;
import dev.dragops.accounts.ActivityQuery;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.UserId;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The audit trail as a file, written row by row as it is read, the latest first: at most 100,000 rows. What comes while
 * it is read is not in it.
 */
@ApplicationScoped
public class ActivityExport {
    static final int MOST = 100_000;
    private static final int AT_ONCE = 1_000;

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());
    private static final List<String> COLUMNS = List.of(
            "at",
            "action",
            "outcome",
            "user",
            "email",
            "access",
            "objects",
            "details",
            "executionId",
            "patternId",
            "nodeId",
            "requestId",
            "remoteAddress");

    @EJB
    AuditTrail trail;

    /** The kind of file. */
    public enum Format {
        CSV,
        JSON;

        /** The name in requests, which is the ending of the file too. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The format of that name. */
        public static Optional<Format> parse(String wire) {
            return Arrays.stream(values())
                    .filter(format -> format.wire().equals(wire))
                    .findFirst();
        }
    }

    /** Takes the rows one by one. */
    private interface Rows extends AutoCloseable {
        void row(ActivityPage.Row row) throws IOException;

        void end(boolean truncated) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** The answer that is the file. What would be refused is refused here, before anything is sent. */
    public Response answer(Caller caller, ActivityQuery query, Format format) {
        ActivityPage first = trail.search(caller, query, Optional.empty(), AT_ONCE);
        StreamingOutput body = out -> {
            try (Rows rows = format == Format.CSV ? new Csv(out) : new JsonRows(out)) {
                write(caller, query, first, rows);
            }
        };
        String name = "activity-" + LocalDate.now(ZoneOffset.UTC) + "." + format.wire();
        return Response.ok(body)
                .type(format == Format.CSV ? "text/csv;charset=UTF-8" : "application/json")
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    private void write(Caller caller, ActivityQuery query, ActivityPage first, Rows rows) throws IOException {
        ActivityPage page = first;
        int written = 0;
        while (true) {
            for (ActivityPage.Row row : page.rows()) {
                rows.row(row);
            }
            written += page.rows().size();
            if (page.next().isEmpty() || written >= MOST) {
                rows.end(page.next().isPresent());
                return;
            }
            page = trail.search(caller, query, page.next(), Math.min(AT_ONCE, MOST - written));
        }
    }

    private static String outcome(Activity activity) {
        return activity.outcome().name().toLowerCase(Locale.ROOT);
    }

    /** RFC 4180, all in quotes. A spreadsheet must take no value for a formula. */
    private static final class Csv implements Rows {
        private final OutputStream out;

        Csv(OutputStream out) throws IOException {
            this.out = out;
            line(COLUMNS.stream());
        }

        @Override
        public void row(ActivityPage.Row row) throws IOException {
            Activity activity = row.activity();
            line(Stream.of(
                    INSTANT.format(activity.at()),
                    activity.action(),
                    outcome(activity),
                    row.user().map(UserId::value).orElse(""),
                    row.email().orElse(""),
                    row.access().orElse(""),
                    String.join(" ", row.objects()),
                    new TreeMap<>(activity.details())
                            .entrySet().stream()
                                    .map(detail -> detail.getKey() + "=" + detail.getValue())
                                    .collect(Collectors.joining("; ")),
                    activity.executionId().orElse(""),
                    activity.patternId().orElse(""),
                    activity.nodeId().orElse(""),
                    row.requestId(),
                    row.remoteAddress()));
        }

        private void line(Stream<String> values) throws IOException {
            out.write(values.map(ActivityExport::cell)
                    .collect(Collectors.joining(",", "", "\r\n"))
                    .getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void end(boolean truncated) {
            // a line of its own would be taken for a row
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }

    /** Names the columns in quotes, and disarms what a spreadsheet would compute: it shows the apostrophe to nobody. */
    static String cell(String value) {
        boolean formula = !value.isEmpty() && "=+-@\t\r\n".indexOf(value.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + value.replace("\"", "\"\"") + '"';
    }

    /** An object with the rows, as the list of the API has them, and whether there were more. */
    private static final class JsonRows implements Rows {
        private final JsonGenerator json;

        JsonRows(OutputStream out) {
            json = GENERATORS.createGenerator(out, StandardCharsets.UTF_8);
            json.writeStartObject().writeStartArray("activity");
        }

        @Override
        public void row(ActivityPage.Row row) {
            Activity activity = row.activity();
            json.writeStartObject();
            write("at", Optional.of(activity.at()).map(JsonRows::text));
            write("action", Optional.of(activity.action()));
            write("outcome", Optional.of(outcome(activity)));
            write("userId", row.user().map(UserId::value));
            write("email", row.email());
            write("accessId", row.access());
            json.writeStartArray("objects");
            row.objects().forEach(json::write);
            json.writeEnd();
            json.writeStartObject("details");
            new TreeMap<>(activity.details()).forEach(json::write);
            json.writeEnd();
            write("executionId", activity.executionId());
            write("patternId", activity.patternId());
            write("nodeId", activity.nodeId());
            write("requestId", Optional.of(row.requestId()));
            write("remoteAddress", Optional.of(row.remoteAddress()));
            json.writeEnd();
        }

        private static String text(Instant at) {
            return INSTANT.format(at);
        }

        private void write(String name, Optional<String> value) {
            value.ifPresent(text -> json.write(name, text));
        }

        @Override
        public void end(boolean truncated) {
            json.writeEnd().write("truncated", truncated).writeEnd();
        }

        @Override
        public void close() {
            json.close();
        }
    }
}
