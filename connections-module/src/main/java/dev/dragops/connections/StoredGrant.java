package dev.dragops.connections;

import dev.dragops.accounts.SealedValue;
import dev.dragops.accounts.UserId;
import dev.dragops.oauth.OAuthProvider.Rotation;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.TokenSet;
import dev.dragops.platform.Database;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a provider granted to a connection, with its sealed tokens and the state of their refreshing. Every instant is
 * of the database's clock. Whoever changes one holds its connection's row and this one.
 *
 * <p>Two counters keep refreshes from losing anything. The generation moves whenever the tokens do; what came of an
 * attempt is stored only where it is still that of the claim, so that nothing newer is overwritten. The attempt moves
 * with each claim; a failure counts only where it is still that of the claim, so that nobody ends another's attempt.
 */
@Entity
@Table(name = StoredGrant.TABLE)
class StoredGrant {
    static final String TABLE = "con_grant";

    /** Longer than a call to a provider may take and the storing of its answer usually does. */
    static final Duration LEASE = Duration.ofSeconds(15);

    /** As much as anything that a provider says of a lifetime is believed. */
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(3650);

    /** So soon after a token came the job does not ask for another, however short its life. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final int MOST_UNKNOWN_OUTCOMES = 2;
    static final Duration EXPIRING = Duration.ofDays(7);
    private static final int LONGEST_ACCOUNT = 255;

    /** Whether somebody is asking the provider. */
    enum State {
        IDLE,
        REFRESHING
    }

    /** What a token needs before it is handed out. */
    enum Need {
        NOTHING,
        /** It is still valid, but not for long. */
        REFRESH_SOON,
        REFRESH_NOW
    }

    @Id
    private String connectionId = "";

    private String userId = "";
    private String provider = "";
    private String clientId = "";
    private String instanceValues = "{}";
    private String scopesRequested = "[]";
    private String scopes = "[]";
    private @Nullable String accountId;
    private @Nullable String accountLabel;
    private long generation;
    private long connectedGeneration;
    private long attempt;
    private int unknownOutcomes;

    @Enumerated(EnumType.STRING)
    private State state = State.IDLE;

    @SuppressWarnings("UnusedVariable") // for whoever looks into the database
    private @Nullable String leaseOwner;

    private @Nullable Instant leaseUntil;
    private byte @Nullable [] envelope;
    private boolean refreshable;
    private @Nullable Instant expiresAt;
    private @Nullable Long lifetimeSeconds;

    @SuppressWarnings("UnusedVariable") // for whoever looks into the database
    private Instant refreshedAt = Instant.EPOCH;

    private @Nullable Instant nextRefreshAt;
    private int failures;

    @Enumerated(EnumType.STRING)
    private @Nullable RefreshFailure lastFailure;

    private boolean fromRejection;

    @Version
    private long revision;

    /** For Hibernate. */
    protected StoredGrant() {}

    /** A grant that has no tokens yet. */
    static StoredGrant of(ConnectionId connection, UserId user, Provider provider) {
        StoredGrant grant = new StoredGrant();
        grant.connectionId = connection.value();
        grant.userId = user.value();
        grant.provider = provider.value();
        return grant;
    }

