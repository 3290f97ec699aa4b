package dev.dragops.oauth;

import dev.dragops.accounts.SealedValue;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.platform.Database;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The saved apps, and what is wrong with an app wherever it was configured. */
final class AppRows {
    private static final String SECRET = "client_secret";
    private static final String KEY = "private_key";
    private static final String TABLE = "oau_app";
    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** What is wrong with an app. */
    record Problem(String code, Instant since) {}

    /** A saved app without what proves it. */
    record Row(String provider, String clientId, Optional<ClientAuthentication> authentication) {}

    private final Database sql;
    private final Vault vault;

    AppRows(Database sql, Vault vault) {
        this.sql = sql;
        this.vault = vault;
    }

    /** Whether the text can stand in a key column. */
    static boolean isProvider(String text) {
        return PROVIDER.matcher(text).matches();
    }

    Optional<Row> find(String provider) {
        return sql.first(
                "SELECT provider, client_id, authentication FROM oau_app WHERE provider = ?", AppRows::row, provider);
    }

    List<Row> list() {
        return sql.list("SELECT provider, client_id, authentication FROM oau_app ORDER BY provider", AppRows::row);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getString("provider"), row.getString("client_id"), authentication(row));
    }

    private static Optional<ClientAuthentication> authentication(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("authentication")).map(ClientAuthentication::valueOf);
    }

    /** The app with what proves it. The caller wipes it. */
    Optional<Client> open(String provider) {
        return sql.first(
                "SELECT client_id, authentication, sealed_name, sealed, sealed_version FROM oau_app WHERE provider = ?",
                row -> {
                    @Nullable String name = row.getString("sealed_name");
                    Optional<Plaintext> value = name == null
                            ? Optional.empty()
                            : Optional.of(vault.open(
                                    context(provider, name, row.getLong("sealed_version")), row.getBytes("sealed")));
                    return new Client(
                            row.getString("client_id"),
                            value.filter(opened -> SECRET.equals(name)),
                            value.filter(opened -> KEY.equals(name)),
                            authentication(row));
                },
                provider);
    }

    /**
     * What was saved.
     *
     * @param created whether there was none before
     */
    record Saved(boolean created, SealedValue sealed) {}

    /** In a transaction. */
    Saved put(String provider, Client app) {
        Optional<Long> before = sql.first(
                "SELECT sealed_version FROM oau_app WHERE provider = ? FOR UPDATE",
                row -> row.getLong("sealed_version"),
                provider);
        long version = before.orElse(0L) + 1;
        @Nullable
        String name = app.secret().isPresent() ? SECRET : app.privateKey().isPresent() ? KEY : null;
        byte @Nullable [] envelope = app.secret()
                .or(app::privateKey)
                .map(value -> vault.seal(context(provider, String.valueOf(name), version), value))
                .orElse(null);
        sql.update(
                "INSERT INTO oau_app (provider, client_id, authentication, sealed_name, sealed, sealed_version, saved_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE"
                        + " client_id = VALUES(client_id), authentication = VALUES(authentication),"
                        + " sealed_name = VALUES(sealed_name), sealed = VALUES(sealed),"
                        + " sealed_version = VALUES(sealed_version), saved_at = VALUES(saved_at)",
                provider,
                app.id(),
                app.authentication().map(Enum::name).orElse(null),
                name,
                envelope,
                version);
        return new Saved(
                before.isEmpty(), envelope == null ? gone(provider) : SealedValue.of(TABLE, provider, envelope));
    }

    /** What the audit trail keeps of an app that has nothing to prove it, or is removed. */
    static SealedValue gone(String provider) {
        return SealedValue.gone(TABLE, provider);
    }

    boolean delete(String provider) {
        return sql.update("DELETE FROM oau_app WHERE provider = ?", provider) == 1;
    }

    Optional<Problem> problem(String provider) {
        return sql.first(
                "SELECT problem, since FROM oau_app_problem WHERE provider = ?",
                row -> new Problem(row.getString("problem"), Database.instant(row, "since")),
                provider);
    }

    /** Whether that is news. */
    boolean tell(String provider, Optional<String> problem) {
        if (problem.isEmpty()) {
            return sql.update("DELETE FROM oau_app_problem WHERE provider = ?", provider) == 1;
        }
        // the database counts a row that stays as it was as none
        return sql.update(
                        "INSERT INTO oau_app_problem (provider, problem, since) VALUES (?, ?, UTC_TIMESTAMP(6))"
                                + " ON DUPLICATE KEY UPDATE since = IF(problem = VALUES(problem), since, VALUES(since)),"
                                + " problem = VALUES(problem)",
                        provider,
                        problem.get())
                > 0;
    }

    /** Where the sealed proofs of all apps are. */
    static SealedRows sealedRows() {
        return new SealedRows(
                "oau_app",
                "provider",
                "sealed",
                "kek_id",
                "oau_key",
                "sealed_name, sealed_version",
                row -> context(row.getString("provider"), row.getString("sealed_name"), row.getLong("sealed_version")));
    }

    private static SealContext context(String provider, String name, long version) {
        return new SealContext("oauth-app", "server", provider, provider, name, version);
    }
}
