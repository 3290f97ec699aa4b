package dev.dragops.oauth;

import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.UserId;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.Authorizations.Request;
import dev.dragops.oauth.Authorizations.Status;
import dev.dragops.oauth.egress.Json;
import dev.dragops.platform.Database;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The authorizations under way, by the database's clock. The state is kept as a hash, verifier and nonce sealed. */
final class AuthorizationRows {
    private static final String OVER_SQL = "expires_at <= UTC_TIMESTAMP(6)";

    /** An exchange takes seconds; after this a node died in it. */
    private static final String LOST_SQL = "expires_at + INTERVAL 10 MINUTE <= UTC_TIMESTAMP(6)";

    /** One as it is stored. */
    record Row(AuthorizationId id, UserId user, String provider, Request request, long opened) {}

    private final Database sql;
    private final Vault vault;

    AuthorizationRows(Database sql, Vault vault) {
        this.sql = sql;
        this.vault = vault;
    }

    void add(AuthorizationId id, UserId user, String provider, Request request) {
        sql.update(
                "INSERT INTO oau_authorization (id, user_id, provider, status, request, return_to, connection_id, opened,"
                        + " created_at, expires_at) VALUES (?, ?, ?, 'PENDING', ?, ?, ?, 0, UTC_TIMESTAMP(6),"
                        + " UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE)",
                id.value(),
                user.value(),
                provider,
                write(request),
                request.returnTo().orElse(null),
                request.connection().orElse(null));
    }

    /** Ends the waits of a user, but for the newest. */
    void expireAllBut(UserId user, int newest) {
        List<String> waiting = sql.list(
                "SELECT id FROM oau_authorization WHERE user_id = ? AND status IN ('PENDING', 'OPENED')"
                        + " AND expires_at > UTC_TIMESTAMP(6) ORDER BY created_at DESC, id DESC",
                row -> row.getString("id"),
                user.value());
        for (String id : waiting.subList(Math.min(newest, waiting.size()), waiting.size())) {
            sql.update(
                    "UPDATE oau_authorization SET status = 'EXPIRED'"
                            + " WHERE id = ? AND status IN ('PENDING', 'OPENED')",
                    id);
        }
    }

    Optional<Authorization> find(UserId user, AuthorizationId id) {
        return sql.first(
                "SELECT *, " + OVER_SQL + " AS is_over, " + LOST_SQL
                        + " AS is_lost FROM oau_authorization WHERE id = ? AND user_id = ?",
                AuthorizationRows::authorization,
                id.value(),
                user.value());
    }

    private static Authorization authorization(ResultSet row) throws SQLException {
        Status stored = Status.valueOf(row.getString("status"));
        boolean waiting = stored == Status.PENDING || stored == Status.OPENED;
        boolean lost = stored == Status.EXCHANGING && row.getBoolean("is_lost");
        Status status = waiting && row.getBoolean("is_over") ? Status.EXPIRED : lost ? Status.FAILED : stored;
        AuthorizationId id = new AuthorizationId(row.getString("id"));
        Instant expiresAt = Database.instant(row, "expires_at");
        return new Authorization(
                id,
                row.getString("provider"),
                status,
                RedirectUri.opening(id),
                expiresAt,
                Optional.ofNullable(row.getString("connection_id")),
                lost ? Optional.of("interrupted") : Optional.ofNullable(row.getString("failure")),
                Optional.ofNullable(row.getString("return_to")));
    }

