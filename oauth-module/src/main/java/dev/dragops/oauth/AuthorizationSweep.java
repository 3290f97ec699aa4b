package dev.dragops.oauth;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.vault.Vault;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import javax.sql.DataSource;

/** Forgets authorizations that ended a day ago. It may run on every node: deleting twice deletes once. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class AuthorizationSweep {
    private static final System.Logger LOG = System.getLogger(AuthorizationSweep.class.getName());

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    /** Every hour, in portions, so that no statement holds many locks. */
    @Schedule(hour = "*", minute = "23", persistent = false)
    public void sweep() {
        AuthorizationRows rows = new AuthorizationRows(Database.of(dataSource), vault);
        try {
            int forgotten;
            do {
                forgotten = rows.forget();
            } while (forgotten > 0);
        } catch (DatabaseFailure failed) {
            LOG.log(System.Logger.Level.WARNING, "past authorizations were not forgotten: next time", failed);
        }
    }
}
