package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Execution;
import dev.dragops.accounts.RequestInfo;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.UserId;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.BodyFormat;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.OAuthProvider.Rotation;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.oauth.Template;
import dev.dragops.oauth.TokenReply;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.platform.ThreadTransactions;
import dev.dragops.secrets.Heirs;
import dev.dragops.secrets.Released;
import dev.dragops.secrets.Seed;
import dev.dragops.secrets.SeedResult;
import dev.dragops.secrets.SeedSource;
import dev.dragops.secrets.Seeding;
import dev.dragops.vault.TestVault;
import dev.dragops.vault.Vault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The beans around tokens on a real database, with a scripted provider. */
final class GrantsFixture implements AutoCloseable {
    static final Provider PROVIDER = new Provider("acme");
    static final UserId USER = UserId.next();
    static final Duration BUFFER = Duration.ofMinutes(5);

    final Vault vault = TestVault.withNewKeys();
    final ScriptedProvider provider = new ScriptedProvider();
    final List<String> audited = Collections.synchronizedList(new ArrayList<>());
    /** Told after the answer to whoever waits. */
    final BlockingQueue<String> toldApps = new LinkedBlockingQueue<>();

    final Packs packs = new Packs();
    final DataSource database;
    volatile boolean databaseIsAway;
    volatile Optional<String> appClient = Optional.of("client-1");
    volatile Optional<String> appProblem = Optional.empty();
    volatile boolean tellingFails;
    private final ExecutorService providerThreads = Executors.newCachedThreadPool();
    final List<Node> nodes = new ArrayList<>();

    GrantsFixture() {
        this(Rotation.ROTATING, true);
    }

    GrantsFixture(Rotation rotation, boolean endsGrant) {
        database = new DatabaseSource(TestMariaDb.emptyDatabase());
        Migrations.apply(database, "con", Connections.class);
        packs.use(new PackCatalogue(List.of(pack(rotation, endsGrant)), List.of()));
        nodes.add(new Node());
    }

    Node node() {
        return nodes.get(0);
    }

    /** What one server of the product has. */
    final class Node {
        final ThreadTransactions transactions = new ThreadTransactions("connections", database);
        final OwnWork ownWork = new OwnWork(transactions) {
            @Override
            public <T> T run(Supplier<T> step) {
                return super.run(() -> {
                    T result = step.get();
                    if (databaseIsAway) {
                        throw new IllegalStateException("the database is away");
                    }
                    return result;
                });
            }
        };
        final AuditTrail auditTrail = new RecordedAudit();
        final ProviderCalls calls = new ProviderCalls() {
            @Override
            public <T> CompletableFuture<T> run(String name, Supplier<T> call) {
                return CompletableFuture.supplyAsync(call, providerThreads);
            }
        };
        final OAuthApps apps = new OAuthApps() {
            @Override
            public Optional<OAuthApp> find(String name) {
                return appClient.map(id -> new OAuthApp(
                        name, id, Optional.empty(), OAuthApp.Source.DATABASE, appProblem, Optional.empty()));
            }

            @Override
            public void tell(String name, Optional<String> problem) {
                if (tellingFails) {
                    throw new IllegalStateException("the database is away");
                }
                appProblem = problem;
                toldApps.add(problem.orElse("fine"));
            }
        };
        final Refreshing refreshing =
                new Refreshing(transactions.entityManager(), ownWork, packs, vault, auditTrail, apps, calls, provider);
        final RefreshJob job = new RefreshJob(transactions.entityManager(), ownWork, refreshing);
        final RevocationJob revocations = new RevocationJob(
                transactions.entityManager(), ownWork, packs, vault, auditTrail, apps, calls, provider);
        final Seeding seeding = new Seeding() {
            @Override
            public SeedResult seed(Caller caller, SeedSource source, List<Seed> seeds, Optional<EnvironmentId> only) {
                return new SeedResult(Optional.empty(), List.of());
            }

            @Override
            public SeedResult reseed(Caller caller, SeedSource source, List<Seed> seeds, Heirs heirs) {
                return new SeedResult(Optional.empty(), List.of());
            }

            @Override
            public List<Released> release(Caller caller, SeedSource source, Heirs heirs) {
                return List.of();
            }
        };
        final Connections connections = new Connections(
                transactions.entityManager(),
                database,
                transactions,
                vault,
                packs,
                seeding,
                auditTrail,
                ownWork,
                refreshing);
        final GrantStore store = new GrantStore(transactions.entityManager());
        final Grants grants = new Grants(store, packs, vault, auditTrail);
    }

    private final class RecordedAudit extends AuditTrail {
        @Override
        public void record(Caller caller, AuditEntry entry) {
            keep(entry);
        }

        @Override
        public void recordOwnWork(UserId user, AuditEntry entry) {
            keep(entry);
        }

        @Override
        public void recordAlone(Caller caller, AuditEntry entry) {
            keep(entry);
        }

        private void keep(AuditEntry entry) {
            audited.add(entry.action()
                    + (entry.details().containsKey("after")
                            ? " " + entry.details().get("after")
                            : "")
                    + (entry.details().containsKey("revocation")
                            ? " " + entry.details().get("revocation")
                            : ""));
        }
    }

    static Caller caller() {
        return new Caller(
                USER,
                Role.ADMINISTRATOR,
                EnumSet.allOf(Scope.class),
                new Caller.BySession(SessionId.next()),
                Optional.empty(),
                Optional.empty(),
                new RequestInfo("req-1", "192.0.2.1"));
    }

    static Execution execution() {
        return new Execution("run_1", Optional.empty(), Optional.empty());
    }

