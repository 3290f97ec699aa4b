package dev.dragops.connections;

import dev.dragops.connections.Grants.Wish;
import dev.dragops.platform.DragopsException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Decides whether a connection's token may be handed out as it is, and sees to a newer one where not. */
final class TokenOpening {
    private static final Duration UNKNOWN_PROVIDER = Duration.ofMinutes(1);

    private final HeldRows rows;
    private final Grants grants;
    private final Refreshing refreshing;
    private final OwnWork ownWork;

    TokenOpening(HeldRows rows, Grants grants, Refreshing refreshing, OwnWork ownWork) {
        this.rows = rows;
        this.grants = grants;
        this.refreshing = refreshing;
        this.ownWork = ownWork;
    }

    /**
     * The connection with a token that may be handed out: at once where that is known at once. A refresh that fails
     * while the token is still valid answers that token.
     *
     * @throws ConnectionsException.Revoked where it was revoked
     * @throws ConnectionsException.ReauthenticationRequired where only a person helps
     * @throws ConnectionsException.TokenUnavailable where there is no usable token at the moment
     */
    CompletableFuture<Held> usable(Held held) {
        StoredGrant grant = held.grant().orElseThrow();
        requireHope(held);
        Optional<RefreshPolicy> policy = policy(held);
        if (policy.isEmpty()) {
            return grant.isUsable(held.now())
                    ? CompletableFuture.completedFuture(held)
                    : CompletableFuture.failedFuture(new ConnectionsException.TokenUnavailable(
                            held.connection().id(), UNKNOWN_PROVIDER.toSeconds()));
        }
        if (isUsableAsItIs(held, policy.get())) {
            return CompletableFuture.completedFuture(held);
        }
        if (!grant.isRefreshable()) {
            Wish wish = wish(held);
            ownWork.run(() -> grants.claim(wish, Optional.empty(), ""));
            // a person may have approved again at this very moment
            return CompletableFuture.completedFuture(after(held));
        }
        if (grant.isBackingOff(held.now()) && held.connection().standing().status() == ConnectionStatus.FAILING) {
            throw unavailable(held);
        }
        Wish wish = wish(held);
        return refreshing
                .refresh(wish.connection(), wish.provider(), wish.generation(), wish.cause())
                .handleAsync((done, failed) -> after(held), refreshing.threads());
    }

    /** Whether {@link #usable} would answer it as it is. */
    static boolean isUsableAsItIs(Held held, Packs packs) {
        return held.connection().standing().status() == ConnectionStatus.ACTIVE
                && Grants.oauth(packs, held.connection())
                        .map(TokenOpening::policy)
                        .filter(policy -> isUsableAsItIs(held, policy))
                        .isPresent();
    }

    private static boolean isUsableAsItIs(Held held, RefreshPolicy policy) {
        StoredGrant grant = held.grant().orElseThrow();
        return grant.need(policy, held.now()) == StoredGrant.Need.NOTHING
                || (grant.isBackingOff(held.now()) && grant.isUsable(held.now()));
    }

    private Optional<RefreshPolicy> policy(Held held) {
        return grants.oauth(held.connection()).map(TokenOpening::policy);
    }

    private static RefreshPolicy policy(Pack.OAuth oauth) {
        return RefreshPolicy.of(oauth.provider());
    }

    private static Wish wish(Held held) {
        return new Wish(
                held.connection().id(),
                held.connection().provider(),
                held.grant().orElseThrow().generation(),
                Refreshing.Cause.NEEDED);
    }

    private static void requireHope(Held held) {
        switch (held.connection().standing().status()) {
            case REVOKED ->
                throw new ConnectionsException.Revoked(held.connection().id());
            case REAUTH_REQUIRED ->
                throw new ConnectionsException.ReauthenticationRequired(
                        held.connection().id());
            default -> {
                // there is a token, or one is being tried for
            }
        }
    }

    /** What there is after the refresh, however that ended. */
    private Held after(Held before) {
        Held now = read(before);
        boolean usable = now.grant().filter(grant -> grant.isUsable(now.now())).isPresent();
        if (usable && !now.connection().isRevoked()) {
            return now;
        }
        requireHope(now);
        throw unavailable(now);
    }

    private Held read(Held before) {
        try {
            return ownWork.run(() -> rows.find(
                            before.connection().user(), before.connection().id().value()))
                    .orElseThrow(ConnectionsException.NotFound::new);
        } catch (DragopsException refused) {
            throw refused;
        } catch (RuntimeException failed) {
            throw Refreshing.notNow(before.connection().id(), failed);
        }
    }

    private static ConnectionsException.TokenUnavailable unavailable(Held held) {
        return new ConnectionsException.TokenUnavailable(
                held.connection().id(),
                StoredGrant.retryAfter(held.grant().flatMap(StoredGrant::nextRefreshAt), held.now()));
    }
}
