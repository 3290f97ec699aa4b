package dev.dragops.vault;

import dev.dragops.platform.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a module keeps sealed values, for the vault to wrap them under another key: a table whose primary key is one
 * text in ASCII. The names are the module's own and never input. Neither the row's revision nor its times move with its
 * envelope.
 *
 * @param table that has the envelopes
 * @param id its primary key
 * @param envelope the column of the envelopes; may be NULL
 * @param key an indexed column that the database makes of the envelope: the id of the key that it is under, held by a
 *     foreign key to {@code keys}
 * @param keys the module's table of the keys that its rows may be under, with the one column {@code id}
 * @param bound the columns from which the place is read, separated by commas
 * @param place what the envelope of a row was sealed for
 */
public record SealedRows(String table, String id, String envelope, String key, String keys, String bound, Place place) {
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,64}");
    private static final Pattern NAMES = Pattern.compile("[a-z_]{1,64}(, [a-z_]{1,64})*");

    /** Reads what the envelope of a row was sealed for. */
    public interface Place {
        SealContext of(ResultSet row) throws SQLException;
    }

    /** Hears of envelopes that were sealed anew, in the transaction that does it, by the ids of their rows. */
    public interface Witness {
        void sealedAnew(Database transaction, SealedRows rows, Map<String, byte[]> envelopes);
    }

    /** An envelope where it lies. */
    @SuppressWarnings("ArrayRecordComponent") // wrapped anew and put back; never compared
    record Sealed(String id, byte[] envelope, SealContext context) {}

    public SealedRows {
        boolean plain = List.of(table, id, envelope, key, keys).stream()
                        .allMatch(name -> NAME.matcher(name).matches())
                && NAMES.matcher(bound).matches();
        if (!plain) {
            throw new IllegalArgumentException("not the name of a table or column of ours");
        }
    }

    /** Names these rows: the table, and the column where it is one of several. */
    public String source() {
        return envelope.equals("envelope") ? table : table + "." + envelope;
    }

    long count(Database database, int keyId) {
        return database.first("SELECT COUNT(*) FROM " + table + " WHERE " + key + " = ?", row -> row.getLong(1), keyId)
                .orElse(0L);
    }

    boolean any(Database database, int keyId) {
        return database.exists("SELECT 1 FROM " + table + " WHERE " + key + " = ? LIMIT 1", keyId);
    }

    /**
     * The next rows under that key after that id, locked until the transaction ends. Rows that another transaction holds
     * are left to the next pass: this never waits for anybody, so nobody is in a deadlock with it.
     */
    List<Sealed> next(Database database, int keyId, String after, int most) {
        return database.list(
                "SELECT " + id + ", " + envelope + ", " + bound + " FROM " + table + " WHERE " + key + " = ? AND " + id
                        + " > ? ORDER BY " + id + " LIMIT " + most + " FOR UPDATE SKIP LOCKED",
                row -> new Sealed(row.getString(id), row.getBytes(envelope), place.of(row)),
                keyId,
                after);
    }

    /** Whether the row still had that envelope, and has the other one now. */
    boolean replace(Database database, Sealed sealed, byte[] envelopeNow) {
        return database.update(
                        "UPDATE " + table + " SET " + envelope + " = ? WHERE " + id + " = ? AND " + envelope + " = ?",
                        envelopeNow,
                        sealed.id(),
                        sealed.envelope())
                == 1;
    }

    /** Names no row as unreadable any more that was deleted, or has another envelope by now. */
    void forgetWhatLeft(Database database) {
        database.update(
                "DELETE u FROM vlt_unreadable u LEFT JOIN " + table + " t ON t." + id + " = u.row_id AND t." + key
                        + " = u.key_id WHERE u.source = ? AND t." + id + " IS NULL",
                source());
    }
}