    /** A connection whose token lives for that many seconds more of an hour. */
    ConnectionId connected(long secondsLeft) {
        return connected(secondsLeft, "refresh-0", Optional.of(new ProviderAccount("1", "ada")));
    }

    ConnectionId connected(long secondsLeft, String refreshToken, Optional<ProviderAccount> account) {
        return node().ownWork.run(() -> {
            ConnectionStore connections =
                    new ConnectionStore(node().transactions.entityManager(), Database.of(node().transactions));
            long position = connections.lockOwner(USER, true);
            StoredConnection connection = StoredConnection.ofTokens(
                    USER, position, PROVIDER, "Acme " + position, node().store.now());
            connections.add(connection);
            StoredGrant grant = StoredGrant.of(connection.id(), USER, PROVIDER);
            TokenReply.Granted granted = ScriptedProvider.granted("access-0", refreshToken, 3600);
            grant.connect(
                    new StoredGrant.Approved(
                            "client-1",
                            Map.of("region", "eu"),
                            List.of("read"),
                            Optional.empty(),
                            account,
                            granted.tokens()),
                    Duration.ofSeconds(3600 - secondsLeft),
                    policy(),
                    vault,
                    node().store.now());
            node().store.add(grant);
            return connection.id();
        });
    }

    /** As where a person approved again. */
    void reconnected(ConnectionId id, String accessToken, String refreshToken) {
        node().ownWork.run(() -> {
            Held held = node().store.lock(id).orElseThrow();
            held.grant()
                    .orElseThrow()
                    .connect(
                            new StoredGrant.Approved(
                                    "client-1",
                                    Map.of("region", "eu"),
                                    List.of("read"),
                                    Optional.empty(),
                                    Optional.of(new ProviderAccount("1", "ada")),
                                    ScriptedProvider.granted(accessToken, refreshToken, 3600)
                                            .tokens()),
                            Duration.ZERO,
                            policy(),
                            vault,
                            held.now());
            node().store.flush();
            return id;
        });
    }

    RefreshPolicy policy() {
        return RefreshPolicy.of(packs.all()
                .get(0)
                .method(ConnectionType.OAUTH)
                .flatMap(Pack.Method::oauth)
                .orElseThrow()
                .provider());
    }

    /** The token that an execution gets. */
    String opened(ConnectionId id) {
        return opened(node(), id);
    }

    String opened(Node node, ConnectionId id) {
        try (Opened opened =
                node.connections.open(caller(), id.value(), execution()).join()) {
            return ((Credential.OAuthTokens) opened.credential()).accessToken().revealText();
        }
    }

    dev.dragops.connections.Connection get(ConnectionId id) {
        return node().connections.get(caller(), id);
    }

    String standing(ConnectionId id) {
        dev.dragops.connections.Connection connection = get(id);
        return new Standing(connection.status(), connection.statusReason()).words();
    }

    long number(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void sql(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Lets what is planned for later be due now. */
    void makeDue() {
        sql("update con_grant set next_refresh_at = utc_timestamp(6) - interval 1 second"
                + " where next_refresh_at is not null");
    }

    void makeDueOf(ConnectionId id) {
        sql("update con_grant set next_refresh_at = utc_timestamp(6) - interval 1 second where connection_id = '" + id
                + "'");
    }

    /** Ends the token. */
    void expire() {
        sql("update con_grant set expires_at = utc_timestamp(6) - interval 1 second");
    }

    /** A refresh, whatever it brings. */
    void refresh(ConnectionId id, Refreshing.Cause cause) {
        long generation = number("select generation from con_grant where connection_id = '" + id + "'");
        node().refreshing.refresh(id, PROVIDER, generation, cause).join();
    }

    static Pack pack(Rotation rotation, boolean endsGrant) {
        return new Pack(
                PROVIDER,
                "acme",
                "Acme",
                "",
                "1.0.0",
                "other",
                List.of(),
                Optional.empty(),
                List.of(new Pack.Method(
                        ConnectionType.OAUTH,
                        List.of(),
                        Optional.of(new Pack.OAuth(
                                definition(OAuthProvider.Grant.AUTHORIZATION_CODE, rotation, endsGrant),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty())),
                        Optional.empty())));
    }

    static OAuthProvider definition(OAuthProvider.Grant grant, Rotation rotation, boolean endsGrant) {
        return new OAuthProvider(
                PROVIDER.value(),
                grant,
                new OAuthProvider.Endpoints(
                        Optional.of(new Template("https://acme.example/authorize")),
                        Optional.of(new Template("https://acme.example/token")),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false),
                new OAuthProvider.Scopes(List.of("read"), List.of(), " ", " ", Optional.of("scope")),
                new OAuthProvider.AuthorizationRequests(Map.of(), Map.of(), Set.of(), List.of()),
                new OAuthProvider.TokenRequests(
                        ClientAuthentication.CLIENT_SECRET_BASIC,
                        ClientAuthentication.CLIENT_SECRET_BASIC,
                        BodyFormat.FORM,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        false),
                OAuthProvider.TokenReplies.standard(),
                new OAuthProvider.Refreshing(true, rotation, BUFFER, Optional.empty()),
                Optional.of(new OAuthProvider.Revocation(
                        Optional.of(new Template("https://acme.example/revoke")),
                        "POST",
                        OAuthProvider.TokenKind.REFRESH,
                        ClientAuthentication.CLIENT_SECRET_BASIC,
                        false,
                        BodyFormat.FORM,
                        Optional.of("token"),
                        Map.of(),
                        endsGrant,
                        Set.of(),
                        Optional.empty())),
                Optional.empty(),
                Set.of());
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.refreshing.stop());
        providerThreads.shutdownNow();
        nodes.forEach(node -> node.transactions.close());
    }
}
