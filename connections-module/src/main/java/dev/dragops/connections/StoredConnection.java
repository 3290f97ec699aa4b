package dev.dragops.connections;

import dev.dragops.accounts.SealedValue;
import dev.dragops.accounts.UserId;
import dev.dragops.platform.Database;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection with its sealed credential. */
@Entity
@Table(name = StoredConnection.TABLE)
class StoredConnection {
    static final String TABLE = "con_connection";

    @Id
    private String id = "";

    private String userId = "";

    private long position;

    private String provider = "";
    private String displayName = "";

    @Enumerated(EnumType.STRING)
    private ConnectionType type = ConnectionType.API_KEY;

    @Enumerated(EnumType.STRING)
    private ConnectionStatus status = ConnectionStatus.ACTIVE;

    private @Nullable String statusReason;

    @Column(insertable = false, updatable = false)
    @SuppressWarnings("UnusedVariable") // made by the database, read by queries
    private boolean needsAttention;

    private long credentialVersion;
    private byte @Nullable [] envelope;
    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;

    @Version
    private long revision;

    /** For Hibernate. */
    protected StoredConnection() {}

    static StoredConnection create(
            UserId user,
            long position,
            Provider provider,
            String displayName,
            Credential credential,
            Vault vault,
            Instant now) {
        StoredConnection connection = of(user, position, provider, displayName, credential.type(), now);
        connection.save(credential, vault, now);
        return connection;
    }

    /** One that keeps nothing but the tokens of its grant. */
    static StoredConnection ofTokens(UserId user, long position, Provider provider, String displayName, Instant now) {
        return of(user, position, provider, displayName, ConnectionType.OAUTH, now);
    }

    /** One that is only read, from a row with all that an opening needs. */
    static StoredConnection read(ResultSet row) throws SQLException {
        StoredConnection connection = new StoredConnection();
        connection.id = row.getString("id");
        connection.userId = row.getString("user_id");
        connection.provider = row.getString("provider");
        connection.displayName = row.getString("display_name");
        connection.type = ConnectionType.valueOf(row.getString("type"));
        connection.status = ConnectionStatus.valueOf(row.getString("status"));
        connection.statusReason = row.getString("status_reason");
        connection.credentialVersion = row.getLong("credential_version");
        connection.envelope = row.getBytes("envelope");
        connection.createdAt = Database.instant(row, "created_at");
        connection.updatedAt = Database.instant(row, "updated_at");
        return connection;
    }

    /** Writes the row of one that is new, and answers whether its name was free. */
    boolean insertWhereFree(Database database) {
        // whoever inserts holds the owner's row, so that no other key than the name's can be taken
        return database.list(
                        "INSERT INTO con_connection (id, user_id, position, provider, display_name, type, status, status_reason,"
                                + " credential_version, envelope, created_at, updated_at, revision)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
                                + " ON DUPLICATE KEY UPDATE id = con_connection.id RETURNING id",
                        row -> row.getString("id"),
                        id,
                        userId,
                        position,
                        provider,
                        displayName,
                        type.name(),
                        status.name(),
                        statusReason,
                        credentialVersion,
                        envelope,
                        createdAt,
                        updatedAt)
                .contains(id);
    }

    private static StoredConnection of(
            UserId user, long position, Provider provider, String displayName, ConnectionType type, Instant now) {
        StoredConnection connection = new StoredConnection();
        connection.id = ConnectionId.next().value();
        connection.userId = user.value();
        connection.position = position;
        connection.provider = provider.value();
        connection.displayName = displayName;
        connection.type = type;
        connection.createdAt = now;
        connection.updatedAt = now;
        return connection;
    }

    /** Keeps a credential of the connection's own type; one that was revoked is active again. */
    final void save(Credential credential, Vault vault, Instant now) {
        if (credential.type() != type) {
            throw new IllegalArgumentException("a connection keeps its type");
        }
        credentialVersion++;
        try (Plaintext written = CredentialFormat.write(credential)) {
            envelope = vault.seal(context(), written);
        }
        reconnected(now);
    }

