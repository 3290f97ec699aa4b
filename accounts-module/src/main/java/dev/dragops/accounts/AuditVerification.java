package dev.dragops.accounts;

import dev.dragops.accounts.AuditChain.Link;
import dev.dragops.accounts.AuditChain.Start;
import dev.dragops.platform.Database;
import dev.dragops.vault.EnvelopeDigest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Walks the whole chain, and then all sealed values, in pages: as much memory however long the trail is. The product
 * may run meanwhile.
 */
final class AuditVerification {
    private static final int PAGE = 500;
    private static final int MOST_TOLD = 20;

    private final Connection connection;
    private final Database database;
    private final AuditChain chain;
    private final AuditSealing sealing;

    private final List<String> notes = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** @param connection in autocommit, and used by nobody else */
    AuditVerification(Connection connection, AuditChain chain) {
        this.connection = connection;
        this.database = Database.on(connection);
        this.chain = chain;
        this.sealing = new AuditSealing(chain, AuditRounds.lease("verify"), Clock.systemUTC());
    }

    /**
     * What was found.
     *
     * @param notes what holds, and what cannot be told
     * @param faults the first of the chain, and those of sealed values; empty where the trail proves all
     */
    record Report(List<String> notes, List<String> faults) {
        Report {
            notes = List.copyOf(notes);
            faults = List.copyOf(faults);
        }
    }

    Report verify(List<Path> headFiles, List<SealedTable> tables) throws IOException, SQLException {
        Optional<Start> start = AuditSealing.start(database);
        List<Told> heads = new ArrayList<>();
        try {
            for (Path file : headFiles) {
                heads.add(new Told(file, database, chain));
            }
            if (start.isPresent()) {
                begin(start.get());
                walk(chain.start(start.get()), heads).ifPresent(faults::add);
            } else if (sealing.head(database).isPresent()) {
                faults.add("The row that tells where the proof begins is missing (table acc_audit_chain).");
            } else {
                notes.add("No row of the trail has been sealed yet.");
                heads.stream().filter(Told::isPending).findFirst().ifPresent(head -> faults.add(head.isAhead(0)));
            }
        } finally {
            for (Told head : heads) {
                head.close();
            }
        }
        heads.stream().flatMap(head -> head.note().stream()).forEach(notes::add);
        waiting();
        for (SealedTable table : tables) {
            check(table, start);
        }
        return new Report(notes, faults);
    }

    private void begin(Start start) {
        notes.add("The proof begins at " + start.begunAt() + ". "
                + (start.foundTo() == 0
                        ? "There was no row before."
                        : "Rows up to number " + start.foundTo() + " were there before, and are proved as they were"
                                + " found then."));
    }

    private void waiting() {
        long unsealed = AuditSealing.unsealed(database);
        if (unsealed > 0) {
            Optional<Instant> oldest = AuditSealing.oldestUnsealed(database);
            notes.add(unsealed + " rows are not sealed yet"
                    + oldest.map(at -> ", the oldest of " + at).orElse("")
                    + ": nothing proves those.");
        }
    }

    /** The first fault. */
    private Optional<String> walk(Link start, List<Told> heads) throws IOException {
        Link link = start;
        boolean again = false;
        while (true) {
            List<AuditStored> rows = AuditStored.sealed(database, link.place(), PAGE);
            for (AuditStored row : rows) {
                Link next = chain.next(link, row);
                Optional<String> fault = fault(link, next, row);
                if (fault.isPresent()) {
                    return fault;
                }
                link = next;
                for (Told head : heads) {
                    Optional<String> differs = head.compare(link);
                    if (differs.isPresent()) {
                        return differs;
                    }
                }
            }
            if (rows.isEmpty()) {
                Optional<Told> ahead = heads.stream().filter(Told::isPending).findFirst();
                if (ahead.isEmpty() || again) {
                    long reached = link.place();
                    if (ahead.isEmpty()) {
                        tell(link);
                    }
                    return ahead.map(head -> head.isAhead(reached)).or(() -> surplus(reached));
                }
                // what the file tells was sealed before, and is here by now where it was sealed since the last page
                again = true;
            }
        }
    }

    private void tell(Link end) {
        notes.add("The chain holds: " + end.place() + " rows without a gap. Its head is " + end.hash() + ".");
    }

    private static Optional<String> fault(Link before, Link expected, AuditStored row) {
        Link found = row.link().orElseThrow();
        if (found.place() > expected.place()) {
            long last = found.place() - 1;
            return Optional.of(
                    last == expected.place()
                            ? "Row " + last + " of the chain is missing, before number " + row.sequence() + "."
                            : "Rows " + expected.place() + " to " + last + " of the chain are missing, before number "
                                    + row.sequence() + ".");
        }
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of("Row " + expected.place() + " of the chain is not what was sealed: number "
                        + row.sequence() + ", " + row.action() + " of " + row.at()
                        + ". It was changed, put there, or moved; the " + before.place() + " rows before it hold.");
    }

    private Optional<String> surplus(long reached) {
        long sealed = database.first(
                        "SELECT COUNT(*) FROM acc_audit WHERE chain_seq <= ?", row -> row.getLong(1), reached)
                .orElseThrow();
        return sealed == reached
                ? Optional.empty()
                : Optional.of((sealed - reached) + " rows have a place in the chain that another row has too.");
    }

