package dev.dragops.accounts;

import dev.dragops.accounts.AuditChain.Link;
import dev.dragops.platform.Database;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit trail as it is in the database, with everything that the chain vouches for: each column and each
 * object, every part behind its length, so that no two rows are laid out alike.
 */
final class AuditStored {
    private static final byte FORMAT = 1;
    private static final int NONE = -1;

    private static final String COLUMNS =
            "SELECT a.seq, a.at, a.user_id, a.access_id, a.request_id, a.remote_address, a.action, a.outcome, a.details,"
                    + " a.execution_id, a.pattern_id, a.node_id, a.chain_seq, LOWER(HEX(a.chain_hash)) AS chain_hash"
                    + " FROM acc_audit a ";

    private final long sequence;
    private final Instant at;
    private final String action;
    private final Optional<Link> link;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** An object that a row touched, or a sealed value with its digest. */
    private record Touched(
            long sequence, String object, @Nullable String digest) {}

    private AuditStored(ResultSet row) throws SQLException {
        sequence = row.getLong("seq");
        at = Database.instant(row, "at");
        action = row.getString("action");
        long place = row.getLong("chain_seq");
        link = row.wasNull()
                ? Optional.empty()
                : Optional.of(new Link(place, String.valueOf(row.getString("chain_hash"))));
        content.write(FORMAT);
        add(sequence);
        add(microseconds(at));
        for (String column : List.of(
                "user_id",
                "access_id",
                "request_id",
                "remote_address",
                "action",
                "outcome",
                "details",
                "execution_id",
                "pattern_id",
                "node_id")) {
            add(row.getString(column));
        }
    }

    private void add(long number) {
        content.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(0, number).array());
    }

    private void addLength(int length) {
        content.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(0, length).array());
    }

    private void add(@Nullable String text) {
        if (text == null) {
            addLength(NONE);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        addLength(bytes.length);
        content.writeBytes(bytes);
    }

    private void add(List<Touched> objects) {
        addLength(objects.size());
        for (Touched object : objects) {
            add(object.object());
            add(object.digest());
        }
    }

    static long microseconds(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    /**
     * Rows without a place, in the order in which they got their numbers, which is not that of their commits. The index
     * gives the lowest first by itself; told to, MariaDB reads and sorts all that there are.
     */
    static List<AuditStored> unsealed(Database database, int most) {
        return withObjects(
                database,
                database.list(
                        COLUMNS + "JOIN (SELECT seq FROM acc_audit FORCE INDEX (acc_audit_chain)"
                                + " WHERE chain_seq IS NULL LIMIT ?) u ON u.seq = a.seq ORDER BY a.seq",
                        AuditStored::new,
                        most));
    }

    /** Rows of the chain in its order, after that place. */
    static List<AuditStored> sealed(Database database, long after, int most) {
        return withObjects(
                database,
                database.list(
                        COLUMNS + "FORCE INDEX (acc_audit_chain) WHERE a.chain_seq > ? ORDER BY a.chain_seq LIMIT ?",
                        AuditStored::new,
                        after,
                        most));
    }

    private static List<AuditStored> withObjects(Database database, List<AuditStored> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Map<Long, List<Touched>> objects = database
                .list(
                        "SELECT audit_seq, object_id, HEX(digest) AS digest FROM acc_audit_object"
                                + " FORCE INDEX (acc_audit_object_of_row) WHERE audit_seq IN ("
                                + String.join(", ", Collections.nCopies(rows.size(), "?"))
                                + ") ORDER BY audit_seq, object_id",
                        row -> new Touched(row.getLong(1), row.getString(2), row.getString(3)),
                        rows.stream().map(AuditStored::sequence).toArray())
                .stream()
                .collect(Collectors.groupingBy(Touched::sequence));
        rows.forEach(row -> row.add(objects.getOrDefault(row.sequence, List.of())));
        return rows;
    }

    long sequence() {
        return sequence;
    }

    Instant at() {
        return at;
    }

    String action() {
        return action;
    }

    /** Its place and hash; empty until it is sealed. */
    Optional<Link> link() {
        return link;
    }

    byte[] content() {
        return content.toByteArray();
    }
}
