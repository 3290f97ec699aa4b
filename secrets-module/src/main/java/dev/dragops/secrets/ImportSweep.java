package dev.dragops.secrets;

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
import java.time.Clock;
import javax.sql.DataSource;

/**
 * Drops staged files whose ten minutes are over. They could not be imported any more, so that it does not matter on how
 * many nodes this runs.
 */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class ImportSweep {
    private static final System.Logger LOG = System.getLogger(ImportSweep.class.getName());

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    DataSource dataSource;

    @EJB
    Vault vault;

    /** Every minute, on each node. */
    @Schedule(hour = "*", minute = "*", persistent = false)
    public void sweep() {
        ImportStore imports = new ImportStore(Database.of(dataSource), vault);
        Clock clock = Clock.systemUTC();
        try {
            int dropped = 0;
            int portion;
            do {
                portion = imports.dropExpired(clock.instant());
                dropped += portion;
            } while (portion > 0);
            LOG.log(System.Logger.Level.DEBUG, "dropped {0} staged files", dropped);
        } catch (DatabaseFailure failed) {
            LOG.log(System.Logger.Level.WARNING, "staged files were not dropped: next time", failed);
        }
    }
}
