package dev.dragops.secrets;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditEntry.Outcome;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Execution;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.SealedValue;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.accounts.Workspaces;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.FieldError;
import dev.dragops.platform.Transactions;
import dev.dragops.secrets.SecretStore.Sealed;
import dev.dragops.vault.Plaintext;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Secrets per environment: written by people and by {@link Seeding}, never shown again, opened only for an execution. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Secrets {
    /** How long a value may be, in bytes of UTF-8. */
    public static final int MAX_VALUE_BYTES = 64 * 1024;

    @PersistenceContext(unitName = "secrets")
    private EntityManager entityManager;

    @Resource
    private UserTransaction userTransaction;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    @EJB
    private Workspaces workspaces;

    @EJB
    private AuditTrail auditTrail;

    private final Clock clock = Clock.systemUTC();
    private Transactions transactions;
    private SecretStore secrets;
    private Claims claims;
    private MatrixRows matrices;

    /** For the server, which injects, and then calls {@link #assemble()}. */
    public Secrets() {}

    /** For tests, which inject what the server otherwise does. */
    @SuppressWarnings("UnnecessaryAssignment")
    Secrets(
            EntityManager entityManager,
            UserTransaction userTransaction,
            DataSource dataSource,
            Vault vault,
            Workspaces workspaces,
            AuditTrail auditTrail) {
        this.entityManager = entityManager;
        this.userTransaction = userTransaction;
        this.dataSource = dataSource;
        this.vault = vault;
        this.workspaces = workspaces;
        this.auditTrail = auditTrail;
        ready();
    }

    /** Makes what the methods stand on. */
    @PostConstruct
    void assemble() {
        ready();
    }

    private void ready() {
        transactions = new Transactions(userTransaction);
        Database database = Database.of(dataSource);
        secrets = new SecretStore(entityManager, database);
        claims = new Claims(entityManager, database);
        matrices = new MatrixRows(database);
    }

    /** The secrets of an environment by name, without values. Needs {@code secrets:read}. */
    public List<Secret> list(Caller caller, EnvironmentId environment) {
        caller.require(Scope.SECRETS_READ);
        workspaces.environment(caller, environment);
        return secrets.in(environment);
    }

    /**
     * The names of a workspace and which of its environments has each, without values. Needs {@code secrets:read}.
     *
     * @throws dev.dragops.accounts.AccountsException.WorkspaceNotFound where there is none such, or it is another's
     */
    public SecretMatrix matrix(Caller caller, WorkspaceId workspace, MatrixQuery query) {
        caller.require(Scope.SECRETS_READ);
        return matrices.page(workspaces.environments(caller, workspace), query);
    }

    /**
     * How many secrets each environment of a workspace has. Needs {@code secrets:read}.
     *
     * @throws dev.dragops.accounts.AccountsException.WorkspaceNotFound where there is none such, or it is another's
     */
    public Map<EnvironmentId, Long> count(Caller caller, WorkspaceId workspace) {
        caller.require(Scope.SECRETS_READ);
        return matrices.count(workspaces.environments(caller, workspace).stream()
                .map(Environment::id)
                .toList());
    }

    /**
     * One secret without its value. Needs {@code secrets:read}.
     *
     * @throws SecretsException.NotFound where the environment has none of that name
     */
    public Secret get(Caller caller, EnvironmentId environment, SecretName name) {
        caller.require(Scope.SECRETS_READ);
        workspaces.environment(caller, environment);
        return secrets.find(environment, name).orElseThrow(SecretsException.NotFound::new);
    }

    /**
     * Writes a value; a seeded secret is the writer's own from then on. Needs {@code secrets:write}.
     *
     * @throws SecretsException.Invalid where the value is empty or longer than {@link #MAX_VALUE_BYTES}
     */
    public Put put(Caller caller, EnvironmentId environment, SecretName name, Plaintext value) {
        return write(caller, environment, value, now -> insertOrReplace(caller, environment, name, value, now));
    }

    /**
     * Writes the first value of a secret, and never over one that is there. Needs {@code secrets:write}.
     *
     * @throws SecretsException.NameTaken where the environment has one of that name
     * @throws SecretsException.Invalid where the value is empty or longer than {@link #MAX_VALUE_BYTES}
     */
    public Secret add(Caller caller, EnvironmentId environment, SecretName name, Plaintext value) {
        return write(caller, environment, value, now -> insert(caller, environment, name, value, now)
                        .orElseThrow(SecretsException.NameTaken::new))
                .secret();
    }

    private record Written(Put put, SealedValue sealed) {
        static Written of(StoredSecret secret, boolean created) {
            return new Written(new Put(secret.metadata(), created), secret.sealed());
        }
    }

    private Put write(Caller caller, EnvironmentId environment, Plaintext value, Function<Instant, Written> writing) {
        caller.require(Scope.SECRETS_WRITE);
        if (value.length() == 0) {
            throw new SecretsException.Invalid(new FieldError("value", "REQUIRED", "value must not be empty"));
        }
        if (value.length() > MAX_VALUE_BYTES) {
            throw new SecretsException.Invalid(
                    new FieldError("value", "TOO_LONG", "value must have at most 65536 bytes"));
        }
        return transactions.run(() -> {
            workspaces.holdEnvironments(caller, List.of(environment));
            Written done = writing.apply(clock.instant().truncatedTo(ChronoUnit.MILLIS));
            Put put = done.put();
            Secret written = put.secret();
            auditTrail.record(
                    caller,
                    AuditEntry.of(
                                    put.created() ? "secret.created" : "secret.replaced",
                                    List.of(environment.value()),
                                    Map.of("name", written.name().value(), "version", Long.toString(written.version())))
                            .sealing(List.of(done.sealed())));
            return put;
        });
    }

    /** Empty where somebody has inserted one of that name. */
    private Optional<Written> insert(
            Caller caller, EnvironmentId environment, SecretName name, Plaintext value, Instant now) {
        StoredSecret fresh = StoredSecret.first(environment, name, value, Optional.empty(), vault, now);
        return secrets.insertWhereFree(List.of(fresh), caller.user()).isEmpty()
                ? Optional.empty()
                : Optional.of(Written.of(fresh, true));
    }

    private Written insertOrReplace(
            Caller caller, EnvironmentId environment, SecretName name, Plaintext value, Instant now) {
        Optional<StoredSecret> existing = secrets.lock(environment, name);
        if (existing.isEmpty()) {
            Optional<Written> inserted = insert(caller, environment, name, value, now);
            if (inserted.isPresent()) {
                return inserted.get();
            }
            existing = secrets.lock(environment, name); // somebody was faster
        }
        StoredSecret secret =
                existing.orElseThrow(() -> new IllegalStateException("a secret that was there has no row"));
        secret.write(value, Optional.empty(), vault, now);
        claims.lose(environment, name);
        secrets.remember(List.of(secret.id()), caller.user());
        return Written.of(secret, false);
    }

    /** What a write left behind, and whether the secret is new. */
    public record Put(Secret secret, boolean created) {}

    /**
     * Deletes a secret with all of its versions. Needs {@code secrets:write}.
     *
     * @throws SecretsException.NotFound where the environment has none of that name
     */
    public void delete(Caller caller, EnvironmentId environment, SecretName name) {
        caller.require(Scope.SECRETS_WRITE);
        transactions.run(() -> {
            workspaces.holdEnvironments(caller, List.of(environment));
            StoredSecret secret = secrets.lock(environment, name).orElseThrow(SecretsException.NotFound::new);
            secrets.remove(secret);
            claims.lose(environment, name);
            auditTrail.record(
                    caller,
                    AuditEntry.of("secret.deleted", List.of(environment.value()), Map.of("name", name.value()))
                            .sealing(List.of(secret.gone())));
            return secret.id();
        });
    }

    /**
     * Opens secrets for an execution: all of them, or none. Needs {@code runtime}. The opening is in the audit trail
     * for good before this returns.
     *
     * @return the values in the order of the names; the caller wipes them
     * @throws SecretsException.NotFound naming those that the environment lacks
     * @throws VaultException where the stored bytes are not what was sealed
     */
    public Map<SecretName, Plaintext> open(
            Caller caller, EnvironmentId environment, List<SecretName> names, Execution execution) {
        caller.require(Scope.RUNTIME);
        workspaces.environment(caller, environment);
        Set<SecretName> wanted = new LinkedHashSet<>(names);
        Map<SecretName, Sealed> sealed = secrets.sealed(environment, wanted).stream()
                .collect(Collectors.toMap(row -> new SecretName(row.name()), Function.identity()));
        List<SecretName> missing =
                wanted.stream().filter(name -> !sealed.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new SecretsException.NotFound(environment, missing);
        }
        Map<SecretName, Plaintext> opened = new LinkedHashMap<>();
        boolean handedOver = false;
        try {
            for (SecretName name : wanted) {
                opened.put(name, openOne(Objects.requireNonNull(sealed.get(name))));
            }
            auditTrail.recordAlone(
                    caller,
                    new AuditEntry(
                            "secrets.opened",
                            Outcome.SUCCEEDED,
                            List.of(environment.value()),
                            Map.of(
                                    "names",
                                    wanted.stream().map(SecretName::value).collect(Collectors.joining(","))),
                            Optional.of(execution)));
            handedOver = true;
            return opened;
        } finally {
            if (!handedOver) {
                opened.values().forEach(Plaintext::close);
            }
        }
    }

    private Plaintext openOne(Sealed sealed) {
        try {
            return vault.open(
                    StoredSecret.context(sealed.environmentId(), sealed.id(), sealed.name(), sealed.version()),
                    sealed.envelope());
        } catch (VaultException unreadable) {
            throw unreadable.about(sealed.environmentId());
        }
    }
}
