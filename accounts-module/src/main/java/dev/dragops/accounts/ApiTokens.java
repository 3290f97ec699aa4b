package dev.dragops.accounts;

import dev.dragops.platform.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** API tokens. A revoked one is deleted: the audit trail remembers it. */
final class ApiTokens {
    private final Database database;
    private final Clock clock;

    ApiTokens(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A token found by its bearer. */
    record Found(
            TokenId id,
            UserId user,
            Role role,
            Set<Scope> scopes,
            Optional<WorkspaceId> workspace,
            Optional<Instant> lastUsedAt) {}

    /** Whether there ever was one with that id, revoked ones included. */
    boolean wasIssued(TokenId id) {
        return database.exists("SELECT audit_seq FROM acc_audit_object WHERE object_id = ? LIMIT 1", id.value());
    }

    /** Empty where another has that id, for whose commit or rollback this waits. */
    Optional<ApiToken.Issued> issue(
            UserId user,
            TokenId id,
            String name,
            List<Scope> scopes,
            Optional<Instant> expiresAt,
            Optional<WorkspaceId> workspace) {
        Bearer bearer = Bearer.next(Bearer.Kind.API_TOKEN);
        ApiToken token = new ApiToken(
                id,
                name,
                bearer.hint(),
                scopes,
                workspace,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                expiresAt.map(at -> at.truncatedTo(ChronoUnit.MICROS)),
                Optional.empty());
        int inserted = database.update(
                "INSERT IGNORE INTO acc_api_token"
                        + " (id, user_id, bearer_hash, name, hint, scopes, workspace_id, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                token.id().value(),
                user.value(),
                bearer.hash(),
                name,
                token.hint(),
                scopes.stream().map(Scope::wire).collect(Collectors.joining(" ")),
                workspace.map(WorkspaceId::value).orElse(null),
                token.createdAt(),
                token.expiresAt().orElse(null));
        return inserted == 1 ? Optional.of(new ApiToken.Issued(token, bearer.text())) : Optional.empty();
    }

    Optional<Found> find(Bearer bearer) {
        return database.first(
                "SELECT t.id, t.user_id, t.scopes, t.workspace_id, t.last_used_at, u.role"
                        + " FROM acc_api_token t JOIN acc_user u ON u.id = t.user_id"
                        + " WHERE t.bearer_hash = ? AND (t.expires_at IS NULL OR t.expires_at > ?)",
                row -> new Found(
                        new TokenId(row.getString("id")),
                        new UserId(row.getString("user_id")),
                        Role.valueOf(row.getString("role")),
                        Set.copyOf(scopes(row)),
                        workspace(row),
                        Database.optionalInstant(row, "last_used_at")),
                bearer.hash(),
                clock.instant());
    }

    /** Notes the use; at most one request a minute pays for it. */
    void touch(Found token) {
        Instant now = clock.instant();
        if (LastUse.isWorthWriting(token.lastUsedAt(), now)) {
            database.update(
                    LastUse.WITHOUT_WAITING + "UPDATE acc_api_token SET last_used_at = ?"
                            + " WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)",
                    now,
                    token.id().value(),
                    now);
        }
    }

    List<ApiToken> of(UserId user) {
        return database.list(
                "SELECT id, name, hint, scopes, workspace_id, created_at, expires_at, last_used_at"
                        + " FROM acc_api_token WHERE user_id = ? ORDER BY created_at, id",
                row -> new ApiToken(
                        new TokenId(row.getString("id")),
                        row.getString("name"),
                        row.getString("hint"),
                        scopes(row),
                        workspace(row),
                        Database.instant(row, "created_at"),
                        Database.optionalInstant(row, "expires_at"),
                        Database.optionalInstant(row, "last_used_at")),
                user.value());
    }

    /** Whether there was one to revoke. */
    boolean revoke(UserId user, TokenId token) {
        return database.update("DELETE FROM acc_api_token WHERE id = ? AND user_id = ?", token.value(), user.value())
                > 0;
    }

    private static List<Scope> scopes(ResultSet row) throws SQLException {
        return Arrays.stream(row.getString("scopes").split(" ", -1))
                .map(Scope::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<WorkspaceId> workspace(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("workspace_id")).map(WorkspaceId::new);
    }
}
