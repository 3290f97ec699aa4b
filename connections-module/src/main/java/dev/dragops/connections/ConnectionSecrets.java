package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Scope;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Transactions;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SecretsException;
import dev.dragops.secrets.Seed;
import dev.dragops.secrets.SeedSource;
import dev.dragops.secrets.Seeding;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What a connection that is there already does to secrets: takes those that were kept from it, and leaves its own. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class ConnectionSecrets {
    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @Resource
    private UserTransaction userTransaction;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Connections connections;

    @EJB
    private Seeding seeding;

    @EJB
    private Packs packs;

    @EJB
    private Vault vault;

    @EJB
    private AuditTrail auditTrail;

    private Transactions transactions;
    private ConnectionStore store;
    private CredentialRules rules;

    @PostConstruct
    void assemble() {
        transactions = new Transactions(userTransaction);
        store = new ConnectionStore(entityManager, Database.of(dataSource));
        rules = new CredentialRules(packs);
    }

    /**
     * Replaces the value of a secret that was kept when the connection was saved, or edited since, by the connection's
     * own; changes nothing where it has it already. Needs {@code connections:write} and {@code secrets:write}.
     *
     * @throws ConnectionsException.NotFound where there is no such connection, or it is another's
     * @throws ConnectionsException.Revoked where its credential was erased
     * @throws SecretsException.NotFound where the connection seeds no such name there
     * @throws dev.dragops.accounts.AccountsException.EnvironmentNotFound where that is not the caller's
     */
    public Secret take(Caller caller, ConnectionId id, EnvironmentId environment, SecretName name) {
        caller.require(Scope.CONNECTIONS_WRITE);
        caller.require(Scope.SECRETS_WRITE);
        return transactions.run(() -> {
            StoredConnection connection = store.lock(caller.user(), id).orElseThrow(ConnectionsException.NotFound::new);
            if (connection.isRevoked()) {
                throw new ConnectionsException.Revoked(id);
            }
            if (connection.type() == ConnectionType.OAUTH) {
                throw new SecretsException.NotFound();
            }
            try (Credential credential = connection.open(vault::open)) {
                Seed seed = rules.seeds(connection.provider(), credential).stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(SecretsException.NotFound::new);
                Seeding.Taken done = seeding.take(caller, new SeedSource(id.value()), seed, environment);
                Secret taken = done.secret();
                auditTrail.record(
                        caller,
                        AuditEntry.of(
                                        "connection.secret_taken",
                                        List.of(id.value(), environment.value()),
                                        Map.of("name", name.value(), "version", Long.toString(taken.version())))
                                .sealing(done.sealed()));
                return taken;
            }
        });
    }

    /**
     * What would break if the connection were deleted or revoked now. Needs {@code connections:read}.
     *
     * @throws ConnectionsException.NotFound where there is none such, or it is another's
     */
    public Ending ending(Caller caller, ConnectionId id) {
        ConnectionUsage usage = connections.usage(caller, id);
        // a few connections wait for many secrets
        Map<SeedSource, Boolean> live = new HashMap<>();
        Map<SeedSource, Optional<Connection>> heirs = new HashMap<>();
        List<Ending.Fate> fates = seeding
                .foresee(
                        new SeedSource(id.value()),
                        heir -> live.computeIfAbsent(heir, one -> store.isLive(new ConnectionId(one.id()))))
                .stream()
                .map(secret -> new Ending.Fate(
                        secret.environment(),
                        secret.name(),
                        secret.passedTo().isPresent(),
                        secret.passedTo()
                                .flatMap(heir -> heirs.computeIfAbsent(
                                        heir, one -> store.find(caller.user(), new ConnectionId(one.id()))))))
                .toList();
        return new Ending(usage.seen(), fates);
    }
}