    /** One that is only read, from a row with all that an opening needs. */
    static StoredGrant read(ResultSet row) throws SQLException {
        StoredGrant grant = new StoredGrant();
        grant.connectionId = row.getString("connection_id");
        grant.userId = row.getString("user_id");
        grant.provider = row.getString("provider");
        grant.clientId = row.getString("client_id");
        grant.instanceValues = row.getString("instance_values");
        grant.scopesRequested = row.getString("scopes_requested");
        grant.scopes = row.getString("scopes");
        grant.accountId = row.getString("account_id");
        grant.accountLabel = row.getString("account_label");
        grant.generation = row.getLong("generation");
        grant.connectedGeneration = row.getLong("connected_generation");
        grant.attempt = row.getLong("attempt");
        grant.unknownOutcomes = row.getInt("unknown_outcomes");
        grant.state = State.valueOf(row.getString("state"));
        grant.leaseUntil = Database.optionalInstant(row, "lease_until").orElse(null);
        grant.envelope = row.getBytes("tokens");
        grant.refreshable = row.getBoolean("refreshable");
        grant.expiresAt = Database.optionalInstant(row, "expires_at").orElse(null);
        grant.lifetimeSeconds = row.getObject("lifetime_seconds", Long.class);
        grant.nextRefreshAt = Database.optionalInstant(row, "next_refresh_at").orElse(null);
        grant.failures = row.getInt("failures");
        grant.lastFailure = Optional.ofNullable(row.getString("last_failure"))
                .map(RefreshFailure::valueOf)
                .orElse(null);
        grant.fromRejection = row.getBoolean("from_rejection");
        return grant;
    }

    /**
     * What a person approved.
     *
     * @param clientId of the app that it was granted to
     * @param values instance fields, and what replies kept
     */
    record Approved(
            String clientId,
            Map<String, String> values,
            List<String> scopesRequested,
            Optional<List<String>> scopes,
            Optional<ProviderAccount> account,
            TokenSet tokens) {}

    /** Replaces whatever was here: the newest approval wins over everything that is under way. */
    void connect(Approved approved, Duration elapsed, RefreshPolicy policy, Vault vault, Instant now) {
        clientId = approved.clientId();
        instanceValues = JsonText.of(approved.values());
        scopesRequested = JsonText.of(approved.scopesRequested());
        scopes = JsonText.of(approved.scopesRequested());
        lifetimeSeconds = policy.defaultLifetime().map(Duration::toSeconds).orElse(null);
        accountId = null;
        accountLabel = null;
        approved.account().ifPresent(this::know);
        keep(approved.tokens(), approved.tokens().refreshToken(), approved.scopes(), elapsed, policy, vault, now);
        connectedGeneration = generation;
        fromRejection = false;
    }

    /** A grant whose client is the connection's own: its first token is got when it is first needed. */
    void awaitFirstToken(List<String> requested, RefreshPolicy policy, Instant now) {
        erase();
        clientId = "";
        scopesRequested = JsonText.of(requested);
        scopes = scopesRequested;
        lifetimeSeconds = policy.defaultLifetime().map(Duration::toSeconds).orElse(null);
        refreshable = true;
        refreshedAt = now;
        connectedGeneration = generation;
    }

    /**
     * Keeps the tokens that a refresh brought. What the reply leaves out stays as it was: the refresh token (RFC 6749
     * section 6), the lifetime, the scopes.
     */
    void refreshed(
            TokenSet tokens,
            Optional<Plaintext> before,
            Optional<List<String>> granted,
            Map<String, String> kept,
            boolean rejection,
            Duration elapsed,
            RefreshPolicy policy,
            Vault vault,
            Instant now) {
        if (!kept.isEmpty()) {
            Map<String, String> values = new LinkedHashMap<>(values());
            values.putAll(kept);
            instanceValues = JsonText.of(values);
        }
        Optional<Plaintext> refreshToken =
                tokens.refreshToken().filter(token -> token.length() > 0).or(() -> before);
        keep(tokens, refreshToken, granted, elapsed, policy, vault, now);
        fromRejection = rejection;
    }

