package dev.dragops.connections;

import dev.dragops.accounts.UserId;
import dev.dragops.platform.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What an opening reads: one connection with all of it, by an index, in one statement and past the ORM, whose session
 * would cost more than the row.
 */
final class HeldRows {
    private static final String COLUMNS = "c.id, c.user_id, c.provider, c.display_name, c.type, c.status,"
            + " c.status_reason, c.credential_version, c.envelope, c.created_at, c.updated_at, g.connection_id,"
            + " g.client_id, g.instance_values, g.scopes_requested, g.scopes, g.account_id, g.account_label,"
            + " g.generation, g.connected_generation, g.attempt, g.unknown_outcomes, g.state, g.lease_until,"
            + " g.envelope AS tokens, g.refreshable, g.expires_at, g.lifetime_seconds, g.next_refresh_at, g.failures,"
            + " g.last_failure, g.from_rejection, UTC_TIMESTAMP(6) AS now";

    private static final String GRANT = " LEFT JOIN con_grant g ON g.connection_id = c.id";

    /** What one caller looks for. */
    record Wanted(UserId user, String reference, boolean byId) {
        Wanted(UserId user, String reference) {
            this(user, reference, ConnectionId.parse(reference).isPresent());
        }
    }

    private record Numbered(int number, Held held) {}

    private final Database database;

    HeldRows(Database database) {
        this.database = database;
    }

    /** With its sealed credential and tokens, by id or by display name. */
    Optional<Held> find(UserId user, String reference) {
        return find(database, new Wanted(user, reference));
    }

    private static Optional<Held> find(Database database, Wanted wanted) {
        return database.first(
                "SELECT " + COLUMNS + " FROM con_connection c" + GRANT + " WHERE c.user_id = ? AND "
                        + (wanted.byId() ? "c.id = ?" : "c.display_name = ?"),
                HeldRows::held,
                wanted.user().value(),
                wanted.reference());
    }

    /** Each as {@link #find}, in at most two statements for all. */
    static List<Optional<Held>> find(Connection connection, List<Wanted> all) {
        Database database = Database.on(connection);
        if (all.size() == 1) {
            return List.of(find(database, all.get(0)));
        }
        List<Optional<Held>> found = new ArrayList<>(Collections.nCopies(all.size(), Optional.empty()));
        find(database, all, true, found);
        find(database, all, false, found);
        return found;
    }

    /** Each row tells whom it is for: what is equal to a name is for the database to say. */
    private static void find(Database database, List<Wanted> all, boolean byId, List<Optional<Held>> found) {
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Wanted wanted = all.get(i);
            if (wanted.byId() == byId) {
                Collections.addAll(parameters, i, wanted.user().value(), wanted.reference());
            }
        }
        if (parameters.isEmpty()) {
            return;
        }
        // in the columns' own collations, so that their indexes are used
        String row = "(?, CONVERT(? USING ascii) COLLATE ascii_bin, "
                + (byId
                        ? "CONVERT(? USING ascii) COLLATE ascii_bin)"
                        : "CONVERT(? USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)");
        database.list(
                        "WITH wanted (number, user_id, reference) AS (VALUES "
                                + String.join(", ", Collections.nCopies(parameters.size() / 3, row))
                                + ") SELECT w.number, " + COLUMNS
                                + " FROM wanted w STRAIGHT_JOIN con_connection c ON c.user_id = w.user_id AND "
                                + (byId ? "c.id = w.reference" : "c.display_name = w.reference") + GRANT,
                        read -> new Numbered(read.getInt("number"), held(read)),
                        parameters.toArray())
                .forEach(one -> found.set(one.number(), Optional.of(one.held())));
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                StoredConnection.read(row),
                row.getString("connection_id") == null ? Optional.empty() : Optional.of(StoredGrant.read(row)),
                Database.instant(row, "now"));
    }
}
