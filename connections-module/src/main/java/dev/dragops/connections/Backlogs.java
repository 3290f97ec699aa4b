package dev.dragops.connections;

import dev.dragops.accounts.Caller;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the jobs have still to do, read from the rows that they work on: the same on every node, and true also where a
 * job does not run at all.
 */
@Stateless
public class Backlogs {
    @Resource(lookup = DatabaseSource.JNDI_NAME)
    DataSource dataSource;

    /**
     * The work of one job.
     *
     * @param job its name on the wire
     * @param every how often it looks, in seconds
     * @param due how many of its rows are due by now
     * @param late for how long the oldest of them has been due, zero where none is
     * @param planned how many come later
     */
    public record Backlog(String job, int every, long due, Duration late, long planned) {
        /** Longer than the job takes to come round, and a provider to answer. */
        private static final Duration PATIENCE = Duration.ofMinutes(5);

        /** Whether the job keeps up. */
        public boolean keepsUp() {
            return late.compareTo(PATIENCE) < 0;
        }
    }

    /**
     * The backlog of each job, for an administrator who signed in.
     *
     * @throws dev.dragops.accounts.AccountsException.AdministratorRequired for a member
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Backlog> all(Caller caller) {
        caller.requireSession();
        caller.requireAdministrator();
        return ofEveryJob();
    }

    /** As {@link #all(Caller)}, for whoever is known to be allowed to ask. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Backlog> ofEveryJob() {
        return List.of(
                backlog("refresh", 10, "con_grant", "next_refresh_at"),
                backlog("revocation", 10, "con_revocation", "next_attempt_at"));
    }

    private Backlog backlog(String job, int every, String table, String dueAt) {
        return Database.of(dataSource)
                .first(
                        "SELECT COALESCE(SUM(" + dueAt + " <= UTC_TIMESTAMP(6)), 0) AS due, COUNT(" + dueAt
                                + ") AS all_rows,"
                                + " COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(" + dueAt
                                + "), UTC_TIMESTAMP(6)), 0), 0)"
                                + " AS late FROM " + table,
                        row -> new Backlog(
                                job,
                                every,
                                row.getLong("due"),
                                Duration.ofSeconds(row.getLong("late")),
                                row.getLong("all_rows") - row.getLong("due")))
                .orElseThrow();
    }
}