    /** A person gave it what it needs: whatever was wrong is over. */
    void reconnected(Instant now) {
        stand(Standing.GOOD);
        updatedAt = now;
    }

    /** Stands like that from now on. */
    final void stand(Standing standing) {
        status = standing.status();
        statusReason = standing.reason().orElse(null);
    }

    Standing standing() {
        return new Standing(status, Optional.ofNullable(statusReason));
    }

    void rename(String name, Instant now) {
        displayName = name;
        updatedAt = now;
    }

    /** Erases the credential. */
    void revoke(Instant now) {
        stand(new Standing(ConnectionStatus.REVOKED, Optional.empty()));
        envelope = null;
        updatedAt = now;
    }

    /**
     * Opens the credential.
     *
     * @throws ConnectionsException.Revoked where it was erased
     * @throws VaultException where the stored bytes are not what was sealed here
     */
    Credential open(Vault.Opener vault) {
        if (envelope == null || status == ConnectionStatus.REVOKED) {
            throw new ConnectionsException.Revoked(id());
        }
        try (Plaintext written = vault.open(context(), envelope)) {
            return CredentialFormat.read(type, written);
        } catch (VaultException unreadable) {
            throw unreadable.about(id);
        }
    }

    /** What the audit trail keeps of the credential. */
    SealedValue sealed() {
        return envelope == null ? gone() : SealedValue.of(TABLE, id, envelope);
    }

    /** As {@link #sealed()}, once the row is removed. */
    SealedValue gone() {
        return SealedValue.gone(TABLE, id);
    }

    /** Where the envelopes of all connections are. */
    static SealedRows sealedRows() {
        return new SealedRows(
                "con_connection",
                "id",
                "envelope",
                "kek_id",
                "con_key",
                "user_id, provider, type, credential_version",
                row -> context(
                        row.getString("user_id"),
                        row.getString("id"),
                        row.getString("provider"),
                        ConnectionType.valueOf(row.getString("type")),
                        row.getLong("credential_version")));
    }

    private SealContext context() {
        return context(userId, id, provider, type, credentialVersion);
    }

    private static SealContext context(String user, String id, String provider, ConnectionType type, long version) {
        return new SealContext("connection", user, id, provider, type.wire(), version);
    }

    ConnectionId id() {
        return new ConnectionId(id);
    }

    Provider provider() {
        return new Provider(provider);
    }

    ConnectionType type() {
        return type;
    }

    UserId user() {
        return new UserId(userId);
    }

    /** Whether the credential is the same as that one's. */
    boolean holdsWhat(StoredConnection other) {
        return credentialVersion == other.credentialVersion;
    }

    boolean isRevoked() {
        return status == ConnectionStatus.REVOKED;
    }

    /** Without a grant, or with what may be known of it. */
    Connection metadata(Optional<StoredGrant.Facts> grant, Instant now) {
        return metadata(id(), provider(), displayName, type, standing(), grant, createdAt, updatedAt, now);
    }

    static Connection metadata(
            ConnectionId id,
            Provider provider,
            String displayName,
            ConnectionType type,
            Standing standing,
            Optional<StoredGrant.Facts> grant,
            Instant createdAt,
            Instant updatedAt,
            Instant now) {
        boolean lapsed = standing.status() == ConnectionStatus.ACTIVE
                && grant.filter(facts -> facts.isLapsed(now)).isPresent();
        boolean expiring = standing.equals(Standing.GOOD)
                && grant.filter(facts -> facts.isExpiring(now)).isPresent();
        Standing shown = lapsed ? standing.lapsed() : standing;
        return new Connection(
                id,
                provider,
                displayName,
                type,
                shown.status(),
                expiring ? Optional.of(Standing.EXPIRING) : shown.reason(),
                grant.map(StoredGrant.Facts::metadata),
                createdAt,
                updatedAt);
    }
}
