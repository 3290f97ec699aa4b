package dev.dragops.connections;

import dev.dragops.accounts.UserId;
import dev.dragops.platform.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What an opening reads: one connection with all of it, by an index, in one statement and past the ORM, whose session
 * would cost more than the row.
 */
final class HeldRows {
    private static final String HELD = "SELECT c.id, c.user_id, c.provider, c.display_name, c.type, c.status,"
            + " c.status_reason, c.credential_version, c.envelope, c.created_at, c.updated_at, g.connection_id,"
            + " g.client_id, g.instance_values, g.scopes_requested, g.scopes, g.account_id, g.account_label,"
            + " g.generation, g.connected_generation, g.attempt, g.unknown_outcomes, g.state, g.lease_until,"
            + " g.envelope AS tokens, g.refreshable, g.expires_at, g.lifetime_seconds, g.next_refresh_at, g.failures,"
            + " g.last_failure, g.from_rejection, UTC_TIMESTAMP(6) AS now"
            + " FROM con_connection c LEFT JOIN con_grant g ON g.connection_id = c.id WHERE c.user_id = ? AND ";

    private final Database database;

    HeldRows(Database database) {
        this.database = database;
    }

    /** With its sealed credential and tokens, by id or by display name. */
    Optional<Held> find(UserId user, String reference) {
        boolean byId = ConnectionId.parse(reference).isPresent();
        return database.first(
                HELD + (byId ? "c.id = ?" : "c.display_name = ?"), HeldRows::held, user.value(), reference);
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                StoredConnection.read(row),
                row.getString("connection_id") == null ? Optional.empty() : Optional.of(StoredGrant.read(row)),
                Database.instant(row, "now"));
    }
}
