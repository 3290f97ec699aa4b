package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.UserId;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Saves what a person approved: as a new connection, or in place of what a connection held. */
final class Connecting {
    private final ConnectionStore connections;
    private final GrantStore store;
    private final ConnectionNames names;
    private final Revocations revocations;
    private final Authorizations authorizations;
    private final Vault vault;
    private final AuditTrail auditTrail;

    Connecting(
            ConnectionStore connections,
            GrantStore store,
            Packs packs,
            Authorizations authorizations,
            Vault vault,
            AuditTrail auditTrail) {
        this.connections = connections;
        this.store = store;
        this.names = new ConnectionNames(connections, packs);
        this.revocations = new Revocations(store, vault, auditTrail);
        this.authorizations = authorizations;
        this.vault = vault;
        this.auditTrail = auditTrail;
    }

    /** What came back, and what the provider gave for it. */
    record Approval(
            Authorizations.Consumed consumed, OAuthProvider definition, StoredGrant.Approved approved, long sentAt) {
        Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - sentAt);
        }

        UserId user() {
            return consumed.user();
        }

        Provider provider() {
            return new Provider(consumed.provider());
        }
    }

    /**
     * Runs in a transaction, and again where it failed.
     *
     * @return the connection; empty where the one to reconnect is gone
     */
    Optional<ConnectionId> save(Approval approval) {
        Optional<String> again = approval.consumed().request().connection();
        return again.isPresent()
                ? again.flatMap(ConnectionId::parse)
                        .flatMap(id -> reconnect(approval, id))
                        .or(() -> gone(approval))
                : Optional.of(connect(approval));
    }

    private ConnectionId connect(Approval approval) {
        long position = connections.lockOwner(approval.user(), true);
        Instant now = store.now();
        // a name that was taken meanwhile gets a number: tokens are not lost for a name
        String name = approval.consumed()
                .request()
                .displayName()
                .map(DisplayName::of)
                .map(wanted -> connections.isNameTaken(approval.user(), wanted, Optional.empty())
                        ? names.free(approval.user(), wanted)
                        : wanted)
                .orElseGet(() -> names.free(approval.user(), approval.provider()));
        StoredConnection connection =
                StoredConnection.ofTokens(approval.user(), position, approval.provider(), name, now);
        connections.add(connection);
        StoredGrant grant = StoredGrant.of(connection.id(), approval.user(), approval.provider());
        grant.connect(approval.approved(), approval.elapsed(), RefreshPolicy.of(approval.definition()), vault, now);
        connection.stand(grant.standing(now));
        store.add(grant);
        tell(approval, grant, "connection.connected", Map.of());
        return connection.id();
    }

    private Optional<ConnectionId> reconnect(Approval approval, ConnectionId id) {
        return store.lock(approval.user(), id)
                .filter(held -> held.connection().provider().equals(approval.provider()))
                .filter(held -> held.connection().type() == ConnectionType.OAUTH)
                .map(held -> {
                    StoredGrant grant =
                            held.grant().orElseGet(() -> StoredGrant.of(id, approval.user(), approval.provider()));
                    Revocations.Lost lost = Revocations.Lost.of(grant);
                    Optional<Credential.OAuthTokens> before = tokens(grant);
                    grant.connect(
                            approval.approved(),
                            approval.elapsed(),
                            RefreshPolicy.of(approval.definition()),
                            vault,
                            held.now());
                    held.connection().reconnected(held.now());
                    held.connection().stand(grant.standing(held.now()));
                    if (held.grant().isEmpty()) {
                        store.add(grant);
                    }
                    store.flush();
                    Map<String, String> details = new LinkedHashMap<>();
                    boolean changed = lost.account().isPresent()
                            && grant.accountId().isPresent()
                            && !lost.account().equals(grant.accountId());
                    details.put("accountChanged", String.valueOf(changed));
                    before.ifPresent(tokens -> {
                        try (tokens) {
                            details.put(
                                    "revocation",
                                    revocations.give(
                                            lost,
                                            Optional.of(approval.definition()),
                                            tokens,
                                            Optional.empty(),
                                            held.now()));
                        }
                    });
                    tell(approval, grant, "connection.reconnected", details);
                    return id;
                });
    }

    private Optional<Credential.OAuthTokens> tokens(StoredGrant grant) {
        try {
            return grant.open(vault::open);
        } catch (VaultException unreadable) {
            // damaged tokens are one reason to reconnect
            return Optional.empty();
        }
    }

    /** Nobody can use what the provider gave. */
    private Optional<ConnectionId> gone(Approval approval) {
        giveBack(approval);
        authorizations.fail(approval.consumed().id(), "connection_gone");
        return Optional.empty();
    }

    /** Has tokens ended that were not saved, and answers what becomes of them. */
    String giveBack(Approval approval) {
        StoredGrant.Approved approved = approval.approved();
        return revocations.give(
                new Revocations.Lost(
                        approval.user(),
                        approval.consumed()
                                .request()
                                .connection()
                                .flatMap(ConnectionId::parse)
                                .orElseGet(ConnectionId::next),
                        approval.provider(),
                        approved.clientId(),
                        approved.account().map(account -> account.id()),
                        approved.values()),
                Optional.of(approval.definition()),
                new Credential.OAuthTokens(
                        approved.tokens().accessToken(),
                        approved.tokens().refreshToken(),
                        approved.tokens().tokenType(),
                        Optional.empty()),
                Optional.empty(),
                store.now());
    }

    private void tell(Approval approval, StoredGrant grant, String action, Map<String, String> details) {
        ConnectionId id = grant.connection();
        AuthorizationId authorization = approval.consumed().id();
        authorizations.succeed(authorization, id.value());
        auditTrail.recordOwnWork(
                approval.user(),
                AuditEntry.of(action, List.of(id.value(), authorization.value()), details)
                        .sealing(List.of(grant.sealed())));
    }
}