    private void keep(
            TokenSet tokens,
            Optional<Plaintext> refreshToken,
            Optional<List<String>> granted,
            Duration elapsed,
            RefreshPolicy policy,
            Vault vault,
            Instant now) {
        generation++;
        try (Plaintext written = TokenFormat.write(tokens.accessToken(), refreshToken, tokens.tokenType())) {
            envelope = vault.seal(context(), written);
        }
        granted.ifPresent(scopesNow -> scopes = JsonText.of(scopesNow));
        tokens.lifetime().map(StoredGrant::believed).ifPresent(lifetime -> lifetimeSeconds = lifetime.toSeconds());
        refreshable = policy.canRefresh(refreshToken.isPresent());
        refreshedAt = now;
        expiresAt = lifetime()
                .map(lifetime -> now.minus(elapsed).plus(lifetime).truncatedTo(ChronoUnit.MILLIS))
                .orElse(null);
        unknownOutcomes = 0;
        rest();
        boolean stillborn = refreshable && lifetime().filter(Duration::isZero).isPresent();
        failures = stillborn ? failures + 1 : 0;
        lastFailure = stillborn ? RefreshFailure.REFUSED : null;
        plan(policy, now);
        if (stillborn) {
            // a token that never lives is as good as none, and asking at once brings another such
            nextRefreshAt = now.plus(RefreshFailure.REFUSED.backoff(failures));
        }
    }

    /** Ahead of the end, not all at once, and in time for a refresh token that must not lie idle. */
    private void plan(RefreshPolicy policy, Instant now) {
        if (!refreshable) {
            nextRefreshAt = expiresAt;
            return;
        }
        Duration buffer = buffer(policy);
        Optional<Instant> ahead = expiresAt()
                .map(end -> end.minus(buffer).minusMillis(jitter(buffer.toMillis() / 10)))
                .map(next -> later(next, now.plus(REST)));
        Optional<Instant> alive = policy.keepAlive().map(now::plus);
        nextRefreshAt = ahead.isPresent() && alive.isPresent()
                ? earlier(ahead.get(), alive.get())
                : ahead.or(() -> alive).orElse(null);
    }

    private static long jitter(long most) {
        return most <= 0 ? 0 : RandomGenerator.getDefault().nextLong(most + 1);
    }

    /** Takes the right to ask the provider. */
    void claim(String owner, Instant now) {
        attempt++;
        state = State.REFRESHING;
        leaseOwner = owner;
        Instant until = now.plus(LEASE);
        leaseUntil = until;
        // where this process ends now, the job of any node finds out
        nextRefreshAt = nextRefreshAt().map(next -> earlier(next, until)).orElse(until);
    }

    /** Whether somebody else is asking the provider at this moment. */
    boolean isLeased(Instant now) {
        return state == State.REFRESHING && leaseUntil != null && leaseUntil.isAfter(now);
    }

    boolean isRefreshing() {
        return state == State.REFRESHING;
    }

    /** Takes note that whoever held the lease did not come back: what the provider did is unknown. */
    void endLostLease() {
        if (state == State.REFRESHING) {
            unknownOutcomes++;
            rest();
        }
    }

    /** Whether another attempt with these tokens could end the grant at the provider. */
    boolean isSpent(Rotation rotation) {
        return rotation != Rotation.STABLE && unknownOutcomes >= MOST_UNKNOWN_OUTCOMES;
    }

    /** Whether there is an attempt of which nobody knows what it did. */
    boolean hasUnknownOutcome() {
        return unknownOutcomes > 0;
    }

    /** Gives the right to ask back, and answers where the connection stands now. */
    Standing failed(RefreshFailure failure, Rotation rotation, Optional<Duration> retryAfter, Instant now) {
        rest();
        failures++;
        lastFailure = failure;
        if (failure == RefreshFailure.OUTCOME_UNKNOWN) {
            unknownOutcomes++;
            if (isSpent(rotation)) {
                return giveUp(Standing.REFRESH_OUTCOME_UNKNOWN);
            }
        }
        boolean soon = failure == RefreshFailure.OUTCOME_UNKNOWN && rotation != Rotation.STABLE;
        Instant next =
                now.plus(retryAfter.orElseGet(() -> soon ? RefreshFailure.AFTER_UNKNOWN : failure.backoff(failures)));
        boolean usable = isUsable(now);
        // at its end the connection's status must change, whatever the provider says then
        nextRefreshAt = usable && failure != RefreshFailure.LATER && retryAfter.isEmpty()
                ? expiresAt().map(end -> earlier(next, end)).orElse(next)
                : next;
        return failure.standing(usable);
    }

