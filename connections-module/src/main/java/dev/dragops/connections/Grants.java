package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditEntry.Outcome;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.TokenReply;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a refresh in the database: claim, then (elsewhere, in no transaction) ask the provider, then settle.
 * Each runs in its caller's transaction, with the connection's row locked first.
 */
final class Grants {
    private final GrantStore store;
    private final Packs packs;
    private final Vault vault;
    private final AuditTrail auditTrail;
    private final Revocations revocations;

    Grants(GrantStore store, Packs packs, Vault vault, AuditTrail auditTrail) {
        this.store = store;
        this.packs = packs;
        this.vault = vault;
        this.auditTrail = auditTrail;
        this.revocations = new Revocations(store, vault, auditTrail);
    }

    /**
     * A wish for a newer token.
     *
     * @param generation the tokens that were found wanting
     */
    record Wish(ConnectionId connection, Provider provider, long generation, Refreshing.Cause cause) {}

    /** The OAuth of a connection's method, as its pack says now. */
    Optional<Pack.OAuth> oauth(StoredConnection connection) {
        return oauth(packs, connection);
    }

    static Optional<Pack.OAuth> oauth(Packs packs, StoredConnection connection) {
        return packs.of(connection.provider())
                .flatMap(pack -> pack.method(connection.type()))
                .flatMap(Pack.Method::oauth);
    }

    /**
     * Takes the right to ask the provider, where there is something to ask and nobody else is at it. What only a
     * person can mend is found here too, and takes no call.
     *
     * @param app as it is configured now
     */
    Claimed claim(Wish wish, Optional<OAuthApp> app, String owner) {
        Optional<Held> found = store.lock(wish.connection())
                .filter(held -> held.grant().isPresent() && !held.connection().isRevoked());
        if (found.isEmpty()) {
            return new Claimed.Nothing();
        }
        Held held = found.get();
        StoredGrant grant = held.grant().orElseThrow();
        Instant now = held.now();
        Optional<Pack.OAuth> oauth = oauth(held.connection());
        Optional<RefreshPolicy> policy = oauth.map(known -> RefreshPolicy.of(known.provider()));
        boolean ownClient = policy.filter(RefreshPolicy::ownClient).isPresent();
        boolean asked = wish.cause() == Refreshing.Cause.ASKED;
        if (grant.generation() > wish.generation() || isForAPerson(held.connection(), asked, ownClient)) {
            return new Claimed.Nothing();
        }
        if (grant.isLeased(now)) {
            return new Claimed.Busy();
        }
        grant.endLostLease();
        if (policy.isEmpty()) {
            return stop(held, grant.failed(RefreshFailure.APP, OAuthProvider.Rotation.UNKNOWN, Optional.empty(), now));
        }
        if (grant.isSpent(policy.get().rotation()) && !asked) {
            return stop(held, grant.giveUp(Standing.REFRESH_OUTCOME_UNKNOWN));
        }
        if (!grant.isRefreshable()) {
            return grant.isUsable(now) ? new Claimed.Nothing() : stop(held, grant.giveUp(Standing.TOKEN_EXPIRED));
        }
        if (!ownClient && app.isEmpty() && !grant.isBackingOff(now)) {
            return stop(held, grant.failed(RefreshFailure.APP, policy.get().rotation(), Optional.empty(), now));
        }
        if (!ownClient && app.isPresent() && !app.get().clientId().equals(grant.clientId())) {
            return stop(held, grant.giveUp(Standing.APP_CHANGED));
        }
        if (!isWanted(wish.cause(), grant, policy.get(), now)) {
            boolean lapsed =
                    !grant.isUsable(now) && held.connection().standing().status() == ConnectionStatus.ACTIVE;
            return stop(held, lapsed ? grant.lapsed() : held.connection().standing());
        }
        return take(wish, held, oauth.orElseThrow(), owner);
    }

    /** Whether only a person helps. One who asks may try where nobody knows what the last attempt did. */
    private static boolean isForAPerson(StoredConnection connection, boolean asked, boolean ownClient) {
        Standing standing = connection.standing();
        return standing.status() == ConnectionStatus.REAUTH_REQUIRED
                && !(asked && (ownClient || standing.is(Standing.REFRESH_OUTCOME_UNKNOWN)));
    }

    private static boolean isWanted(Refreshing.Cause cause, StoredGrant grant, RefreshPolicy policy, Instant now) {
        return switch (cause) {
            case NEEDED -> !grant.isBackingOff(now) && grant.need(policy, now) != StoredGrant.Need.NOTHING;
            case DUE -> grant.isDue(now);
            case REJECTED -> !grant.isBackingOff(now);
            case ASKED -> !grant.isToldToWait(now);
        };
    }

