package dev.dragops.secrets;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.RequestInfo;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.UserId;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.accounts.Workspaces;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.platform.ThreadTransactions;
import dev.dragops.secrets.SecretStore.Sealed;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.TestVault;
import dev.dragops.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/** The beans of the module on an empty real database, with a workspace of three environments, all Ada's. */
final class SecretsFixture implements AutoCloseable {
    static final Caller ADA = caller(UserId.next(), EnumSet.of(Scope.SECRETS_READ, Scope.SECRETS_WRITE));
    static final Caller BOB = caller(UserId.next(), EnumSet.of(Scope.SECRETS_READ, Scope.SECRETS_WRITE));

    final WorkspaceId workspace = WorkspaceId.next();
    final List<Environment> environments =
            List.of(environment("development"), environment("staging"), environment("production"));
    final EnvironmentId development = environments.get(0).id();
    final EnvironmentId staging = environments.get(1).id();
    final EnvironmentId production = environments.get(2).id();
    final List<AuditEntry> audited = new ArrayList<>();
    final MovableClock clock = new MovableClock();
    final Vault vault = TestVault.withNewKeys();
    final DataSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
    final Database database = Database.of(source);
    final ThreadTransactions transactions;
    final Imports imports;
    final Secrets secrets;
    boolean auditFails;

    SecretsFixture() {
        Migrations.apply(source, "sec", Secrets.class);
        transactions = new ThreadTransactions("secrets", source);
        imports = new Imports(
                transactions.entityManager(), transactions, transactions, vault, workspaces(), auditTrail(), clock);
        secrets = new Secrets(
                transactions.entityManager(), transactions, transactions, vault, workspaces(), auditTrail());
    }

    /** A clock that goes on when it is told to. */
    static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-02-15T10:00:00.000Z");

        void goOn(Duration span) {
            now = now.plus(span);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private Environment environment(String name) {
        return new Environment(EnvironmentId.next(), workspace, name, Instant.EPOCH);
    }

    static Caller caller(UserId user, Set<Scope> scopes) {
        return new Caller(
                user,
                Role.MEMBER,
                scopes,
                new Caller.BySession(SessionId.next()),
                Optional.empty(),
                Optional.empty(),
                new RequestInfo("req-1", "127.0.0.1"));
    }

    private Workspaces workspaces() {
        return new Workspaces() {
            @Override
            public Environment environment(Caller caller, EnvironmentId wanted) {
                return environments.stream()
                        .filter(environment -> caller.user().equals(ADA.user())
                                && environment.id().equals(wanted))
                        .findFirst()
                        .orElseThrow(AccountsException.EnvironmentNotFound::new);
            }

            @Override
            public List<Environment> holdEnvironments(Caller caller, List<EnvironmentId> wanted) {
                return wanted.stream().map(id -> environment(caller, id)).toList();
            }

            @Override
            public List<Environment> environments(Caller caller, WorkspaceId wanted) {
                if (!caller.user().equals(ADA.user()) || !wanted.equals(workspace)) {
                    throw new AccountsException.WorkspaceNotFound();
                }
                return environments;
            }
        };
    }

    private AuditTrail auditTrail() {
        return new AuditTrail() {
            @Override
            public void record(Caller caller, AuditEntry entry) {
                if (auditFails) {
                    throw new IllegalStateException("the audit trail is away");
                }
                audited.add(entry);
            }
        };
    }

    /** Writes a secret, as a person. */
    void put(EnvironmentId environment, String name, String value) {
        try (Plaintext secret = Plaintext.ofText(value)) {
            secrets.put(ADA, environment, new SecretName(name), secret);
        }
    }

    /** Writes the first value of a secret, as a source. */
    void seed(EnvironmentId environment, String name, String source) {
        transactions.in(() -> {
            StoredSecret secret = StoredSecret.first(
                    environment,
                    new SecretName(name),
                    Plaintext.ofText("seeded"),
                    Optional.of(new SeedSource(source)),
                    vault,
                    clock.instant());
            new SecretStore(transactions.entityManager(), Database.of(transactions))
                    .insertWhereFree(List.of(secret), ADA.user());
            new Claims(transactions.entityManager(), Database.of(transactions))
                    .add(
                            new SeedSource(source),
                            List.of(new Claims.Claim(environment, secret.name(), Claims.Standing.HOLDS)));
        });
    }

    /** The values of an environment by name. */
    Map<String, String> values(EnvironmentId environment) {
        SecretStore store = new SecretStore(transactions.entityManager(), Database.of(transactions));
        Map<String, String> values = new TreeMap<>();
        for (Secret secret : store.in(environment)) {
            Sealed sealed = store.sealed(environment, List.of(secret.name())).get(0);
            try (Plaintext value = vault.open(
                    StoredSecret.context(sealed.environmentId(), sealed.id(), sealed.name(), sealed.version()),
                    sealed.envelope())) {
                values.put(secret.name().value(), value.revealText());
            }
        }
        return values;
    }

    long count(String table) {
        return database.first("SELECT COUNT(*) AS n FROM " + table, row -> row.getLong("n"))
                .orElseThrow();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
