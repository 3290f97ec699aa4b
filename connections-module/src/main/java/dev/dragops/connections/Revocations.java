package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditEntry.Outcome;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.UserId;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.ProviderClient.Revoked;
import dev.dragops.oauth.TokenSet;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Tokens that nobody needs any more, on their way to be ended at their provider. Runs in the caller's transaction. */
final class Revocations {
    private final GrantStore store;
    private final Vault vault;
    private final AuditTrail auditTrail;

    Revocations(GrantStore store, Vault vault, AuditTrail auditTrail) {
        this.store = store;
        this.vault = vault;
        this.auditTrail = auditTrail;
    }

    /** Whose tokens, of which app and account. */
    record Lost(
            UserId user,
            ConnectionId connection,
            Provider provider,
            String clientId,
            Optional<String> account,
            Map<String, String> values) {
        static Lost of(StoredGrant grant) {
            return new Lost(
                    grant.user(),
                    grant.connection(),
                    grant.provider(),
                    grant.clientId(),
                    grant.accountId(),
                    grant.values());
        }
    }

    /**
     * Has the tokens ended, unless that could end the tokens of another live connection: at many providers a
     * revocation ends all that the app was granted for the account.
     *
     * @param tokens stay the caller's to wipe
     * @param except a connection that is about to be no longer live
     * @return what becomes of them, for the audit trail
     */
    String give(
            Lost lost,
            Optional<OAuthProvider> definition,
            Credential.OAuthTokens tokens,
            Optional<ConnectionId> except,
            Instant now) {
        Optional<OAuthProvider.Revocation> way = definition.flatMap(OAuthProvider::revocation);
        if (way.isEmpty()) {
            return "not_supported";
        }
        if (isHeld(lost.connection(), except, tokens)) {
            return "kept: given again";
        }
        if (way.get().endsGrant() && store.isShared(lost.provider(), lost.clientId(), lost.account(), except)) {
            return "kept: shared with another connection";
        }
        try (Plaintext written = TokenFormat.write(tokens.accessToken(), tokens.refreshToken(), tokens.tokenType())) {
            store.add(StoredRevocation.of(
                    lost.user(),
                    lost.connection(),
                    lost.provider(),
                    lost.clientId(),
                    lost.account(),
                    lost.values(),
                    written,
                    vault,
                    now));
        }
        return "queued";
    }

    /** Some providers answer the tokens that they gave before: ending those would end what the connection holds. */
    private boolean isHeld(ConnectionId connection, Optional<ConnectionId> except, Credential.OAuthTokens tokens) {
        if (except.filter(connection::equals).isPresent()) {
            return false;
        }
        try {
            return store.find(connection)
                    .flatMap(grant -> grant.open(vault::open))
                    .filter(held -> {
                        try (held) {
                            return held.accessToken().equals(tokens.accessToken())
                                    || (held.refreshToken().isPresent()
                                            && held.refreshToken().equals(tokens.refreshToken()));
                        }
                    })
                    .isPresent();
        } catch (VaultException unreadable) {
            // what cannot be opened cannot be used, and so not be lost
            return false;
        }
    }

    /** A revocation to make now. Whoever holds it wipes it. */
    record Begun(String id, Provider provider, String clientId, Map<String, String> values, TokenSet tokens)
            implements AutoCloseable {
        @Override
        public void close() {
            tokens.close();
        }
    }

    /**
     * Counts an attempt and answers what it takes; empty where another makes it, or it was made, or must not be made any
     * more: a connection that came meanwhile may stand on what it would end.
     *
     * @param endsGrant whether a revocation ends all that the app was granted for the account
     */
    Optional<Begun> begin(String id, Predicate<Provider> endsGrant) {
        return store.lockRevocation(id)
                .filter(found -> found.isDue(store.now()))
                .filter(found -> !endsGrant.test(found.provider()) || !isKept(found))
                .map(revocation -> {
                    revocation.attempt(store.now());
                    store.flush();
                    Credential.OAuthTokens tokens = revocation.open(vault);
                    return new Begun(
                            id,
                            revocation.provider(),
                            revocation.clientId(),
                            revocation.values(),
                            new TokenSet(
                                    tokens.accessToken(), tokens.refreshToken(), tokens.tokenType(), Optional.empty()));
                });
    }

    private boolean isKept(StoredRevocation revocation) {
        if (!store.isShared(revocation.provider(), revocation.clientId(), revocation.account(), Optional.empty())) {
            return false;
        }
        auditTrail.recordOwnWork(
                revocation.user(),
                AuditEntry.of(
                        "revocation.kept",
                        List.of(revocation.connection().value()),
                        Map.of("provider", revocation.provider().value(), "reason", "shared with another connection")));
        store.remove(revocation);
        return true;
    }

    /**
     * Takes note of how an attempt ended; the tokens are erased where no other follows.
     *
     * @param page where a person can end by hand what the provider did not
     */
    void end(String id, Revoked result, Function<Provider, Optional<URI>> page) {
        store.lockRevocation(id).ifPresent(revocation -> {
            boolean again = result == Revoked.FAILED && !revocation.wasLastAttempt();
            if (!again || revocation.wasFirstAttempt()) {
                Map<String, String> details = new LinkedHashMap<>();
                details.put("provider", revocation.provider().value());
                details.put("retrying", String.valueOf(again));
                page.apply(revocation.provider())
                        .filter(any -> result != Revoked.CONFIRMED)
                        .ifPresent(url -> details.put("page", url.toString()));
                auditTrail.recordOwnWork(
                        revocation.user(),
                        new AuditEntry(
                                "revocation." + result.name().toLowerCase(Locale.ROOT),
                                result == Revoked.CONFIRMED || result == Revoked.NOT_SUPPORTED
                                        ? Outcome.SUCCEEDED
                                        : Outcome.FAILED,
                                List.of(revocation.connection().value()),
                                details,
                                Optional.empty()));
            }
            if (!again) {
                store.remove(revocation);
            }
        });
    }
}
