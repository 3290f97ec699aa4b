package dev.dragops.systemtests.faults;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What clients asked for and what they were told of it, written outside of the product, in the order in which they
 * learned it.
 */
final class Journal implements AutoCloseable {
    /** What is asked for. */
    enum Kind {
        CREATE,
        DELETE,
        PUT,
        OPEN,
        OPEN_SECRET;

        /** What the audit trail has of it, one of them. */
        List<String> actions() {
            return switch (this) {
                case CREATE -> List.of("connection.created");
                case DELETE -> List.of("connection.deleted");
                case PUT -> List.of("secret.created", "secret.replaced");
                case OPEN -> List.of("credential.opened");
                case OPEN_SECRET -> List.of("secrets.opened");
            };
        }
    }

    /** What the client was told. */
    enum Outcome {
        /** It is done. */
        ACKNOWLEDGED,
        /** It is not done. */
        REFUSED,
        /** Nothing, or that something went wrong: it is done or not, and nothing in between. */
        UNKNOWN
    }

    /**
     * One request.
     *
     * @param request its {@code X-Request-Id}, which the audit trail has too
     * @param object what it is about: a provider of one connection, or an environment and the name of a secret
     * @param value what was written
     */
    record Entry(String request, Kind kind, String object, String value, Outcome outcome) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Path file;
    private final BufferedWriter out;

    Journal(Path file) {
        this.file = file;
        try {
            this.out = Files.newBufferedWriter(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    synchronized void write(Entry entry) {
        entries.add(entry);
        try {
            out.write(entry.outcome() + " " + entry.kind() + " " + entry.object() + " " + entry.value() + " "
                    + entry.request() + "\n");
            out.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    synchronized long acknowledged() {
        return entries.stream()
                .filter(entry -> entry.outcome() == Outcome.ACKNOWLEDGED)
                .count();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
