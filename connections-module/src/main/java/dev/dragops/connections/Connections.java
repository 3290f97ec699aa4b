package dev.dragops.connections;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.SealedValue;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Transactions;
import dev.dragops.secrets.Released;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Seed;
import dev.dragops.secrets.SeedResult;
import dev.dragops.secrets.SeedSource;
import dev.dragops.secrets.Seeding;
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
import jakarta.transaction.UserTransaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A user's connections: saved once, their secrets seeded in the same transaction, opened only for an execution.
 *
 * <p>Each change is one JTA transaction of its own over the tables of three modules: the connection here, its secrets
 * there, the audit row. It manages its transactions itself, so that the victim of a deadlock can be run again.
 */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Connections {
    /** How far back {@link #usage} looks. */
    private static final Duration USAGE = Duration.ofDays(30);

    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @Resource
    private UserTransaction userTransaction;

    @EJB
    private Vault vault;

    @EJB
    private Packs packs;

    @EJB
    private Seeding seeding;

    @EJB
    private AuditTrail auditTrail;

    @EJB
    private OwnWork ownWork;

    @EJB
    private Refreshing refreshing;

    private final Clock clock = Clock.systemUTC();
    private Transactions transactions;
    private ConnectionStore connections;
    private HeldRows rows;
    private IdempotencyStore idempotencyStore;
    private CredentialRules rules;
    private GrantStore grantStore;
    private Grants grants;
    private Revocations revocations;
    private ConnectionNames names;
    private TokenOpening tokens;
    private HandOver handOver;

    /** For the server. */
    public Connections() {}

    /** For tests. */
    Connections(
            EntityManager entityManager,
            DataSource dataSource,
            UserTransaction userTransaction,
            Vault vault,
            Packs packs,
            Seeding seeding,
            AuditTrail auditTrail,
            OwnWork ownWork,
            Refreshing refreshing) {
        this.entityManager = entityManager;
        this.dataSource = dataSource;
        this.userTransaction = userTransaction;
        this.vault = vault;
        this.packs = packs;
        this.seeding = seeding;
        this.auditTrail = auditTrail;
        this.ownWork = ownWork;
        this.refreshing = refreshing;
        assemble();
    }

    @PostConstruct
    void assemble() {
        transactions = new Transactions(userTransaction);
        Database database = Database.of(dataSource);
        connections = new ConnectionStore(entityManager, database);
        rows = new HeldRows(database);
        idempotencyStore = new IdempotencyStore(entityManager, vault);
        rules = new CredentialRules(packs);
        grantStore = new GrantStore(entityManager);
        grants = new Grants(grantStore, packs, vault, auditTrail);
        revocations = new Revocations(grantStore, vault, auditTrail);
        names = new ConnectionNames(connections, packs);
        tokens = new TokenOpening(rows, grants, refreshing, ownWork);
        handOver = new HandOver(vault::open, auditTrail::recordAlone);
    }

    /**
     * The caller's connections. Needs {@code connections:read}.
     *
     * @throws ConnectionsException.Invalid where the cursor is not one of a list with that sort
     */
    public ConnectionPage list(Caller caller, ConnectionQuery query) {
        caller.require(Scope.CONNECTIONS_READ);
        return connections.list(caller.user(), query, named(query));
    }

    /**
     * How many connections of the caller's a query finds on all its pages. Needs {@code connections:read}.
     *
     * @param query whose sort, limit and cursor do not matter
     * @param most where counting ends, since what is counted is read
     */
    public long count(Caller caller, ConnectionQuery query, int most) {
        caller.require(Scope.CONNECTIONS_READ);
        return connections.count(caller.user(), query, named(query), most);
    }

    /** The providers that the caller has a connection to. Needs {@code connections:read}. */
    public List<Provider> providers(Caller caller) {
        caller.require(Scope.CONNECTIONS_READ);
        return connections.providers(caller.user());
    }

    /** The providers that have the text in the name that people know them by. */
    private List<Provider> named(ConnectionQuery query) {
        return query.text().stream()
                .flatMap(text -> packs.named(text).stream())
                .map(Pack::provider)
                .toList();
    }

    /**
     * One of the caller's connections. Needs {@code connections:read}.
     *
     * @throws ConnectionsException.NotFound where there is none such, or it is another's
     */
    public Connection get(Caller caller, ConnectionId id) {
        caller.require(Scope.CONNECTIONS_READ);
        return connections.find(caller.user(), id).orElseThrow(ConnectionsException.NotFound::new);
    }

    /**
     * What those of the connections that are the caller's are called; ids of others are left out. Needs
     * {@code connections:read}.
     */
    public Map<ConnectionId, String> displayNames(Caller caller, Set<ConnectionId> ids) {
        caller.require(Scope.CONNECTIONS_READ);
        return connections.displayNames(caller.user(), ids);
    }

    /**
     * Saves a connection and seeds its secrets, all or nothing. Needs {@code connections:write}. The credential stays
     * the caller's to wipe.
     *
     * @throws ConnectionsException.Invalid naming the fields that make no sense
     * @throws ConnectionsException.WrongCredentialKind where the provider's pack wants another kind
     * @throws ConnectionsException.NameTaken where another connection of the user has that name
     * @throws ConnectionsException.IdempotencyMismatch where the key came with another body before
     * @throws ConnectionsException.IdempotencyInProgress where the request with that key is still running
     */
    public Saved create(Caller caller, NewConnection request, Optional<Idempotency> idempotency) {
        caller.require(Scope.CONNECTIONS_WRITE);
        Optional<String> displayName = request.displayName().map(DisplayName::of);
        List<Seed> seeds = rules.check(request.provider(), request.credential());
        return transactions.run(() -> {
            Instant now = now();
            Optional<Saved> replay = idempotency.flatMap(key -> idempotencyStore.begin(caller.user(), key, now));
            if (replay.isPresent()) {
                return replay.get();
            }
            long position = connections.lockOwner(caller.user(), true);
            String name = displayName.orElseGet(() -> names.free(caller.user(), request.provider()));
            StoredConnection connection = StoredConnection.create(
                    caller.user(), position, request.provider(), name, request.credential(), vault, now);
            connections.insert(connection);
            Optional<StoredGrant> grant = awaitFirstToken(connection);
            SeedResult result = seeding.seed(caller, source(connection.id()), seeds, request.environment());
            auditTrail.record(
                    caller,
                    AuditEntry.of("connection.created", List.of(connection.id().value()), seeded(result))
                            .sealing(List.of(connection.sealed()))
                            .sealing(result.sealed()));
            // nothing of one without a grant changes with the time
            Instant at = grant.isPresent() ? grantStore.now() : now;
            Saved saved = new Saved(new Held(connection, grant, at).metadata(), result, false);
            idempotency.ifPresent(key -> idempotencyStore.end(caller.user(), key, saved));
            return saved;
        });
    }

    /**
     * Gives a connection another name. Needs {@code connections:write}.
     *
     * @throws ConnectionsException.NameTaken where another connection of the user has that name
     */
    public Connection rename(Caller caller, ConnectionId id, String displayName) {
        caller.require(Scope.CONNECTIONS_WRITE);
        String name = DisplayName.of(displayName);
        return transactions.run(() -> {
            connections.lockOwner(caller.user(), false);
            StoredConnection connection = lock(caller, id);
            connection.rename(names.requireFree(caller.user(), name, Optional.of(id)), now());
            connections.flush();
            auditTrail.record(caller, AuditEntry.of("connection.renamed", List.of(id.value()), Map.of()));
            return held(connection).metadata();
        });
    }

    /**
     * Replaces the credential by another of the same type: keeps the id and updates the seeded secrets that nobody
     * edited. A revoked connection is active again, and seeds as a new one does. Needs {@code connections:write}.
     *
     * @throws ConnectionsException.WrongCredentialKind where the connection keeps another kind
     */
    public Saved replaceCredential(Caller caller, ConnectionId id, Credential credential) {
        caller.require(Scope.CONNECTIONS_WRITE);
        return transactions.run(() -> {
            StoredConnection connection = lock(caller, id);
            if (connection.type() == ConnectionType.OAUTH) {
                throw new ConnectionsException.WrongCredentialKind(
                        "This connection has its tokens from the provider: reconnect it instead");
            }
            if (connection.type() != credential.type()) {
                throw new ConnectionsException.WrongCredentialKind("This connection keeps "
                        + CredentialRules.kind(connection.type()) + ", and a connection keeps its type");
            }
            List<Seed> seeds = rules.check(connection.provider(), credential);
            boolean wasLive = !connection.isRevoked();
            connection.save(credential, vault, now());
            connections.flush();
            awaitFirstToken(connection);
            SeedResult result;
            try (ConnectionHeirs heirs = heirs()) {
                result = wasLive
                        ? seeding.reseed(caller, source(id), seeds, heirs)
                        : seeding.seed(caller, source(id), seeds, Optional.empty());
            }
            auditTrail.record(
                    caller,
                    AuditEntry.of("connection.credential_replaced", List.of(id.value()), seeded(result))
                            .sealing(sealed(connection))
                            .sealing(result.sealed()));
            return new Saved(held(connection).metadata(), result, false);
        });
    }

    /** Erases the credential and keeps the row; a second time changes nothing. Needs {@code connections:write}. */
    public Connection revoke(Caller caller, ConnectionId id) {
        caller.require(Scope.CONNECTIONS_WRITE);
        return transactions.run(() -> {
            StoredConnection connection = lock(caller, id);
            if (!connection.isRevoked()) {
                Optional<StoredGrant> grant = grantStore.find(id);
                Map<String, String> told = grant.map(this::giveUp).orElse(Map.of());
                grant.ifPresent(StoredGrant::erase);
                connection.revoke(now());
                connections.flush();
                recordRelease(caller, "connection.revoked", id, told, sealed(connection));
            }
            return held(connection).metadata();
        });
    }

    /**
     * Deletes a connection, and passes on or removes what it seeded. Needs {@code connections:write}.
     *
     * @throws ConnectionsException.NotFound where there is none such, or it is another's
     */
    public void delete(Caller caller, ConnectionId id) {
        caller.require(Scope.CONNECTIONS_WRITE);
        transactions.run(() -> {
            StoredConnection connection = lock(caller, id);
            Optional<StoredGrant> grant = grantStore.find(id);
            Map<String, String> told = grant.map(this::giveUp).orElse(Map.of());
            grant.ifPresent(grantStore::remove);
            connections.remove(connection);
            List<SealedValue> gone = new ArrayList<>(List.of(connection.gone()));
            grant.map(StoredGrant::gone).ifPresent(gone::add);
            recordRelease(caller, "connection.deleted", id, told, gone);
            return id;
        });
    }

    /** When a connection was last used, by what in the last 30 days, and what has its value from it. Needs {@code connections:read}. */
    public ConnectionUsage usage(Caller caller, ConnectionId id) {
        get(caller, id);
        return new ConnectionUsage(
                auditTrail.usage(caller, id.value(), clock.instant().minus(USAGE)),
                seeding.heldBy(source(id)),
                seeding.keptFrom(source(id)));
    }

    /**
     * When each of these connections was last used; one that never was is left out. Needs {@code connections:read}.
     *
     * @param ids by one query for 500 of them; another's are as never used
     */
    public Map<ConnectionId, Instant> lastUsed(Caller caller, Collection<ConnectionId> ids) {
        caller.require(Scope.CONNECTIONS_READ);
        Map<String, Instant> openings = auditTrail.lastOpenings(
                caller, ids.stream().map(ConnectionId::value).toList());
        return ids.stream()
                .filter(id -> openings.containsKey(id.value()))
                .collect(Collectors.toMap(id -> id, id -> openings.get(id.value()), (one, same) -> one));
    }

    /**
     * What happened to a connection, the latest first: also to one that was deleted, whose revocation at the provider is
     * told here. Needs {@code connections:read}.
     *
     * @param before older than that one only; empty for the latest
     * @throws ConnectionsException.NotFound where the user never had such a connection
     */
    public List<Activity> activity(Caller caller, ConnectionId id, OptionalLong before, int most) {
        caller.require(Scope.CONNECTIONS_READ);
        List<Activity> activity = auditTrail.activity(caller, id.value(), before, most);
        if (activity.isEmpty() && before.isEmpty()) {
            throw new ConnectionsException.NotFound();
        }
        return activity;
    }

    /**
     * Opens the credential of a connection, named by display name or id. Needs {@code runtime}. The opening is in the
     * audit trail for good before it is answered; the caller wipes what it got. Answers at once, but where a token must
     * be refreshed first: then later, without holding a thread. What is known at once is thrown; what is known later
     * fails the answer, unwrapped.
     *
     * @throws ConnectionsException.NotFound where the user has none such
     * @throws ConnectionsException.Revoked where its credential was erased
     * @throws dev.dragops.vault.VaultException where the stored bytes are not what was sealed
     */
    public CompletableFuture<Opened> open(Caller caller, String reference, Execution execution) {
        Held held = HandOver.held(caller, reference, rows::find);
        if (held.grant().isEmpty()) {
            return CompletableFuture.completedFuture(handOver.open(caller, held, execution));
        }
        CompletableFuture<Held> usable = tokens.usable(held);
        return Answers.unwrapped(
                usable.isDone()
                        ? usable.thenApply(fresh -> handOver.open(caller, fresh, execution))
                        : usable.thenApplyAsync(
                                fresh -> handOver.open(caller, fresh, execution), refreshing.threads()));
    }

    /** Fields that are a client of the client credentials grant are opened as an access token, of the grant answered. */
    private Optional<StoredGrant> awaitFirstToken(StoredConnection connection) {
        return grants.oauth(connection).map(Pack.OAuth::provider).map(definition -> {
            Optional<StoredGrant> known = grantStore.find(connection.id());
            StoredGrant grant =
                    known.orElseGet(() -> StoredGrant.of(connection.id(), connection.user(), connection.provider()));
            grant.awaitFirstToken(definition.scopes().defaults(), RefreshPolicy.of(definition), grantStore.now());
            if (known.isEmpty()) {
                grantStore.add(grant);
            } else {
                grantStore.flush();
            }
            return grant;
        });
    }

    /** Has the tokens of a connection ended at the provider, and answers what becomes of them. */
    private Map<String, String> giveUp(StoredGrant grant) {
        Optional<OAuthProvider> definition = packs.of(grant.provider())
                .flatMap(pack -> pack.method(ConnectionType.OAUTH))
                .flatMap(Pack.Method::oauth)
                .map(Pack.OAuth::provider);
        if (grant.clientId().isEmpty()) {
            // the client is the person's own, and its tokens end soon
            return Map.of();
        }
        try {
            return grant.open(vault::open)
                    .map(open -> {
                        try (open) {
                            return Map.of(
                                    "revocation",
                                    revocations.give(
                                            Revocations.Lost.of(grant),
                                            definition,
                                            open,
                                            Optional.of(grant.connection()),
                                            grantStore.now()));
                        }
                    })
                    .orElse(Map.of());
        } catch (VaultException unreadable) {
            // damaged tokens must not keep their connection from being deleted
            return Map.of("revocation", "unreadable");
        }
    }

    private Held held(StoredConnection connection) {
        return new Held(connection, grantStore.find(connection.id()), grantStore.now());
    }

    private StoredConnection lock(Caller caller, ConnectionId id) {
        return connections.lock(caller.user(), id).orElseThrow(ConnectionsException.NotFound::new);
    }

    private List<SealedValue> sealed(StoredConnection connection) {
        List<SealedValue> sealed = new ArrayList<>(List.of(connection.sealed()));
        grantStore.find(connection.id()).map(StoredGrant::sealed).ifPresent(sealed::add);
        return sealed;
    }

    private void recordRelease(
            Caller caller, String action, ConnectionId id, Map<String, String> told, List<SealedValue> sealed) {
        try (ConnectionHeirs heirs = heirs()) {
            List<Released> released = seeding.release(caller, source(id), heirs);
            List<SealedValue> all = new ArrayList<>(sealed);
            released.forEach(one -> one.sealed().ifPresent(all::add));
            Map<String, String> details = new HashMap<>(told);
            details.put("removed", names(released, false));
            details.put("passedOn", names(released, true));
            auditTrail.record(
                    caller, AuditEntry.of(action, List.of(id.value()), details).sealing(all));
        }
    }

    private ConnectionHeirs heirs() {
        return new ConnectionHeirs(connections, vault, (heir, credential) -> rules.seeds(heir.provider(), credential));
    }

    private static SeedSource source(ConnectionId id) {
        return new SeedSource(id.value());
    }

    private static Map<String, String> seeded(SeedResult result) {
        return Map.of("seeded", joined(result.seeded()), "kept", joined(result.kept()));
    }

    private static String names(List<Released> released, boolean passedOn) {
        return joined(released.stream()
                .filter(secret -> secret.passedTo().isPresent() == passedOn)
                .map(Released::name)
                .distinct()
                .toList());
    }

    private static String joined(List<SecretName> names) {
        return names.stream().map(SecretName::value).collect(Collectors.joining(","));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