    /** No attempt is made any more until a person does something. */
    Standing giveUp(String reason) {
        rest();
        nextRefreshAt = null;
        return Standing.reauthRequired(reason);
    }

    private void rest() {
        state = State.IDLE;
        leaseOwner = null;
        leaseUntil = null;
    }

    /** Erases the tokens; whatever is under way lands nowhere. */
    void erase() {
        generation++;
        envelope = null;
        refreshable = false;
        expiresAt = null;
        nextRefreshAt = null;
        unknownOutcomes = 0;
        failures = 0;
        lastFailure = null;
        fromRejection = false;
        rest();
    }

    void know(ProviderAccount account) {
        accountId = cut(account.id());
        accountLabel = cut(account.label());
    }

    static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_ACCOUNT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_ACCOUNT));
    }

    /**
     * Opens the tokens.
     *
     * @throws VaultException where the stored bytes are not what was sealed here
     */
    Optional<Credential.OAuthTokens> open(Vault.Opener vault) {
        if (envelope == null) {
            return Optional.empty();
        }
        try (Plaintext written = vault.open(context(), envelope)) {
            return Optional.of(TokenFormat.read(written, expiresAt()));
        } catch (VaultException unreadable) {
            throw unreadable.about(connectionId);
        }
    }

    /** What the audit trail keeps of the tokens. */
    SealedValue sealed() {
        return envelope == null ? gone() : SealedValue.of(TABLE, connectionId, envelope);
    }

    /** As {@link #sealed()}, once the row is removed. */
    SealedValue gone() {
        return SealedValue.gone(TABLE, connectionId);
    }

    /** Where the envelopes of all grants are. */
    static SealedRows sealedRows() {
        return new SealedRows(
                "con_grant",
                "connection_id",
                "envelope",
                "kek_id",
                "con_key",
                "user_id, provider, generation",
                row -> context(
                        row.getString("user_id"),
                        row.getString("connection_id"),
                        row.getString("provider"),
                        row.getLong("generation")));
    }

    private SealContext context() {
        return context(userId, connectionId, provider, generation);
    }

    private static SealContext context(String user, String connection, String provider, long generation) {
        return new SealContext("grant", user, connection, provider, ConnectionType.OAUTH.wire(), generation);
    }

    Need need(RefreshPolicy policy, Instant now) {
        if (!isUsable(now)) {
            return Need.REFRESH_NOW;
        }
        return expiresAt()
                .filter(end -> refreshable && !end.minus(buffer(policy)).isAfter(now))
                .map(end -> Need.REFRESH_SOON)
                .orElse(Need.NOTHING);
    }

    /** Half of the lifetime where that is less, so that a short-lived token is not renewed all the time. */
    private Duration buffer(RefreshPolicy policy) {
        Duration half = lifetime().map(lifetime -> lifetime.dividedBy(2)).orElse(policy.buffer());
        return half.compareTo(policy.buffer()) < 0 ? half : policy.buffer();
    }

    boolean isUsable(Instant now) {
        return envelope != null && (expiresAt == null || expiresAt.isAfter(now));
    }

    /**
     * Whether an attempt failed lately and the next is not yet due. An unknown outcome may be tried again on demand,
     * unless the provider named a later time.
     */
    boolean isBackingOff(Instant now) {
        Instant soon = lastFailure == RefreshFailure.OUTCOME_UNKNOWN ? now.plus(RefreshFailure.AFTER_UNKNOWN) : now;
        return failures > 0
                && nextRefreshAt().filter(next -> next.isAfter(soon)).isPresent();
    }

    /** Whether the provider itself asked not to be asked before then. */
    boolean isToldToWait(Instant now) {
        return lastFailure == RefreshFailure.LATER && isBackingOff(now);
    }

    boolean isDue(Instant now) {
        return nextRefreshAt().filter(next -> !next.isAfter(now)).isPresent();
    }

    /** Where it stands with the tokens that it has just got: they may have ended before they could be stored. */
    Standing standing(Instant now) {
        return isUsable(now) ? Standing.GOOD : lapsed();
    }

    /** Takes note that the provider refused the token before its end: it is not handed out any more. */
    void reject(Instant now) {
        expiresAt = expiresAt().map(end -> earlier(end, now)).orElse(now);
    }

    /** Where it stands when its end came while it was resting. */
    Standing lapsed() {
        return (lastFailure == null ? RefreshFailure.NOT_SENT : lastFailure).standing(false);
    }

    /** How long a caller may wait before asking again, in seconds. */
    static long retryAfter(Optional<Instant> next, Instant now) {
        long seconds = next.map(then -> Duration.between(now, then).toSeconds() + 1)
                .orElse(RefreshFailure.AFTER_UNKNOWN.toSeconds());
        return Math.max(1, Math.min(seconds, 3600));
    }

    long generation() {
        return generation;
    }

    long connectedGeneration() {
        return connectedGeneration;
    }

    long attempt() {
        return attempt;
    }

    boolean isRefreshable() {
        return refreshable;
    }

    boolean isFromRejection() {
        return fromRejection;
    }

    UserId user() {
        return new UserId(userId);
    }

    ConnectionId connection() {
        return new ConnectionId(connectionId);
    }

    Provider provider() {
        return new Provider(provider);
    }

    String clientId() {
        return clientId;
    }

    Map<String, String> values() {
        return JsonText.map(instanceValues);
    }

    List<String> scopesRequested() {
        return JsonText.list(scopesRequested);
    }

    Optional<String> accountId() {
        return Optional.ofNullable(accountId);
    }

    Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    Optional<Instant> nextRefreshAt() {
        return Optional.ofNullable(nextRefreshAt);
    }

    private Optional<Duration> lifetime() {
        return Optional.ofNullable(lifetimeSeconds).map(Duration::ofSeconds);
    }

    Facts facts() {
        return new Facts(
                scopesRequested,
                scopes,
                expiresAt,
                lifetimeSeconds,
                accountId,
                accountLabel,
                refreshable,
                failures,
                nextRefreshAt);
    }

    /** What may be known of a grant without its tokens. */
    record Facts(
            String scopesRequested,
            String scopes,
            @Nullable Instant expiresAt,
            @Nullable Long lifetimeSeconds,
            @Nullable String accountId,
            @Nullable String accountLabel,
            boolean refreshable,
            int failures,
            @Nullable Instant nextRefreshAt) {
        Grant metadata() {
            return new Grant(
                    JsonText.list(scopesRequested),
                    JsonText.list(scopes),
                    Optional.ofNullable(expiresAt),
                    Optional.ofNullable(accountId)
                            .map(id -> new ProviderAccount(id, accountLabel == null ? id : accountLabel)),
                    refreshable,
                    Optional.ofNullable(nextRefreshAt).filter(next -> failures > 0));
        }

        /** Whether its token ended while the next attempt is still to come. */
        boolean isLapsed(Instant now) {
            return failures > 0 && expiresAt != null && !expiresAt.isAfter(now);
        }

        /** Whether a person should approve again soon: the token is near its end, and no other can be had. */
        boolean isExpiring(Instant now) {
            if (refreshable || expiresAt == null || lifetimeSeconds == null) {
                return false;
            }
            Duration tenth = Duration.ofSeconds(lifetimeSeconds).dividedBy(10);
            return !expiresAt
                    .minus(tenth.compareTo(EXPIRING) < 0 ? tenth : EXPIRING)
                    .isAfter(now);
        }
    }

    private static Duration believed(Duration told) {
        Duration positive = told.isNegative() ? Duration.ZERO : told;
        return positive.compareTo(LONGEST_LIFETIME) < 0 ? positive : LONGEST_LIFETIME;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
