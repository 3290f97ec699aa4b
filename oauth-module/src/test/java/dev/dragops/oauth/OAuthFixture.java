package dev.dragops.oauth;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.RequestInfo;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.TokenId;
import dev.dragops.accounts.UserId;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Ids;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.TestVault;
import dev.dragops.vault.Vault;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** The module on an empty real database and a provider on loopback, without a server. */
final class OAuthFixture implements AutoCloseable {
    final ProviderServer server = new ProviderServer();
    final EgressClient egress = new EgressClient(
            Set.of(server.address()),
            InetAddress::getAllByName,
            new EgressClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(20)));
    final DataSource dataSource = new DatabaseSource(TestMariaDb.emptyDatabase());
    final Vault vault = TestVault.withNewKeys();
    final List<String> audited = new CopyOnWriteArrayList<>();
    final Database sql;
    final ConfiguredApps configured = new ConfiguredApps();
    final OAuthApps apps;
    final Authorizations authorizations;
    final ProviderClient client;
    final Discovery discovery;
    final Caller administrator = session(Role.ADMINISTRATOR);

    OAuthFixture() {
        Migrations.apply(dataSource, "oau", OAuthMigrations.class);
        sql = Database.of(dataSource);
        Audit audit = new Audit();
        apps = new OAuthApps(dataSource, noTransaction(), vault, audit, configured, egress);
        authorizations = new Authorizations(dataSource, vault, audit, configured, egress);
        discovery = new Discovery(egress, sql);
        client = new ProviderClient(
                egress,
                discovery,
                new Apps(configured, new AppRows(sql, vault)),
                new ProviderKeys(egress, Clock.systemUTC()));
    }

    /** An app as an administrator saves it. */
    OAuthFixture withApp(OAuthProvider definition) {
        apps.put(administrator, definition, secret("client 1", "s&cret"));
        return this;
    }

    static OAuthApps.NewApp secret(String id, String secret) {
        return new OAuthApps.NewApp(id, Optional.of(Plaintext.ofText(secret)), Optional.empty(), Optional.empty());
    }

    static Caller session(Role role) {
        return new Caller(
                new UserId(Ids.next("usr")),
                role,
                Set.of(Scope.CONNECTIONS_READ, Scope.CONNECTIONS_WRITE),
                new Caller.BySession(SessionId.next()),
                Optional.empty(),
                Optional.empty(),
                new RequestInfo("r", "192.0.2.1"));
    }

    static Caller byToken(Caller owner) {
        return new Caller(
                owner.user(),
                owner.role(),
                owner.scopes(),
                new Caller.ByToken(new TokenId(Ids.next("tok"))),
                Optional.empty(),
                Optional.empty(),
                owner.request());
    }

    private static UserTransaction noTransaction() {
        return (UserTransaction) Proxy.newProxyInstance(
                OAuthFixture.class.getClassLoader(),
                new Class<?>[] {UserTransaction.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getStatus") ? Status.STATUS_NO_TRANSACTION : null);
    }

    private final class Audit extends AuditTrail {
        @Override
        public void record(Caller caller, AuditEntry entry) {
            audited.add(entry.action());
        }

        @Override
        public void recordOwnWork(UserId user, AuditEntry entry) {
            audited.add(entry.action());
        }

        @Override
        public void recordOwnWork(AuditEntry entry) {
            audited.add(entry.action());
        }
    }

    @Override
    public void close() {
        egress.close();
        server.close();
    }
}