    private Claimed stop(Held held, Standing standing) {
        stand(held.connection(), standing, Map.of());
        store.flush();
        return new Claimed.Nothing();
    }

    private Claimed take(Wish wish, Held held, Pack.OAuth oauth, String owner) {
        StoredGrant grant = held.grant().orElseThrow();
        Optional<Plaintext> refreshToken = Optional.empty();
        Optional<Claimed.OwnClient> ownClient = Optional.empty();
        Map<String, String> values = new LinkedHashMap<>();
        try {
            if (oauth.provider().grant() == OAuthProvider.Grant.CLIENT_CREDENTIALS) {
                ownClient = Optional.of(ownClient(held.connection(), oauth, values));
            } else {
                Optional<Credential.OAuthTokens> tokens = grant.open(vault::open);
                tokens.ifPresent(open -> open.accessToken().close());
                refreshToken = tokens.flatMap(Credential.OAuthTokens::refreshToken);
            }
        } catch (VaultException unreadable) {
            return stop(
                    held,
                    grant.failed(
                            RefreshFailure.UNREADABLE,
                            oauth.provider().refreshing().rotation(),
                            Optional.empty(),
                            held.now()));
        }
        values.putAll(grant.values());
        grant.claim(owner, held.now());
        store.flush();
        return new Claimed.Claim(
                wish.connection(),
                held.connection().user(),
                oauth.provider(),
                grant.clientId(),
                grant.accountId(),
                grant.generation(),
                grant.attempt(),
                wish.cause() == Refreshing.Cause.REJECTED,
                values,
                grant.scopesRequested(),
                refreshToken,
                ownClient);
    }

    private Claimed.OwnClient ownClient(StoredConnection connection, Pack.OAuth oauth, Map<String, String> values) {
        try (Credential.Fields fields = (Credential.Fields) connection.open(vault::open)) {
            packs.of(connection.provider())
                    .flatMap(pack -> pack.method(connection.type()))
                    .ifPresent(method ->
                            values.putAll(FieldValues.of(method, fields).plain()));
            return new Claimed.OwnClient(
                    FieldValues.text(fields, oauth.clientIdField().orElse("")),
                    FieldValues.copy(fields, oauth.clientSecretField().orElse("")));
        }
    }

    /**
     * Stores what the provider answered, where the tokens are still those of the claim: also where the lease ran out
     * meanwhile, another claimed, or the connection was given up. A failure is stored only where the attempt is still
     * the last.
     *
     * @param elapsed since the request was sent; a lifetime counts from then
     */
    void settle(Claimed.Claim claim, TokenReply reply, Duration elapsed) {
        Optional<Held> found =
                store.lock(claim.connection()).filter(held -> held.grant().isPresent());
        Optional<Held> same = found.filter(held -> !held.connection().isRevoked())
                .filter(held -> held.grant().orElseThrow().generation() == claim.generation());
        if (reply instanceof TokenReply.Granted granted) {
            if (same.isPresent()) {
                keep(same.get(), claim, granted, elapsed);
            } else {
                drop(claim, granted, found);
            }
        } else {
            same.filter(held -> held.grant().orElseThrow().attempt() == claim.attempt())
                    .filter(held -> held.grant().orElseThrow().isRefreshing())
                    .ifPresent(held -> fail(held, claim, reply));
        }
        store.flush();
    }

    private void keep(Held held, Claimed.Claim claim, TokenReply.Granted granted, Duration elapsed) {
        StoredGrant grant = held.grant().orElseThrow();
        Standing before = held.connection().standing();
        grant.refreshed(
                granted.tokens(),
                claim.refreshToken(),
                granted.scopes(),
                granted.kept(),
                claim.rejection(),
                elapsed,
                RefreshPolicy.of(claim.definition()),
                vault,
                held.now());
        Standing after = grant.standing(held.now());
        if (after.equals(Standing.GOOD)) {
            held.connection().stand(after);
        } else {
            stand(held.connection(), after, Map.of());
        }
        auditTrail.recordOwnWork(
                claim.user(),
                AuditEntry.of(
                                "connection.refreshed",
                                List.of(claim.connection().value()),
                                Map.of("generation", String.valueOf(grant.generation()), "before", before.words()))
                        .sealing(List.of(grant.sealed())));
    }

