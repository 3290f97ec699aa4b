package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.time.Clock;
import java.util.function.IntSupplier;
import javax.sql.DataSource;

/**
 * Drops rows that are past: ended sessions and forgotten attempts. They have no effect any more, so that it does not
 * matter on how many nodes this runs, or when.
 */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class Sweep {
    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    DataSource dataSource;

    /** Every ten minutes, on each node. */
    @Schedule(hour = "*", minute = "*/10", persistent = false)
    public void sweep() {
        Database database = Database.of(dataSource);
        Clock clock = Clock.systemUTC();
        try {
            int ended = untilNone(new Sessions(database, clock)::dropEnded);
            int forgotten = untilNone(new Throttle(database, key -> key, clock)::forget);
            LOG.log(System.Logger.Level.DEBUG, "dropped {0} sessions and {1} attempts", ended, forgotten);
        } catch (DatabaseFailure failed) {
            LOG.log(System.Logger.Level.WARNING, "past sessions and attempts were not dropped: next time", failed);
        }
    }

    /** In portions, so that no statement holds many locks. */
    private static int untilNone(IntSupplier portion) {
        int all = 0;
        int dropped;
        do {
            dropped = portion.getAsInt();
            all += dropped;
        } while (dropped > 0);
        return all;
    }
}
