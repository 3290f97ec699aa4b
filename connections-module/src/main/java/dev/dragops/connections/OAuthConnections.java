package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditEntry.Outcome;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Scope;
import dev.dragops.connections.Connecting.Approval;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthException;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.oauth.ProviderClient;
import dev.dragops.oauth.TokenReply;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import dev.dragops.platform.Trace;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Connecting by OAuth: from the wish to the connection with its tokens, and what people and nodes say of those. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class OAuthConnections {
    private static final System.Logger LOG = System.getLogger(OAuthConnections.class.getName());

    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private OwnWork ownWork;

    @EJB
    private Packs packs;

    @EJB
    private Vault vault;

    @EJB
    private AuditTrail auditTrail;

    @EJB
    private Refreshing refreshing;

    @EJB
    private Authorizations authorizations;

    @EJB
    private OAuthApps apps;

    @EJB
    private ProviderCalls calls;

    @EJB
    private ProviderClient client;

    private ConnectionStore connections;
    private HeldRows rows;
    private GrantStore store;
    private Grants grants;
    private Connecting connecting;

    /** For the server. */
    public OAuthConnections() {}

    /** For tests. */
    OAuthConnections(
            EntityManager entityManager,
            DataSource dataSource,
            OwnWork ownWork,
            Packs packs,
            Vault vault,
            AuditTrail auditTrail,
            Refreshing refreshing,
            Authorizations authorizations,
            OAuthApps apps,
            ProviderCalls calls,
            ProviderClient client) {
        this.entityManager = entityManager;
        this.dataSource = dataSource;
        this.ownWork = ownWork;
        this.packs = packs;
        this.vault = vault;
        this.auditTrail = auditTrail;
        this.refreshing = refreshing;
        this.authorizations = authorizations;
        this.apps = apps;
        this.calls = calls;
        this.client = client;
        assemble();
    }

    @PostConstruct
    void assemble() {
        Database database = Database.of(dataSource);
        connections = new ConnectionStore(entityManager, database);
        rows = new HeldRows(database);
        store = new GrantStore(entityManager);
        grants = new Grants(store, packs, vault, auditTrail);
        connecting = new Connecting(connections, store, packs, authorizations, vault, auditTrail);
    }

    /**
     * Begins an authorization, or the reconnection of a connection. Needs {@code connections:write}. What a
     * reconnection does not say stays as it was.
     *
     * @throws ConnectionsException.ProviderNotFound where no pack defines the provider
     * @throws ConnectionsException.WrongCredentialKind where it is not connected by OAuth, or the connection is not
     * @throws ConnectionsException.NotFound where the connection to reconnect is not there
     * @throws ConnectionsException.NameTaken where another connection of the user has that name
     */
    public Authorization begin(Caller caller, Provider provider, Authorizations.Request request) {
        caller.require(Scope.CONNECTIONS_WRITE);
        Pack.Method method = method(provider);
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> scopes = request.scopes();
        if (request.connection().isPresent()) {
            Held held = rows.find(caller.user(), request.connection().get())
                    .filter(found -> found.connection()
                            .id()
                            .value()
                            .equals(request.connection().get()))
                    .orElseThrow(ConnectionsException.NotFound::new);
            if (held.connection().type() != ConnectionType.OAUTH
                    || !held.connection().provider().equals(provider)) {
                throw new ConnectionsException.WrongCredentialKind(
                        "A connection keeps its provider and its type: this one is reconnected otherwise");
            }
            held.grant().ifPresent(grant -> method.fields().stream()
                    .map(Pack.Field::name)
                    .filter(grant.values()::containsKey)
                    .forEach(name -> fields.put(name, grant.values().get(name))));
            if (scopes.isEmpty()) {
                scopes = held.grant().map(StoredGrant::scopesRequested).orElse(scopes);
            }
        }
        fields.putAll(request.fields());
        List<FieldError> errors = PackValidation.checkInstance(method, fields);
        if (!errors.isEmpty()) {
            throw new ConnectionsException.Invalid(errors);
        }
        Optional<String> name = request.displayName().map(DisplayName::of);
        if (request.connection().isEmpty()
                && name.filter(wanted -> connections.isNameTaken(caller.user(), wanted, Optional.empty()))
                        .isPresent()) {
            throw new ConnectionsException.NameTaken();
        }
        return authorizations.begin(
                caller,
                method.oauth().orElseThrow().provider(),
                new Authorizations.Request(
                        name, scopes, request.returnTo(), request.connection(), method.withDefaults(fields)));
    }

    /**
     * Binds it to the caller's browser session, and answers where the browser goes. Needs a session. Answers at once,
     * but where the provider has to be asked for its addresses first.
     */
    public CompletableFuture<URI> open(Caller caller, AuthorizationId id) {
        Provider provider = new Provider(authorizations.get(caller, id).provider());
        OAuthProvider definition = method(provider).oauth().orElseThrow().provider();
        return authorizations.opensAtOnce(caller, id, definition)
                ? CompletableFuture.completedFuture(authorizations.open(caller, id, definition))
                : calls.run(provider.value(), () -> authorizations.open(caller, id, definition));
    }

    /**
     * Takes what came back to the redirect URI: consumes the state, exchanges the code, saves the connection. What can
     * be refused at once is thrown; later failures are in the answer's authorization.
     *
     * @throws dev.dragops.oauth.OAuthException.CallbackRefused where it was not asked for: no token call is made
     */
    public CompletableFuture<Authorization> finish(
            Optional<Caller> caller, Provider provider, Map<String, List<String>> query) {
        OAuthProvider definition = method(provider).oauth().orElseThrow().provider();
        Authorizations.Callback callback = authorizations.consume(caller, definition, query);
        Caller owner = caller.filter(who -> who.user().equals(callback.user()))
                .orElseThrow(() -> new OAuthException.CallbackRefused("Sign in first, in the browser that asked"));
        if (!(callback instanceof Authorizations.Consumed consumed)) {
            return CompletableFuture.completedFuture(authorizations.get(owner, callback.id()));
        }
        Executor threads = Trace.carried(refreshing.threads());
        return Answers.unwrapped(calls.run(provider.value(), () -> exchange(consumed, definition))
                .handle((exchanged, failed) -> failed == null
                        ? exchanged
                        : new Exchanged(Optional.empty(), Optional.of(words(Answers.cause(failed)))))
                .thenComposeAsync(exchanged -> save(consumed, exchanged), threads)
                .whenComplete((saved, failed) -> consumed.close())
                .thenApplyAsync(saved -> authorizations.get(owner, consumed.id()), threads));
    }

    /** Either what is to be saved, or why there is nothing. */
    private record Exchanged(Optional<Approval> approval, Optional<String> failure) {}

    private static String words(Throwable failed) {
        return failed instanceof DragopsException refused ? refused.code().toLowerCase(Locale.ROOT) : "internal_error";
    }

    /** On a thread of the provider's calls. */
    private Exchanged exchange(Authorizations.Consumed consumed, OAuthProvider definition) {
        Optional<OAuthApp> app = apps.find(consumed.provider());
        if (app.isEmpty()) {
            return new Exchanged(Optional.empty(), Optional.of("oauth_app_not_configured"));
        }
        Map<String, String> values = new LinkedHashMap<>(consumed.request().fields());
        values.putAll(consumed.kept());
        List<String> scopes = consumed.request().scopes().isEmpty()
                ? definition.scopes().defaults()
                : consumed.request().scopes();
        long sentAt = System.nanoTime();
        TokenReply reply = client.exchange(definition, values, scopes, consumed.code());
        if (!(reply instanceof TokenReply.Granted granted)) {
            Optional<String> error =
                    reply instanceof TokenReply.Refused refused ? Optional.of(refused.error()) : Optional.empty();
            error.filter(Grants::isAboutTheClient)
                    .ifPresent(problem -> tellApp(consumed.provider(), Optional.of(problem)));
            return new Exchanged(Optional.empty(), Optional.of(error.orElseGet(() -> failure(reply))));
        }
        if (app.get().problem().isPresent()) {
            tellApp(consumed.provider(), Optional.empty());
        }
        values.putAll(granted.kept());
        Optional<ProviderAccount> account =
                granted.account().or(() -> client.account(definition, values, granted.tokens()));
        return new Exchanged(
                Optional.of(new Approval(
                        consumed,
                        definition,
                        new StoredGrant.Approved(
                                app.get().clientId(), values, scopes, granted.scopes(), account, granted.tokens()),
                        sentAt)),
                Optional.empty());
    }

    /** What is known of an app is told again by the next call; tokens that are held here come only once. */
    private void tellApp(String provider, Optional<String> problem) {
        try {
            apps.tell(provider, problem);
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, () -> "the state of the app of " + provider + " was not stored", failed);
        }
    }

    private static String failure(TokenReply reply) {
        if (reply instanceof TokenReply.Unknown) {
            return "outcome_unknown";
        }
        return reply instanceof TokenReply.Odd ? "unusable_answer" : "provider_unavailable";
    }

    private CompletableFuture<AuthorizationId> save(Authorizations.Consumed consumed, Exchanged exchanged) {
        return refreshing
                .holding(() -> {
                    exchanged.approval().ifPresent(connecting::save);
                    exchanged.failure().ifPresent(code -> authorizations.fail(consumed.id(), code));
                    return consumed.id();
                })
                .exceptionallyCompose(failed -> giveUp(consumed, exchanged, Answers.cause(failed)))
                .whenComplete((saved, failed) -> exchanged
                        .approval()
                        .ifPresent(approval -> approval.approved().tokens().close()));
    }

    /** What cannot be saved is ended where that may be, and the person is told: each by itself, as either may fail. */
    private CompletableFuture<AuthorizationId> giveUp(
            Authorizations.Consumed consumed, Exchanged exchanged, Throwable refused) {
        LOG.log(Level.WARNING, () -> "what " + consumed.id() + " brought was not saved", refused);
        return refreshing
                .holding(() -> exchanged.approval().map(connecting::giveBack))
                .whenComplete((given, failed) -> {
                    if (failed != null) {
                        LOG.log(Level.WARNING, () -> "the tokens of " + consumed.id() + " were not revoked", failed);
                    }
                })
                .handle((given, failed) -> words(refused))
                .thenCompose(code -> refreshing.holding(() -> {
                    authorizations.fail(consumed.id(), code);
                    return consumed.id();
                }));
    }

    /** Needs {@code connections:read}. */
    public Authorization authorization(Caller caller, AuthorizationId id) {
        return authorizations.get(caller, id);
    }

    /**
     * Refreshes now, as a person asks; one who asks may also end {@code refresh_outcome_unknown}. The answer is the
     * connection as it is then, refreshed or not. Needs {@code connections:write}.
     *
     * @throws ConnectionsException.NotRefreshable where it has no tokens that could be refreshed
     */
    public CompletableFuture<Connection> refresh(Caller caller, ConnectionId id) {
        caller.require(Scope.CONNECTIONS_WRITE);
        Held held = find(caller, id);
        if (held.connection().isRevoked()) {
            throw new ConnectionsException.Revoked(id);
        }
        if (held.grant().filter(StoredGrant::isRefreshable).isEmpty()) {
            throw new ConnectionsException.NotRefreshable();
        }
        return refreshed(caller, held, Refreshing.Cause.ASKED);
    }

    private CompletableFuture<Connection> refreshed(Caller caller, Held held, Refreshing.Cause cause) {
        ConnectionId id = held.connection().id();
        return Answers.unwrapped(refreshing
                .refresh(
                        id,
                        held.connection().provider(),
                        held.grant().orElseThrow().generation(),
                        cause)
                .thenApplyAsync(
                        done -> ownWork.run(() -> connections.find(caller.user(), id))
                                .orElseThrow(ConnectionsException.NotFound::new),
                        refreshing.threads()));
    }

    private Held find(Caller caller, ConnectionId id) {
        return rows.find(caller.user(), id.value()).orElseThrow(ConnectionsException.NotFound::new);
    }

    /**
     * The provider refused the token: one refresh, never a loop. Where the token that such a refresh brought is refused
     * too, or none can be had, only a person helps. Needs {@code runtime}.
     *
     * @param which tells the refused token from a newer one that is already here
     */
    public CompletableFuture<Connection> rejected(Caller caller, ConnectionId id, RejectedToken which) {
        caller.require(Scope.RUNTIME);
        Rejection rejection = ownWork.run(() -> reject(caller, id, which));
        return rejection.refresh()
                ? refreshed(caller, rejection.held(), Refreshing.Cause.REJECTED)
                : CompletableFuture.completedFuture(rejection.held().metadata());
    }

    private record Rejection(Held held, boolean refresh) {}

    private Rejection reject(Caller caller, ConnectionId id, RejectedToken which) {
        Held held = store.lock(caller.user(), id).orElseThrow(ConnectionsException.NotFound::new);
        StoredConnection connection = held.connection();
        ConnectionStatus status = connection.standing().status();
        if (status == ConnectionStatus.REVOKED || status == ConnectionStatus.REAUTH_REQUIRED) {
            return new Rejection(held, false);
        }
        if (held.grant().isEmpty()) {
            tellRejected(caller, id);
            connection.stand(Standing.active(Standing.REJECTED_BY_PROVIDER));
            store.flush();
            return new Rejection(held, false);
        }
        StoredGrant grant = held.grant().get();
        if (!isCurrent(grant, which)) {
            return new Rejection(held, false);
        }
        tellRejected(caller, id);
        if (!grant.isRefreshable() || grant.isFromRejection()) {
            grants.stand(connection, grant.giveUp(Standing.REJECTED_BY_PROVIDER), Map.of());
            store.flush();
            return new Rejection(held, false);
        }
        grant.reject(held.now());
        store.flush();
        return new Rejection(held, true);
    }

    private void tellRejected(Caller caller, ConnectionId id) {
        auditTrail.record(
                caller,
                new AuditEntry("connection.rejected", Outcome.FAILED, List.of(id.value()), Map.of(), Optional.empty()));
    }

    private boolean isCurrent(StoredGrant grant, RejectedToken which) {
        if (which instanceof RejectedToken.ExpiringAt expiring) {
            return grant.expiresAt()
                    .filter(end -> isTheSame(end, expiring.expiresAt()))
                    .isPresent();
        }
        String fingerprint = ((RejectedToken.Fingerprint) which).sha256();
        try {
            return grant.open(vault::open)
                    .filter(tokens -> {
                        try (tokens) {
                            return TokenFormat.fingerprint(tokens.accessToken()).equals(fingerprint);
                        }
                    })
                    .isPresent();
        } catch (VaultException unreadable) {
            return false;
        }
    }

    /**
     * As it was answered, to the millisecond, so that a token that was replaced within a second is told from its
     * successor; to the second for programs that read no fractions.
     */
    private static boolean isTheSame(Instant end, Instant told) {
        ChronoUnit unit = told.truncatedTo(ChronoUnit.SECONDS).equals(told) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
        return end.truncatedTo(unit).equals(told.truncatedTo(unit));
    }

    private Pack.Method method(Provider provider) {
        Pack pack = packs.of(provider).orElseThrow(ConnectionsException.ProviderNotFound::new);
        return pack.method(ConnectionType.OAUTH)
                .filter(method -> method.oauth().isPresent())
                .orElseThrow(
                        () -> new ConnectionsException.WrongCredentialKind(pack.name() + " is not connected by OAuth"));
    }
}