    private record Envelope(String id, EnvelopeDigest digest) {}

    private record Newest(String object, EnvelopeDigest digest, long sequence) {}

    private void check(SealedTable table, Optional<Start> start) throws SQLException {
        long agreeing = 0;
        long unknown = 0;
        String after = "";
        int found;
        do {
            // one moment for both: a change writes its envelope and its digest in one transaction
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            List<Envelope> page = envelopes(table, after);
            Map<String, Newest> newest = newest(table, page);
            connection.rollback();
            connection.setAutoCommit(true);
            for (Envelope envelope : page) {
                Newest told = newest.get(new SealedValue(table.table(), envelope.id(), envelope.digest()).object());
                if (told == null) {
                    unknown++;
                    if (start.filter(begun -> begun.foundTo() == 0).isPresent()) {
                        add(table.table() + " " + envelope.id()
                                + " has a sealed value that the trail knows nothing of.");
                    }
                } else if (told.digest().equals(envelope.digest())) {
                    agreeing++;
                } else {
                    add(table.table() + " " + envelope.id() + " has a sealed value that is not its last one: number "
                            + told.sequence() + " of the trail "
                            + (told.digest().equals(EnvelopeDigest.NONE) ? "erased it." : "left another."));
                }
                after = envelope.id();
            }
            found = page.size();
        } while (found == PAGE);
        notes.add("Sealed values in " + table.table() + ": " + agreeing + " agree with the trail"
                + (unknown == 0 ? "." : ", " + unknown + " have not changed since the trail keeps their digests."));
    }

    private void add(String fault) {
        if (faults.size() < MOST_TOLD) {
            faults.add(fault);
        } else if (faults.size() == MOST_TOLD) {
            faults.add("More sealed values do not agree with the trail.");
        }
    }

    private List<Envelope> envelopes(SealedTable table, String after) {
        return database.list(
                "SELECT " + table.id() + ", " + table.envelope() + " FROM " + table.table() + " WHERE " + table.id()
                        + " > ? AND " + table.envelope() + " IS NOT NULL ORDER BY " + table.id() + " LIMIT " + PAGE,
                row -> new Envelope(row.getString(1), EnvelopeDigest.of(row.getBytes(2))),
                after);
    }

    private Map<String, Newest> newest(SealedTable table, List<Envelope> page) {
        if (page.isEmpty()) {
            return Map.of();
        }
        return database
                .list(
                        "SELECT o.object_id, LOWER(HEX(o.digest)), o.audit_seq FROM acc_audit_object o JOIN"
                                + " (SELECT object_id, MAX(audit_seq) AS audit_seq FROM acc_audit_object"
                                + " WHERE digest IS NOT NULL AND object_id IN ("
                                + String.join(", ", Collections.nCopies(page.size(), "?"))
                                + ") GROUP BY object_id) n ON n.object_id = o.object_id AND n.audit_seq = o.audit_seq",
                        row -> new Newest(row.getString(1), new EnvelopeDigest(row.getString(2)), row.getLong(3)),
                        page.stream()
                                .map(envelope ->
                                        new SealedValue(table.table(), envelope.id(), envelope.digest()).object())
                                .toArray())
                .stream()
                .collect(Collectors.toMap(Newest::object, one -> one));
    }

    /** A head file, read along with the chain. */
    private static final class Told implements AutoCloseable {
        private final Path file;
        private final Database database;
        private final AuditChain chain;
        private final BufferedReader lines;
        private Optional<Link> next = Optional.empty();
        private long line;
        private long read;
        private long unreadable;

        Told(Path file, Database database, AuditChain chain) throws IOException {
            this.file = file;
            this.database = database;
            this.chain = chain;
            this.lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
            advance();
        }

        private void advance() throws IOException {
            next = Optional.empty();
            String text = lines.readLine();
            while (text != null && next.isEmpty()) {
                line++;
                next = HeadFile.read(chain, text);
                if (next.isPresent()) {
                    read++;
                } else {
                    unreadable++;
                    text = lines.readLine();
                }
            }
            if (next.filter(link -> link.place() == 0).isPresent()) {
                advance();
            }
        }

        boolean isPending() {
            return next.isPresent();
        }

        Optional<String> compare(Link link) throws IOException {
            while (next.isPresent() && next.get().place() <= link.place()) {
                Link told = next.get();
                // an earlier one stands behind a later where two nodes write one file: its row is proved by now
                boolean holds = told.place() == link.place() ? told.equals(link) : AuditRounds.has(database, told);
                if (!holds) {
                    return Optional.of("Row " + told.place() + " of the chain is not what line " + line + " of " + file
                            + " tells: the trail was cut and went on, or comes from an older backup.");
                }
                advance();
            }
            return Optional.empty();
        }

        String isAhead(long reached) {
            return "The chain ends with row " + reached + ", but line " + line + " of " + file + " tells row "
                    + next.map(Link::place).orElse(0L) + ": the last rows were removed, or the trail was put back to an"
                    + " older backup.";
        }

        Optional<String> note() {
            String told = read + " lines of " + file + " were compared.";
            return Optional.of(
                    unreadable == 0
                            ? told
                            : told + " " + unreadable
                                    + " were not written by this product, or cut by a crash, and prove nothing.");
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
