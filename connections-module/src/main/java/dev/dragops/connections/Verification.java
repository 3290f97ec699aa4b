package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Scope;
import dev.dragops.oauth.OAuthException;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.oauth.ProviderClient;
import dev.dragops.oauth.ProviderClient.Proof;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/** Asks a provider whether a credential works, by the request that its pack declares. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Verification {
    /** How a request names the credential where it is no field. */
    private static final String TOKEN = "token";

    private static final String API_KEY = "apiKey";

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
    private ProviderCalls calls;

    @EJB
    private ProviderClient client;

    private HeldRows rows;
    private GrantStore store;
    private TokenOpening tokens;

    /** For the server. */
    public Verification() {}

    /** For tests. */
    Verification(
            EntityManager entityManager,
            DataSource dataSource,
            OwnWork ownWork,
            Packs packs,
            Vault vault,
            AuditTrail auditTrail,
            Refreshing refreshing,
            ProviderCalls calls,
            ProviderClient client) {
        this.entityManager = entityManager;
        this.dataSource = dataSource;
        this.ownWork = ownWork;
        this.packs = packs;
        this.vault = vault;
        this.auditTrail = auditTrail;
        this.refreshing = refreshing;
        this.calls = calls;
        this.client = client;
        assemble();
    }

    @PostConstruct
    void assemble() {
        rows = new HeldRows(Database.of(dataSource));
        store = new GrantStore(entityManager);
        tokens = new TokenOpening(rows, new Grants(store, packs, vault, auditTrail), refreshing, ownWork);
    }

    /** What the provider says. */
    public enum Outcome {
        WORKS,
        REJECTED,
        /** The provider could not be asked, or its answer tells nothing. */
        INCONCLUSIVE,
        /** The pack declares no way. */
        NOT_SUPPORTED;

        /** The name in answers. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The result, and the connection as it is after it. */
    public record Result(
            Outcome outcome, Optional<ProviderAccount> account, Optional<String> detail, Connection connection) {}

    /**
     * Asks, and takes note of the answer where it says anything: a credential that the provider refuses shows it, one
     * that works no longer does. The status stays: a key that is refused here may still be good for something else.
     * Needs {@code connections:write}.
     *
     * @throws ConnectionsException.Revoked where there is no credential any more
     * @throws ConnectionsException.ReauthenticationRequired where it is known not to work
     * @throws ConnectionsException.TokenUnavailable where there is no usable token at the moment
     */
    public CompletableFuture<Result> verify(Caller caller, ConnectionId id) {
        caller.require(Scope.CONNECTIONS_WRITE);
        Held held = rows.find(caller.user(), id.value()).orElseThrow(ConnectionsException.NotFound::new);
        if (held.connection().isRevoked()) {
            throw new ConnectionsException.Revoked(id);
        }
        Optional<Pack.Method> method = packs.of(held.connection().provider())
                .flatMap(pack -> pack.method(held.connection().type()));
        Optional<Pack.VerificationRequest> request = method.flatMap(Pack.Method::verification);
        if (request.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Result(Outcome.NOT_SUPPORTED, Optional.empty(), Optional.empty(), held.metadata()));
        }
        CompletableFuture<Held> usable =
                held.grant().isPresent() ? tokens.usable(held) : CompletableFuture.completedFuture(held);
        return Answers.unwrapped(usable.thenCompose(fresh -> calls.run(
                        fresh.connection().provider().value(), () -> prove(fresh, method.orElseThrow(), request.get()))
                .thenApplyAsync(proof -> ownWork.run(() -> note(caller, fresh, proof)), refreshing.threads())));
    }

    /** On a thread of the provider's calls. */
    private Proof prove(Held held, Pack.Method method, Pack.VerificationRequest request) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Plaintext> secrets = new LinkedHashMap<>();
        held.grant().map(StoredGrant::values).ifPresent(values::putAll);
        try (Credential credential = open(held)) {
            if (credential instanceof Credential.OAuthTokens open) {
                secrets.put(TOKEN, open.accessToken());
            } else if (credential instanceof Credential.ApiKey key) {
                secrets.put(API_KEY, key.key());
                secrets.put(method.fields().get(0).name(), key.key());
            } else if (credential instanceof Credential.Fields fields) {
                FieldValues split = FieldValues.of(method, fields);
                values.putAll(split.plain());
                secrets.putAll(split.secret());
            }
            return client.prove(
                    request.request(), values, secrets, request.expected(), request.account(), request.error());
        } catch (OAuthException refused) {
            return new Proof.Inconclusive(refused.code().toLowerCase(Locale.ROOT));
        }
    }

    private Credential open(Held held) {
        if (held.grant().isEmpty()) {
            return held.connection().open(vault::open);
        }
        return held.grant()
                .flatMap(grant -> grant.open(vault::open))
                .orElseThrow(() -> new ConnectionsException.ReauthenticationRequired(
                        held.connection().id()));
    }

    /** Only where the credential is still the one that was tried. */
    private Result note(Caller caller, Held tried, Proof proof) {
        Held now = store.lock(caller.user(), tried.connection().id()).orElseThrow(ConnectionsException.NotFound::new);
        Outcome outcome = outcome(proof);
        Optional<ProviderAccount> account =
                proof instanceof Proof.Accepted accepted ? accepted.account() : Optional.empty();
        if (outcome != Outcome.INCONCLUSIVE
                && now.connection().holdsWhat(tried.connection())
                && now.grant().map(StoredGrant::generation).equals(tried.grant().map(StoredGrant::generation))
                && now.connection().standing().status() == ConnectionStatus.ACTIVE) {
            if (outcome == Outcome.REJECTED) {
                now.connection().stand(Standing.active(Standing.VERIFICATION_FAILED));
            } else {
                // by what its connecting told, grants of one account are known from each other
                account.ifPresent(who ->
                        now.grant().filter(grant -> grant.accountId().isEmpty()).ifPresent(grant -> grant.know(who)));
                if (now.connection().standing().isOfTheCredential()) {
                    now.connection().stand(Standing.GOOD);
                }
            }
            store.flush();
        }
        auditTrail.record(
                caller,
                new AuditEntry(
                        "connection.verified",
                        outcome == Outcome.WORKS ? AuditEntry.Outcome.SUCCEEDED : AuditEntry.Outcome.FAILED,
                        List.of(tried.connection().id().value()),
                        Map.of("outcome", outcome.wire()),
                        Optional.empty()));
        return new Result(outcome, account, detail(proof), now.metadata());
    }

    private static Outcome outcome(Proof proof) {
        if (proof instanceof Proof.Accepted) {
            return Outcome.WORKS;
        }
        return proof instanceof Proof.Rejected ? Outcome.REJECTED : Outcome.INCONCLUSIVE;
    }

    private static Optional<String> detail(Proof proof) {
        if (proof instanceof Proof.Rejected rejected) {
            return Optional.of("status " + rejected.status());
        }
        return proof instanceof Proof.Inconclusive inconclusive ? Optional.of(inconclusive.why()) : Optional.empty();
    }
}