    Optional<Row> load(UserId user, AuthorizationId id) {
        return sql.first(
                "SELECT id, user_id, provider, request, opened FROM oau_authorization WHERE id = ? AND user_id = ?",
                AuthorizationRows::row,
                id.value(),
                user.value());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new AuthorizationId(row.getString("id")),
                new UserId(row.getString("user_id")),
                row.getString("provider"),
                read(row.getString("request")),
                row.getLong("opened"));
    }

    /** Whether it still could be opened; whoever opened it before has nothing any more. */
    boolean open(Row row, SessionId session, byte[] stateHash, Plaintext verifier, Plaintext nonce) {
        long opened = row.opened() + 1;
        return sql.update(
                        "UPDATE oau_authorization SET status = 'OPENED', opened = ?, session_id = ?, state_hash = ?,"
                                + " verifier = ?, nonce = ? WHERE id = ? AND user_id = ? AND opened = ?"
                                + " AND status IN ('PENDING', 'OPENED') AND expires_at > UTC_TIMESTAMP(6)",
                        opened,
                        session.value(),
                        stateHash,
                        vault.seal(context(row, "code_verifier", opened), verifier),
                        vault.seal(context(row, "nonce", opened), nonce),
                        row.id().value(),
                        row.user().value(),
                        row.opened())
                == 1;
    }

    /** What that state stands for, in this session of this user, at this provider. */
    Optional<Row> returned(UserId user, SessionId session, String provider, byte[] stateHash) {
        return sql.first(
                "SELECT id, user_id, provider, request, opened FROM oau_authorization WHERE state_hash = ?"
                        + " AND status = 'OPENED' AND user_id = ? AND session_id = ? AND provider = ?"
                        + " AND expires_at > UTC_TIMESTAMP(6)",
                AuthorizationRows::row,
                stateHash,
                user.value(),
                session.value(),
                provider);
    }

    /** Whether this call, and no other, consumed it. */
    boolean consume(Row row, byte[] stateHash) {
        return sql.update(
                        "UPDATE oau_authorization SET status = 'EXCHANGING' WHERE id = ? AND state_hash = ?"
                                + " AND opened = ? AND status = 'OPENED' AND expires_at > UTC_TIMESTAMP(6)",
                        row.id().value(),
                        stateHash,
                        row.opened())
                == 1;
    }

    Plaintext verifier(Row row) {
        return opened(row, "verifier", "code_verifier");
    }

    Plaintext nonce(Row row) {
        return opened(row, "nonce", "nonce");
    }

    private Plaintext opened(Row row, String column, String name) {
        byte[] sealed = sql.first(
                        "SELECT " + column + " FROM oau_authorization WHERE id = ?",
                        found -> found.getBytes(column),
                        row.id().value())
                .orElseThrow(OAuthException.AuthorizationNotFound::new);
        return vault.open(context(row, name, row.opened()), sealed);
    }

    Optional<UserId> owner(AuthorizationId id) {
        return sql.first(
                "SELECT user_id FROM oau_authorization WHERE id = ?",
                row -> new UserId(row.getString("user_id")),
                id.value());
    }

    void succeed(AuthorizationId id, String connection) {
        sql.update(
                "UPDATE oau_authorization SET status = 'SUCCEEDED', connection_id = ?, verifier = NULL, nonce = NULL"
                        + " WHERE id = ? AND status = 'EXCHANGING'",
                connection,
                id.value());
    }

    boolean fail(AuthorizationId id, String code) {
        return sql.update(
                        "UPDATE oau_authorization SET status = 'FAILED', failure = ?, verifier = NULL, nonce = NULL"
                                + " WHERE id = ? AND status NOT IN ('SUCCEEDED', 'FAILED')",
                        code,
                        id.value())
                == 1;
    }

    /** Forgets some of those that ended a day ago, and answers how many. */
    int forget() {
        return sql.update(
                "DELETE FROM oau_authorization WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT 1000");
    }

    /** Where the verifiers and the nonces of all authorizations are. */
    static List<SealedRows> sealedRows() {
        return List.of(sealedRows("verifier", "code_verifier"), sealedRows("nonce", "nonce"));
    }

    private static SealedRows sealedRows(String column, String name) {
        return new SealedRows(
                "oau_authorization",
                "id",
                column,
                column + "_kek_id",
                "oau_key",
                "user_id, provider, opened",
                row -> context(
                        row.getString("user_id"),
                        row.getString("id"),
                        row.getString("provider"),
                        name,
                        row.getLong("opened")));
    }

    private static SealContext context(Row row, String name, long opened) {
        return context(row.user().value(), row.id().value(), row.provider(), name, opened);
    }

    private static SealContext context(String user, String id, String provider, String name, long opened) {
        return new SealContext("oauth-authorization", user, id, provider, name, opened);
    }

    private static String write(Request request) {
        StringBuilder json = new StringBuilder("{\"scopes\":[");
        json.append(String.join(",", request.scopes().stream().map(Json::quoted).toList()));
        json.append("],\"fields\":{");
        json.append(String.join(
                ",",
                request.fields().entrySet().stream()
                        .map(field -> Json.quoted(field.getKey()) + ":" + Json.quoted(field.getValue()))
                        .toList()));
        json.append('}');
        member(json, "displayName", request.displayName());
        member(json, "returnTo", request.returnTo());
        member(json, "connection", request.connection());
        return json.append('}').toString();
    }

    private static void member(StringBuilder json, String name, Optional<String> value) {
        value.ifPresent(text -> json.append(",\"").append(name).append("\":").append(Json.quoted(text)));
    }

    private static Request read(String stored) {
        Json json = Json.read(stored).orElseThrow(() -> new IllegalStateException("a stored request is not JSON"));
        List<String> scopes = ((List<?>) json.at("/scopes").orElse(List.of()))
                .stream().map(String::valueOf).toList();
        Map<String, String> fields = new HashMap<>();
        ((Map<?, ?>) json.at("/fields").orElse(Map.of()))
                .forEach((name, value) -> fields.put(String.valueOf(name), String.valueOf(value)));
        return new Request(
                json.textAt("/displayName"), scopes, json.textAt("/returnTo"), json.textAt("/connection"), fields);
    }
}
