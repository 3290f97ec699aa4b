package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.Settings;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.platform.ThreadTransactions;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.TestVault;
import dev.dragops.vault.Vault;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The beans of the module on an empty real database, without a server. */
final class AccountsFixture implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    static final RequestInfo REQUEST = new RequestInfo("req-1", "192.0.2.1");

    final MovableClock clock = new MovableClock();
    final QuickPasswords passwords = new QuickPasswords();
    final List<EnvironmentDeleted> deletedEnvironments = Collections.synchronizedList(new ArrayList<>());
    final DataSource dataSource;
    final Database database;
    final ThreadTransactions transactions;
    final Accounts accounts;
    final Workspaces workspaces;
    final AuditTrail auditTrail = new AuditTrail();
    final Vault vault = TestVault.withNewKeys();

    AccountsFixture() {
        this(Map.of(), false);
    }

    AccountsFixture(Map<String, String> environment, boolean setupCodeNeeded) {
        dataSource = new DatabaseSource(TestMariaDb.emptyDatabase());
        Migrations.apply(dataSource, "acc", Accounts.class);
        database = Database.of(dataSource);
        transactions = new ThreadTransactions("accounts", dataSource);
        accounts = new Accounts(
                transactions.entityManager(),
                transactions,
                vault,
                transactions,
                Settings.from(environment),
                setupCodeNeeded,
                clock,
                passwords);
        workspaces = new Workspaces(transactions.entityManager(), transactions, environmentDeleted());
        auditTrail.dataSource = transactions;
        auditTrail.assemble(dataSource);
    }

    SignedIn register(String email) {
        return accounts.register(registration(email, Optional.empty()), REQUEST);
    }

    static Registration registration(String email, Optional<String> setupCode) {
        return new Registration(email, "Ada", "Lovelace", Plaintext.ofText(PASSWORD), setupCode);
    }

    SignedIn login(String email, String password) {
        return login(email, password, "192.0.2.1");
    }

    SignedIn login(String email, String password, String address) {
        return accounts.login(email, Plaintext.ofText(password), new RequestInfo("req-2", address));
    }

    Optional<Caller> caller(String bearer) {
        return accounts.authenticate(bearer, REQUEST);
    }

    /** A registered user's session. */
    Caller newUser(String email) {
        return caller(register(email).token()).orElseThrow();
    }

    /** A caller by a new API token. */
    Caller withToken(Caller owner, Optional<WorkspaceId> pinned, Scope... scopes) {
        ApiToken.Request request = new ApiToken.Request(
                "ci", List.of(scopes), Optional.empty(), pinned, Optional.of(Plaintext.ofText(PASSWORD)));
        return caller(accounts.issueToken(owner, request).secret()).orElseThrow();
    }

    /** The audit trail as {@code action OUTCOME}, in order. */
    List<String> audited() {
        return database.list(
                "SELECT action, outcome FROM acc_audit ORDER BY seq",
                row -> row.getString("action") + " " + row.getString("outcome"));
    }

    long count(String table) {
        return database.first("SELECT COUNT(*) AS n FROM " + table, row -> row.getLong("n"))
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private Event<EnvironmentDeleted> environmentDeleted() {
        return (Event<EnvironmentDeleted>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                    deletedEnvironments.add((EnvironmentDeleted) arguments[0]);
                    return null;
                });
    }

    @Override
    public void close() {
        auditTrail.end();
        transactions.close();
    }
}
