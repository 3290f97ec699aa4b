package dev.dragops.secrets;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.SealedValue;
import dev.dragops.accounts.Workspaces;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.FieldError;
import dev.dragops.platform.Transactions;
import dev.dragops.secrets.Dotenv.Entry;
import dev.dragops.secrets.ImportStore.Staged;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Writes the secrets of a {@code .env} file (docs/dotenv.md) into an environment: all of them, or none. Either at once,
 * or in two steps: {@link #stage} keeps the file sealed for ten minutes, so that a person may look at what it would do,
 * and {@link #confirm} imports it, once. All of it needs {@code secrets:write}.
 */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Imports {
    /** How long a file may be, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1 << 20;

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

    private Clock clock = Clock.systemUTC();
    private Transactions transactions;
    private SecretStore secrets;
    private Claims claims;
    private ImportStore imports;

    /** For the server, which injects, and then calls {@link #assemble()}. */
    public Imports() {}

    /** For tests, which inject what the server otherwise does. */
    @SuppressWarnings("UnnecessaryAssignment")
    Imports(
            EntityManager entityManager,
            UserTransaction userTransaction,
            DataSource dataSource,
            Vault vault,
            Workspaces workspaces,
            AuditTrail auditTrail,
            Clock clock) {
        this.entityManager = entityManager;
        this.userTransaction = userTransaction;
        this.dataSource = dataSource;
        this.vault = vault;
        this.workspaces = workspaces;
        this.auditTrail = auditTrail;
        this.clock = clock;
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
        imports = new ImportStore(database, vault);
    }

    /**
     * What an import would do. Nothing is kept of the file.
     *
     * @throws dev.dragops.accounts.AccountsException.EnvironmentNotFound where that is not the caller's
     * @throws SecretsException.Invalid where the file is longer than {@link #MAX_BYTES}
     */
    public ImportPreview preview(Caller caller, EnvironmentId environment, OnExisting onExisting, Plaintext dotenv) {
        caller.require(Scope.SECRETS_WRITE);
        workspaces.environment(caller, environment);
        try (Dotenv file = read(dotenv)) {
            return preview(environment, onExisting, file);
        }
    }

    private ImportPreview preview(EnvironmentId environment, OnExisting onExisting, Dotenv file) {
        List<SecretName> names = file.entries().stream().map(Entry::name).toList();
        Set<SecretName> there = secrets.existing(environment, names);
        return new ImportPreview(
                environment,
                onExisting,
                names.stream().filter(name -> !there.contains(name)).toList(),
                names.stream().filter(there::contains).toList(),
                file.faults());
    }

    /**
     * Imports a file.
     *
     * @throws dev.dragops.accounts.AccountsException.EnvironmentNotFound where that is not the caller's
     * @throws SecretsException.Invalid naming the lines that make no sense; nothing is written then
     */
    public Imported run(Caller caller, EnvironmentId environment, OnExisting onExisting, Plaintext dotenv) {
        caller.require(Scope.SECRETS_WRITE);
        workspaces.environment(caller, environment);
        try (Dotenv file = readWhole(dotenv)) {
            return transactions.run(() -> {
                workspaces.holdEnvironments(caller, List.of(environment));
                return write(caller, environment, onExisting, file);
            });
        }
    }

    /**
     * Keeps a file, sealed for the caller and that environment, until it is confirmed: for ten minutes, or until the
     * caller stages another one for the environment.
     *
     * @throws dev.dragops.accounts.AccountsException.EnvironmentNotFound where that is not the caller's
     * @throws SecretsException.Invalid naming the lines that make no sense; nothing is kept then
     */
    public ImportId stage(Caller caller, EnvironmentId environment, OnExisting onExisting, Plaintext dotenv) {
        caller.require(Scope.SECRETS_WRITE);
        readWhole(dotenv).close();
        return transactions.run(() -> {
            workspaces.holdEnvironments(caller, List.of(environment));
            return imports.add(caller.user(), environment, onExisting, dotenv, clock.instant());
        });
    }

    /**
     * What a staged file would do.
     *
     * @throws SecretsException.ImportOver where there is none such, or it is another's, or its time is over
     */
    public ImportPreview staged(Caller caller, ImportId id) {
        caller.require(Scope.SECRETS_WRITE);
        Staged staged = imports.find(caller.user(), id, clock.instant()).orElseThrow(SecretsException.ImportOver::new);
        workspaces.environment(caller, staged.environment());
        try (Plaintext dotenv = imports.open(staged);
                Dotenv file = read(dotenv)) {
            return preview(staged.environment(), staged.onExisting(), file);
        }
    }

    /**
     * Imports a staged file, as {@link #run} does, and forgets it in the same transaction: of two calls one does it.
     *
     * @throws SecretsException.ImportOver where there is none such, or it is another's, or its time is over
     */
    public Imported confirm(Caller caller, ImportId id) {
        caller.require(Scope.SECRETS_WRITE);
        return transactions.run(() -> {
            Instant now = clock.instant();
            EnvironmentId environment = imports.find(caller.user(), id, now)
                    .map(Staged::environment)
                    .orElseThrow(SecretsException.ImportOver::new);
            // before the staged file is locked, as whoever deletes the environment does
            workspaces.holdEnvironments(caller, List.of(environment));
            Staged staged = imports.take(caller.user(), id, now).orElseThrow(SecretsException.ImportOver::new);
            try (Plaintext dotenv = imports.open(staged);
                    Dotenv file = readWhole(dotenv)) {
                return write(caller, staged.environment(), staged.onExisting(), file);
            }
        });
    }

    /** Forgets a staged file, where it is still there. */
    public void discard(Caller caller, ImportId id) {
        caller.require(Scope.SECRETS_WRITE);
        imports.remove(caller.user(), id);
    }

    private static Dotenv read(Plaintext dotenv) {
        if (dotenv.length() > MAX_BYTES) {
            throw new SecretsException.Invalid(new FieldError(Dotenv.FIELD, "TOO_LONG", "A file has at most 1 MiB"));
        }
        return Dotenv.read(dotenv);
    }

    private static Dotenv readWhole(Plaintext dotenv) {
        Dotenv file = read(dotenv);
        if (!file.faults().isEmpty()) {
            file.close();
            throw new SecretsException.Invalid(file.faults());
        }
        return file;
    }

    private Imported write(Caller caller, EnvironmentId environment, OnExisting onExisting, Dotenv file) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<SecretName, Plaintext> values = new HashMap<>();
        file.entries().forEach(entry -> values.put(entry.name(), entry.value()));
        // in the order of the index, which is everybody's
        List<StoredSecret> fresh = file.entries().stream()
                .sorted(Comparator.comparing(Entry::name))
                .map(entry ->
                        StoredSecret.first(environment, entry.name(), entry.value(), Optional.empty(), vault, now))
                .toList();
        Set<String> inserted = secrets.insertWhereFree(fresh, caller.user());
        Set<SecretName> created = fresh.stream()
                .filter(secret -> inserted.contains(secret.id()))
                .map(StoredSecret::name)
                .collect(Collectors.toSet());
        List<SecretName> names = file.entries().stream().map(Entry::name).toList();
        List<SecretName> existing =
                names.stream().filter(name -> !created.contains(name)).toList();
        List<SealedValue> sealed = new ArrayList<>(fresh.stream()
                .filter(secret -> inserted.contains(secret.id()))
                .map(StoredSecret::sealed)
                .toList());
        boolean replaces = onExisting == OnExisting.REPLACE;
        if (replaces && !existing.isEmpty()) {
            // the inserts have locked them, so that none of them goes away meanwhile
            List<StoredSecret> replaced = secrets.lock(environment, existing);
            replaced.forEach(secret ->
                    secret.write(Objects.requireNonNull(values.get(secret.name())), Optional.empty(), vault, now));
            secrets.remember(replaced.stream().map(StoredSecret::id).toList(), caller.user());
            claims.lose(environment, existing);
            replaced.forEach(secret -> sealed.add(secret.sealed()));
        }
        Imported done = new Imported(
                environment,
                names.stream().filter(created::contains).toList(),
                replaces ? existing : List.of(),
                replaces ? List.of() : existing);
        auditTrail.record(
                caller,
                AuditEntry.of("secrets.imported", List.of(environment.value()), details(done))
                        .sealing(sealed));
        return done;
    }

    private static Map<String, String> details(Imported done) {
        Map<String, String> details = new HashMap<>();
        tell(details, "created", done.created());
        tell(details, "replaced", done.replaced());
        tell(details, "kept", done.kept());
        return details;
    }

    private static void tell(Map<String, String> details, String what, List<SecretName> names) {
        if (!names.isEmpty()) {
            details.put(what, names.stream().map(SecretName::value).collect(Collectors.joining(",")));
        }
    }
}