    /** The connection is gone or holds newer tokens: these are nobody's. */
    private void drop(Claimed.Claim claim, TokenReply.Granted granted, Optional<Held> found) {
        boolean ofTheSameGrant = found.filter(held -> !held.connection().isRevoked())
                .flatMap(Held::grant)
                .filter(grant -> claim.generation() >= grant.connectedGeneration())
                .isPresent();
        if (ofTheSameGrant || claim.ownClient().isPresent()) {
            // ending them could end what the connection holds: it came of the same approval
            return;
        }
        Map<String, String> values = new LinkedHashMap<>(claim.values());
        values.putAll(granted.kept());
        String result = revocations.give(
                new Revocations.Lost(
                        claim.user(),
                        claim.connection(),
                        new Provider(claim.definition().provider()),
                        claim.clientId(),
                        claim.account(),
                        values),
                Optional.of(claim.definition()),
                new Credential.OAuthTokens(
                        granted.tokens().accessToken(),
                        granted.tokens().refreshToken().or(claim::refreshToken),
                        granted.tokens().tokenType(),
                        Optional.empty()),
                Optional.empty(),
                store.now());
        auditTrail.recordOwnWork(
                claim.user(),
                AuditEntry.of(
                        "connection.refreshed",
                        List.of(claim.connection().value()),
                        Map.of("dropped", "true", "revocation", result)));
    }

    private void fail(Held held, Claimed.Claim claim, TokenReply reply) {
        StoredGrant grant = held.grant().orElseThrow();
        RefreshPolicy policy = RefreshPolicy.of(claim.definition());
        Standing before = held.connection().standing();
        Optional<String> error =
                reply instanceof TokenReply.Refused refused ? Optional.of(refused.error()) : Optional.empty();
        boolean grantRefused = error.filter("invalid_grant"::equals).isPresent();
        boolean clientRefused = error.filter(Grants::isAboutTheClient).isPresent();
        Standing after;
        if (policy.ownClient() && (grantRefused || clientRefused)) {
            after = grant.giveUp(Standing.REJECTED_BY_PROVIDER);
        } else if (grantRefused) {
            after = grant.giveUp(
                    grant.hasUnknownOutcome() ? Standing.REFRESH_OUTCOME_UNKNOWN : Standing.REFRESH_TOKEN_REJECTED);
        } else {
            RefreshFailure failure = clientRefused ? RefreshFailure.APP : failure(reply);
            after = grant.failed(failure, policy.rotation(), retryAfter(reply), held.now());
            if (before.status() == ConnectionStatus.REAUTH_REQUIRED) {
                // a person tried once more, and nothing is better
                after = grant.giveUp(before.reason().orElse(Standing.REFRESH_OUTCOME_UNKNOWN));
            }
        }
        stand(held.connection(), after, error.map(code -> Map.of("error", code)).orElse(Map.of()));
    }

    /** Whether an error says that the provider does not know this client (RFC 6749 section 5.2). */
    static boolean isAboutTheClient(String error) {
        return error.equals("invalid_client") || error.equals("unauthorized_client");
    }

    private static Optional<Duration> retryAfter(TokenReply reply) {
        if (reply instanceof TokenReply.Later later) {
            return later.retryAfter();
        }
        return reply instanceof TokenReply.Unknown unknown ? unknown.retryAfter() : Optional.empty();
    }

    private static RefreshFailure failure(TokenReply reply) {
        if (reply instanceof TokenReply.Unknown) {
            return RefreshFailure.OUTCOME_UNKNOWN;
        }
        if (reply instanceof TokenReply.NotSent) {
            return RefreshFailure.NOT_SENT;
        }
        return reply instanceof TokenReply.Later ? RefreshFailure.LATER : RefreshFailure.REFUSED;
    }

    /** Once for each transition, in its transaction. */
    void stand(StoredConnection connection, Standing standing, Map<String, String> details) {
        Standing before = connection.standing();
        if (before.equals(standing)) {
            return;
        }
        connection.stand(standing);
        Map<String, String> told = new LinkedHashMap<>(details);
        told.put("before", before.words());
        told.put("after", standing.words());
        boolean reauthRequired = standing.status() == ConnectionStatus.REAUTH_REQUIRED;
        auditTrail.recordOwnWork(
                connection.user(),
                new AuditEntry(
                        reauthRequired ? "connection.reauth_required" : "connection.refresh_failed",
                        Outcome.FAILED,
                        List.of(connection.id().value()),
                        told,
                        Optional.empty()));
    }
}
