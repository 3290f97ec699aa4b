package dev.dragops.connections;

import dev.dragops.platform.Drain;
import dev.dragops.platform.Settings;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.System.Logger.Level;
import java.util.List;

/** Refreshes ahead of time. It may run on every node: the claim decides who asks. */
@SuppressWarnings("FutureReturnValueIgnored") // each sees to its own failures
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class RefreshJob {
    private static final System.Logger LOG = System.getLogger(RefreshJob.class.getName());

    private static final int MOST_OF_ONE_PROVIDER = 200;

    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @EJB
    private OwnWork ownWork;

    @EJB
    private Refreshing refreshing;

    private final Drain drain = new Drain(Settings.fromEnvironment());

    /** For the server. */
    public RefreshJob() {}

    /** For tests. */
    RefreshJob(EntityManager entityManager, OwnWork ownWork, Refreshing refreshing) {
        this.entityManager = entityManager;
        this.ownWork = ownWork;
        this.refreshing = refreshing;
    }

    @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
    void refreshWhatIsDue() {
        if (drain.look() != Drain.Phase.OPEN) {
            return; // another node does it, or this one when it runs again
        }
        GrantStore grants = new GrantStore(entityManager);
        try {
            List<GrantStore.Due> due = ownWork.run(() -> grants.due(MOST_OF_ONE_PROVIDER));
            due.forEach(grant -> refreshing.refresh(
                    new ConnectionId(grant.connectionId()),
                    new Provider(grant.provider()),
                    grant.generation(),
                    Refreshing.Cause.DUE));
        } catch (RuntimeException failed) {
            // a timer whose method fails is run again at once, and then given up
            LOG.log(Level.WARNING, "due tokens were not refreshed: next time", failed);
        }
    }
}
