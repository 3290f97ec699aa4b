package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Activity;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Registration;
import dev.dragops.accounts.RequestInfo;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.SignedIn;
import dev.dragops.accounts.Usage;
import dev.dragops.accounts.User;
import dev.dragops.accounts.UserId;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.accounts.Workspaces;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionPage;
import dev.dragops.connections.ConnectionQuery;
import dev.dragops.connections.ConnectionSecrets;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.ConnectionUsage;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Credential;
import dev.dragops.connections.Ending;
import dev.dragops.connections.Grant;
import dev.dragops.connections.Idempotency;
import dev.dragops.connections.NewConnection;
import dev.dragops.connections.OAuthConnections;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.connections.Saved;
import dev.dragops.connections.Verification;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthException;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import dev.dragops.secrets.ImportId;
import dev.dragops.secrets.ImportPreview;
import dev.dragops.secrets.Imported;
import dev.dragops.secrets.Imports;
import dev.dragops.secrets.Kept;
import dev.dragops.secrets.MatrixQuery;
import dev.dragops.secrets.OnExisting;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretMatrix;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Secrets;
import dev.dragops.secrets.SecretsException;
import dev.dragops.secrets.SeedResult;
import dev.dragops.secrets.SeedSource;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Modules that remember what the pages ask of them: almost nothing by default, as much as there can be by {@link #full}. */
final class Fakes {
    /** What a person could type to break out of a page. */
    static final String HOSTILE = "<script>alert(1)</script>'\"${7*7}__${7*7}__[[${7*7}]]";

    static final Instant NOW = Instant.parse("2026-02-15T10:00:00.000Z");
    static final SessionId SESSION = SessionId.next();
    static final ImportId IMPORT = new ImportId("imp_01jd3v5w0c8m2xq6d9k4t7h1zr");
    static final AuthorizationId AUTHORIZATION = new AuthorizationId("oaz_01jd3v5w0c8m2xq6d9k4t7h1zr");
    static final Caller ADA = new Caller(
            UserId.next(),
            Role.ADMINISTRATOR,
            Set.of(),
            new Caller.BySession(SESSION),
            Optional.empty(),
            Optional.empty(),
            new RequestInfo("req-1", "127.0.0.1"));

    static final Caller MEMBER = new Caller(
            UserId.next(),
            Role.MEMBER,
            Set.of(),
            new Caller.BySession(SESSION),
            Optional.empty(),
            Optional.empty(),
            new RequestInfo("req-1", "127.0.0.1"));

    final List<Workspace> workspaces = new ArrayList<>();
    final List<Environment> environments = new ArrayList<>();
    final List<Connection> connections = new ArrayList<>();
    final Map<ConnectionId, Instant> lastUsed = new HashMap<>();
    final List<Secret> secrets = new ArrayList<>();
    final List<Usage.Seen> seen = new ArrayList<>();
    final List<Usage.Day> days = new ArrayList<>();
    final List<Kept> kept = new ArrayList<>();
    final List<Activity> activity = new ArrayList<>();
    final List<Pack> packs = new ArrayList<>();
    final List<OAuthApp> apps = new ArrayList<>();
    final List<Optional<String>> returnsTo = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final Map<String, String> values = new TreeMap<>();
    String firstName = "A";
    Accounts.SignInOptions options = new Accounts.SignInOptions(true, false);
    Optional<DragopsException> refusal = Optional.empty();
    SeedResult seedResult = SeedResult.none();
    Authorizations.Status authorizationStatus = Authorizations.Status.FAILED;
    Optional<String> authorizedConnection = Optional.empty();
    Optional<String> returnTo = Optional.empty();
    Optional<String> failure = Optional.of(HOSTILE);
    Verification.Outcome verified = Verification.Outcome.WORKS;
    List<FieldError> importFaults = List.of();
    OAuthApps.Trial trial = new OAuthApps.Trial(true, "invalid_grant");

    static Fakes full() {
        Fakes fakes = new Fakes();
        fakes.firstName = HOSTILE;
        for (int i = 0; i < 3; i++) {
            Workspace workspace = new Workspace(WorkspaceId.next(), HOSTILE + i, i == 0, NOW);
            fakes.workspaces.add(workspace);
            for (int j = 0; j < 5; j++) {
                fakes.environments.add(new Environment(EnvironmentId.next(), workspace.id(), HOSTILE + j, NOW));
            }
        }
        for (ConnectionStatus status : ConnectionStatus.values()) {
            for (ConnectionType type : ConnectionType.values()) {
                fakes.connections.add(new Connection(
                        ConnectionId.next(),
                        new Provider(type == ConnectionType.OAUTH ? "github" : "slack"),
                        HOSTILE + status + type,
                        type,
                        status,
                        Optional.of(HOSTILE),
                        Optional.of(new Grant(
                                List.of(HOSTILE),
                                List.of(HOSTILE, "read:org"),
                                Optional.of(NOW),
                                Optional.of(new ProviderAccount("1", HOSTILE)),
                                true,
                                Optional.of(NOW))),
                        NOW,
                        NOW));
            }
        }
        for (int i = 0; i < 200; i++) {
            Optional<SeedSource> source = i % 2 == 0
                    ? Optional.of(new SeedSource(fakes.connections.get(0).id().value()))
                    : Optional.empty();
            fakes.secrets.add(new Secret(
                    fakes.environments.get(i % 5).id(),
                    new SecretName("NAME_" + "X".repeat(100) + i),
                    i + 1L,
                    source,
                    NOW,
                    NOW));
        }
        for (int i = 0; i < 50; i++) {
            fakes.seen.add(new Usage.Seen(Optional.of(HOSTILE), Optional.of("node" + i), NOW, i));
        }
        fakes.days.add(new Usage.Day(LocalDate.now(ZoneOffset.UTC), 7));
        fakes.kept.add(new Kept(fakes.environments.get(0).id(), new SecretName("KEPT"), false));
        fakes.kept.add(new Kept(fakes.environments.get(1).id(), new SecretName("LOST"), true));
        fakes.packs.add(ExamplePacks.slack());
        fakes.packs.add(ExamplePacks.jira());
        fakes.packs.add(ExamplePacks.github());
        fakes.apps.add(new OAuthApp(
                "github",
                HOSTILE,
                Optional.of(ClientAuthentication.CLIENT_SECRET_POST),
                OAuthApp.Source.DATABASE,
                Optional.of(HOSTILE),
                Optional.of(NOW)));
        fakes.importFaults = List.of(new FieldError("dotenv", "NAME", "It makes no sense", OptionalInt.of(7)));
        fakes.options = new Accounts.SignInOptions(true, true);
        return fakes;
    }

    private void refuse() {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    Vault vault() {
        return new Vault() {
            @Override
            public byte[] mac(String purpose, byte[] message) {
                try {
                    MessageDigest digest = MessageDigest.getInstance("SHA-256");
                    digest.update((purpose + "\0").getBytes(StandardCharsets.UTF_8));
                    return digest.digest(message);
                } catch (GeneralSecurityException everyJavaHasIt) {
                    throw new IllegalStateException(everyJavaHasIt);
                }
            }
        };
    }

    Accounts accounts() {
        return new Accounts() {
            @Override
            public SignedIn register(Registration registration, RequestInfo request) {
                calls.add("register " + registration.email() + " " + registration.firstName() + " "
                        + registration.lastName() + " "
                        + registration.setupCode().orElse("-"));
                values.put("password", registration.password().revealText());
                refuse();
                return new SignedIn("drs_" + "n".repeat(43), me(ADA), NOW);
            }

            @Override
            public SignedIn login(String email, Plaintext password, RequestInfo request) {
                calls.add("login " + email);
                values.put("password", password.revealText());
                refuse();
                return new SignedIn("drs_" + "n".repeat(43), me(ADA), NOW);
            }

            @Override
            public void logout(Caller caller) {
                calls.add("logout " + caller.access().id());
            }

            @Override
            public Optional<Caller> authenticateSession(String bearer, RequestInfo request) {
                calls.add("authenticate");
                return bearer.equals("drs_" + "a".repeat(43)) ? Optional.of(ADA) : Optional.empty();
            }

            @Override
            public User me(Caller caller) {
                return new User(ADA.user(), "ada@example.com", firstName, "Lovelace", Role.ADMINISTRATOR, NOW);
            }

            @Override
            public SignInOptions signInOptions() {
                return options;
            }
        };
    }

    Workspaces workspaces() {
        return new Workspaces() {
            @Override
            public List<Workspace> list(Caller caller) {
                return workspaces;
            }

            @Override
            public Optional<Workspace> inForce(Caller caller) {
                return workspaces.stream().filter(Workspace::active).findFirst();
            }

            @Override
            public Optional<Workspace> activate(Caller caller, Optional<WorkspaceId> workspace) {
                calls.add("activate " + workspace.orElseThrow());
                return inForce(caller);
            }

            @Override
            public Workspace create(Caller caller, String name) {
                calls.add("create workspace " + name);
                refuse();
                Workspace made = new Workspace(WorkspaceId.next(), name, false, NOW);
                workspaces.add(made);
                return made;
            }

            @Override
            public Workspace rename(Caller caller, WorkspaceId workspace, String name) {
                calls.add("rename " + workspace + " " + name);
                refuse();
                return workspaces.get(0);
            }

            @Override
            public void delete(Caller caller, WorkspaceId workspace) {
                calls.add("delete " + workspace);
            }

            @Override
            public Environment createEnvironment(Caller caller, WorkspaceId workspace, String name) {
                calls.add("create in " + workspace + " " + name);
                refuse();
                return new Environment(EnvironmentId.next(), workspace, name, NOW);
            }

            @Override
            public Environment renameEnvironment(Caller caller, EnvironmentId environment, String name) {
                calls.add("rename " + environment + " " + name);
                refuse();
                return environment(caller, environment);
            }

            @Override
            public void deleteEnvironment(Caller caller, EnvironmentId environment) {
                calls.add("delete " + environment);
            }

            @Override
            public List<Environment> environments(Caller caller, WorkspaceId workspace) {
                return environments.stream()
                        .filter(environment -> environment.workspace().equals(workspace))
                        .toList();
            }

            @Override
            public Environment environment(Caller caller, EnvironmentId wanted) {
                return environments.stream()
                        .filter(environment -> environment.id().equals(wanted))
                        .findFirst()
                        .orElseThrow(AccountsException.EnvironmentNotFound::new);
            }
        };
    }

    Packs packs() {
        return new Packs() {
            @Override
            public List<Pack> all() {
                return packs;
            }

            @Override
            public Optional<Pack> of(Provider provider) {
                return packs.stream()
                        .filter(pack -> pack.provider().equals(provider))
                        .findFirst();
            }
        };
    }

    Connections connections() {
        return new Connections() {
            @Override
            public ConnectionPage list(Caller caller, ConnectionQuery query) {
                calls.add("list " + query.text().orElse("-") + " "
                        + query.status().map(ConnectionStatus::wire).orElse("-") + " "
                        + query.sort().wire() + (query.needsAttention() ? " attention" : ""));
                if (query.cursor().filter("bad"::equals).isPresent()) {
                    throw new ConnectionsException.Invalid(List.of());
                }
                return new ConnectionPage(
                        connections.stream().limit(query.limit().orElse(500)).toList(),
                        connections.isEmpty() ? Optional.empty() : Optional.of("next&=" + HOSTILE));
            }

            @Override
            public long count(Caller caller, ConnectionQuery query, int most) {
                return connections.size();
            }

            @Override
            public List<Provider> providers(Caller caller) {
                return connections.stream().map(Connection::provider).distinct().toList();
            }

            @Override
            public Map<ConnectionId, String> displayNames(Caller caller, Set<ConnectionId> ids) {
                return connections.stream()
                        .filter(connection -> ids.contains(connection.id()))
                        .collect(Collectors.toMap(Connection::id, Connection::displayName));
            }

            @Override
            public Connection get(Caller caller, ConnectionId id) {
                return connections.stream()
                        .filter(connection -> connection.id().equals(id))
                        .findFirst()
                        .orElseThrow(ConnectionsException.NotFound::new);
            }

            @Override
            public Saved create(Caller caller, NewConnection request, Optional<Idempotency> idempotency) {
                calls.add("create " + request.provider() + " "
                        + request.credential().type().wire() + " "
                        + request.displayName().orElse("-") + " "
                        + request.environment().map(EnvironmentId::value).orElse("-") + " "
                        + idempotency.map(Idempotency::key).orElse("-"));
                if (request.credential() instanceof Credential.Fields fields) {
                    fields.values().forEach((name, value) -> values.put(name, value.revealText()));
                } else if (request.credential() instanceof Credential.ApiKey key) {
                    values.put("key", key.key().revealText());
                }
                refuse();
                Connection made = new Connection(
                        ConnectionId.next(),
                        request.provider(),
                        request.displayName().orElse(request.provider().value()),
                        request.credential().type(),
                        ConnectionStatus.ACTIVE,
                        Optional.empty(),
                        Optional.empty(),
                        NOW,
                        NOW);
                connections.add(made);
                return new Saved(made, seedResult, false);
            }

            @Override
            public Connection rename(Caller caller, ConnectionId id, String displayName) {
                calls.add("rename " + displayName);
                refuse();
                return get(caller, id);
            }

            @Override
            public Connection revoke(Caller caller, ConnectionId id) {
                calls.add("revoke " + id);
                return get(caller, id);
            }

            @Override
            public void delete(Caller caller, ConnectionId id) {
                calls.add("delete " + id);
            }

            @Override
            public Saved replaceCredential(Caller caller, ConnectionId id, Credential credential) {
                calls.add("replace " + id + " " + credential.type().wire());
                if (credential instanceof Credential.ApiKey key) {
                    values.put("key", key.key().revealText());
                } else if (credential instanceof Credential.Fields fields) {
                    fields.values().forEach((name, value) -> values.put(name, value.revealText()));
                }
                refuse();
                return new Saved(get(caller, id), SeedResult.none(), false);
            }

            @Override
            public Map<ConnectionId, Instant> lastUsed(Caller caller, Collection<ConnectionId> ids) {
                return ids.stream().filter(lastUsed::containsKey).collect(Collectors.toMap(id -> id, lastUsed::get));
            }

            @Override
            public List<Activity> activity(Caller caller, ConnectionId id, OptionalLong before, int most) {
                return activity.stream().limit(most).toList();
            }

            @Override
            public ConnectionUsage usage(Caller caller, ConnectionId id) {
                return new ConnectionUsage(
                        new Usage(seen.isEmpty() ? Optional.empty() : Optional.of(NOW), seen, days),
                        secrets.stream()
                                .filter(secret -> secret.seededBy().isPresent())
                                .toList(),
                        kept);
            }
        };
    }

    ConnectionSecrets connectionSecrets() {
        return new ConnectionSecrets() {
            @Override
            public Secret take(Caller caller, ConnectionId id, EnvironmentId environment, SecretName name) {
                calls.add("take " + id + " " + environment + " " + name);
                refuse();
                return new Secret(environment, name, 2, Optional.of(new SeedSource(id.value())), NOW, NOW);
            }

            @Override
            public Ending ending(Caller caller, ConnectionId id) {
                ConnectionUsage usage = connections().usage(caller, id);
                return new Ending(
                        usage.seen(),
                        usage.secrets().stream()
                                .map(secret -> new Ending.Fate(
                                        secret.environment(),
                                        secret.name(),
                                        secret.version() % 3 != 0,
                                        Optional.of(connections.get(1)).filter(any -> secret.version() % 3 == 1)))
                                .toList());
            }
        };
    }

    private Authorization authorization(AuthorizationId id) {
        return new Authorization(
                id,
                "github",
                authorizationStatus,
                URI.create("http://localhost:8080/oauth/authorizations/" + id),
                NOW,
                authorizedConnection,
                failure,
                returnTo);
    }

    OAuthConnections oauth() {
        return new OAuthConnections() {
            @Override
            public Authorization begin(Caller caller, Provider provider, Authorizations.Request request) {
                calls.add("begin " + provider + " " + request.displayName().orElse("-") + " " + request.scopes() + " "
                        + new TreeMap<>(request.fields()) + " "
                        + request.connection().orElse("-"));
                returnsTo.add(request.returnTo());
                refuse();
                return Fakes.this.authorization(AUTHORIZATION);
            }

            @Override
            public CompletableFuture<URI> open(Caller caller, AuthorizationId id) {
                calls.add("open " + id);
                refuse();
                return CompletableFuture.completedFuture(URI.create("https://github.example/authorize?state=s"));
            }

            @Override
            public CompletableFuture<Authorization> finish(
                    Optional<Caller> caller, Provider provider, Map<String, List<String>> query) {
                calls.add("finish " + provider + " " + caller.isPresent() + " " + query);
                refuse();
                return CompletableFuture.completedFuture(Fakes.this.authorization(AUTHORIZATION));
            }

            @Override
            public Authorization authorization(Caller caller, AuthorizationId id) {
                return Fakes.this.authorization(id);
            }

            @Override
            public CompletableFuture<Connection> refresh(Caller caller, ConnectionId id) {
                calls.add("refresh " + id);
                refuse();
                return CompletableFuture.completedFuture(
                        Fakes.this.connections().get(caller, id));
            }
        };
    }

    Verification verification() {
        return new Verification() {
            @Override
            public CompletableFuture<Result> verify(Caller caller, ConnectionId id) {
                calls.add("verify " + id);
                refuse();
                return CompletableFuture.completedFuture(new Result(
                        verified,
                        Optional.empty(),
                        Optional.empty(),
                        Fakes.this.connections().get(caller, id)));
            }
        };
    }

    OAuthApps oauthApps() {
        return new OAuthApps() {
            @Override
            public List<OAuthApp> list(Caller administrator) {
                return apps;
            }

            @Override
            public OAuthApp get(Caller administrator, String provider) {
                return find(provider).orElseThrow(OAuthException.AppNotFound::new);
            }

            @Override
            public OAuthApp put(Caller administrator, OAuthProvider definition, NewApp app) {
                calls.add("put " + definition.provider() + " " + app.clientId() + " "
                        + app.authentication().map(Enum::name).orElse("-"));
                app.clientSecret().ifPresent(secret -> values.put("secret", secret.revealText()));
                app.privateKey().ifPresent(key -> values.put("key", key.revealText()));
                refuse();
                return new OAuthApp(
                        definition.provider(),
                        app.clientId(),
                        app.authentication(),
                        OAuthApp.Source.DATABASE,
                        Optional.empty(),
                        Optional.empty());
            }

            @Override
            public void delete(Caller administrator, String provider) {
                calls.add("delete " + provider);
            }

            @Override
            public Trial test(Caller administrator, OAuthProvider definition) {
                calls.add("test " + definition.provider());
                return trial;
            }

            @Override
            public Optional<OAuthApp> find(String provider) {
                return apps.stream()
                        .filter(app -> app.provider().equals(provider))
                        .findFirst();
            }

            @Override
            public URI redirectUri(String provider) {
                return URI.create("http://localhost:8080/oauth/callback/" + provider);
            }
        };
    }

    /** Calls that are made at once. */
    ProviderCalls providerCalls() {
        return new ProviderCalls() {
            @Override
            public <T> CompletableFuture<T> run(String provider, Supplier<T> call) {
                try {
                    return CompletableFuture.completedFuture(call.get());
                } catch (DragopsException refused) {
                    return CompletableFuture.failedFuture(refused);
                }
            }
        };
    }

    Imports imports() {
        return new Imports() {
            @Override
            public ImportPreview preview(
                    Caller caller, EnvironmentId environment, OnExisting onExisting, Plaintext dotenv) {
                calls.add("preview " + environment + " " + onExisting.wire());
                values.put("dotenv", dotenv.revealText());
                return preview(environment, onExisting, importFaults);
            }

            private ImportPreview preview(EnvironmentId environment, OnExisting onExisting, List<FieldError> faults) {
                return new ImportPreview(
                        environment,
                        onExisting,
                        List.of(new SecretName("NEW_NAME")),
                        List.of(new SecretName("OLD_NAME")),
                        faults);
            }

            @Override
            public ImportId stage(Caller caller, EnvironmentId environment, OnExisting onExisting, Plaintext dotenv) {
                calls.add("stage " + environment + " " + onExisting.wire());
                return IMPORT;
            }

            @Override
            public ImportPreview staged(Caller caller, ImportId id) {
                refuse();
                return preview(environments.get(0).id(), OnExisting.REPLACE, List.of());
            }

            @Override
            public Imported confirm(Caller caller, ImportId id) {
                calls.add("confirm " + id);
                refuse();
                return new Imported(
                        environments.get(0).id(),
                        List.of(new SecretName("NEW_NAME")),
                        List.of(new SecretName("OLD_NAME")),
                        List.of());
            }

            @Override
            public void discard(Caller caller, ImportId id) {
                calls.add("discard " + id);
            }
        };
    }

    Secrets secrets() {
        return new Secrets() {
            @Override
            public SecretMatrix matrix(Caller caller, WorkspaceId workspace, MatrixQuery query) {
                List<Environment> columns = Fakes.this.workspaces().environments(caller, workspace);
                Map<SecretName, Map<EnvironmentId, SecretMatrix.Cell>> rows = new TreeMap<>();
                for (Secret secret : secrets) {
                    Optional<SeedSource> edited = secret.seededBy().isPresent() || connections.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new SeedSource(connections.get(1).id().value()));
                    rows.computeIfAbsent(secret.name(), any -> new HashMap<>())
                            .put(secret.environment(), new SecretMatrix.Cell(secret, edited));
                }
                calls.add("matrix " + query.text() + " " + query.missing() + " " + query.page());
                return new SecretMatrix(
                        columns,
                        rows.entrySet().stream()
                                .map(row -> new SecretMatrix.Row(row.getKey(), row.getValue()))
                                .toList(),
                        rows.size() + 1000L);
            }

            @Override
            public Map<EnvironmentId, Long> count(Caller caller, WorkspaceId workspace) {
                return secrets.stream().collect(Collectors.groupingBy(Secret::environment, Collectors.counting()));
            }

            @Override
            public List<Secret> list(Caller caller, EnvironmentId environment) {
                return secrets.stream()
                        .filter(secret -> secret.environment().equals(environment))
                        .toList();
            }

            @Override
            public Secret get(Caller caller, EnvironmentId environment, SecretName name) {
                return list(caller, environment).stream()
                        .filter(secret -> secret.name().equals(name))
                        .findFirst()
                        .orElseThrow(SecretsException.NotFound::new);
            }

            @Override
            public Put put(Caller caller, EnvironmentId environment, SecretName name, Plaintext value) {
                calls.add("put " + environment + " " + name);
                values.put(name.value(), value.revealText());
                refuse();
                return new Put(new Secret(environment, name, 1, Optional.empty(), NOW, NOW), true);
            }

            @Override
            public Secret add(Caller caller, EnvironmentId environment, SecretName name, Plaintext value) {
                if (list(caller, environment).stream()
                        .anyMatch(secret -> secret.name().equals(name))) {
                    throw refusal(SecretsException.NameTaken.class);
                }
                calls.add("add " + environment + " " + name);
                values.put(name.value(), value.revealText());
                refuse();
                return new Secret(environment, name, 1, Optional.empty(), NOW, NOW);
            }

            @Override
            public void delete(Caller caller, EnvironmentId environment, SecretName name) {
                calls.add("delete " + environment + " " + name);
            }
        };
    }

    /** A refusal that only its own module makes. */
    static DragopsException refusal(Class<? extends DragopsException> type, Object... arguments) {
        try {
            var constructor = Stream.of(type.getDeclaredConstructors())
                    .filter(candidate -> candidate.getParameterCount() == arguments.length)
                    .findFirst()
                    .orElseThrow();
            constructor.setAccessible(true);
            return (DragopsException) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(changed);
        }
    }
}
