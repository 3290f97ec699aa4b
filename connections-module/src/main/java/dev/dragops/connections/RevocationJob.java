package dev.dragops.connections;

import dev.dragops.accounts.AuditTrail;
import dev.dragops.connections.Revocations.Begun;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthException;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.oauth.ProviderClient;
import dev.dragops.oauth.ProviderClient.Revoked;
import dev.dragops.platform.Drain;
import dev.dragops.platform.Settings;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Optional;

/** Ends at their providers the tokens that nobody needs any more; may run on every node. */
@SuppressWarnings("FutureReturnValueIgnored") // each sees to its own failures
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class RevocationJob {
    private static final System.Logger LOG = System.getLogger(RevocationJob.class.getName());

    private static final int MOST = 100;

    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @EJB
    private OwnWork ownWork;

    @EJB
    private Packs packs;

    @EJB
    private Vault vault;

    @EJB
    private AuditTrail auditTrail;

    @EJB
    private OAuthApps apps;

    @EJB
    private ProviderCalls calls;

    @EJB
    private ProviderClient client;

    private final Drain drain = new Drain(Settings.fromEnvironment());

    /** For the server. */
    public RevocationJob() {}

    /** For tests. */
    RevocationJob(
            EntityManager entityManager,
            OwnWork ownWork,
            Packs packs,
            Vault vault,
            AuditTrail auditTrail,
            OAuthApps apps,
            ProviderCalls calls,
            ProviderClient client) {
        this.entityManager = entityManager;
        this.ownWork = ownWork;
        this.packs = packs;
        this.vault = vault;
        this.auditTrail = auditTrail;
        this.apps = apps;
        this.calls = calls;
        this.client = client;
    }

    @Schedule(hour = "*", minute = "*", second = "5/10", persistent = false)
    void revokeWhatIsDue() {
        if (drain.look() != Drain.Phase.OPEN) {
            return; // another node does it, or this one when it runs again
        }
        GrantStore store = new GrantStore(entityManager);
        Revocations revocations = new Revocations(store, vault, auditTrail);
        try {
            ownWork.run(() -> store.dueRevocations(MOST)).forEach(id -> revokeOne(revocations, id));
        } catch (RuntimeException failed) {
            // a timer whose method fails is run again at once, and then given up
            LOG.log(Level.WARNING, "tokens were not revoked: next time", failed);
        }
    }

    /** One that cannot be made keeps no other from being made. */
    private void revokeOne(Revocations revocations, String id) {
        try {
            revoke(revocations, id);
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, () -> "the revocation " + id + " was not made: next time", failed);
        }
    }

    /** Where the process ends in between, the next attempt comes in its time. */
    private void revoke(Revocations revocations, String id) {
        Optional<Begun> begun;
        try {
            begun = ownWork.run(() -> revocations.begin(id, this::endsGrant));
        } catch (VaultException unreadable) {
            end(revocations, id, Revoked.REFUSED);
            return;
        }
        begun.ifPresent(job -> calls.run(job.provider().value(), () -> ask(job))
                .exceptionally(failed -> Revoked.FAILED)
                .thenAccept(result -> end(revocations, id, result))
                .whenComplete((done, failed) -> {
                    job.close();
                    if (failed != null) {
                        LOG.log(Level.WARNING, "the result of a revocation was not stored", failed);
                    }
                }));
    }

    private Optional<OAuthProvider> definition(Provider provider) {
        return packs.of(provider)
                .flatMap(pack -> pack.method(ConnectionType.OAUTH))
                .flatMap(Pack.Method::oauth)
                .map(Pack.OAuth::provider);
    }

    private boolean endsGrant(Provider provider) {
        return definition(provider)
                .flatMap(OAuthProvider::revocation)
                .filter(OAuthProvider.Revocation::endsGrant)
                .isPresent();
    }

    private Optional<URI> page(Provider provider) {
        return definition(provider).flatMap(OAuthProvider::revocation).flatMap(OAuthProvider.Revocation::page);
    }

    private Revoked ask(Begun job) {
        Optional<OAuthProvider> definition = definition(job.provider());
        Optional<OAuthApp> app = apps.find(job.provider().value());
        if (definition.isEmpty()
                || app.filter(known -> known.clientId().equals(job.clientId())).isEmpty()) {
            // a provider ends tokens for the app that they were granted to, and for no other
            return Revoked.REFUSED;
        }
        try {
            return client.revoke(definition.get(), job.values(), job.tokens());
        } catch (OAuthException refused) {
            return Revoked.FAILED;
        }
    }

    private void end(Revocations revocations, String id, Revoked result) {
        ownWork.run(() -> {
            revocations.end(id, result, this::page);
            return id;
        });
    }
}
