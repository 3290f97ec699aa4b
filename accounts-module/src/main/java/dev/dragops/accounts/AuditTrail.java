package dev.dragops.accounts;

import dev.dragops.platform.Batching;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Trace;
import io.micrometer.core.instrument.Metrics;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Who did what, to which objects, from where and how it ended: one row per request, never a value. One for the whole
 * node, since it counts what nobody signed for.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class AuditTrail {
    /** Stands where a request would: the server acted by itself. */
    static final RequestInfo OWN_WORK = new RequestInfo("-", "-");

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    DataSource dataSource;

    private final AnonymousQuota quota = new AnonymousQuota(Clock.systemUTC());
    private AuditRows rows;
    private UsageCounts counts;
    private Batching<AuditRow, AuditRow> writer;

    /** Makes what the methods stand on. */
    @PostConstruct
    void prepare() {
        ready(new DatabaseSource());
    }

    /** For tests, as {@link #prepare()}. */
    void assemble(DataSource plain) {
        ready(plain);
    }

    /** With the source of connections that the server's pool and transactions know nothing of. */
    private void ready(DataSource plain) {
        rows = new AuditRows(Database.of(dataSource), Clock.systemUTC());
        counts = new UsageCounts(Database.of(dataSource));
        writer = new Batching<>("audit trail", plain::getConnection, AuditRows::makeDurable);
    }

    /** Refuses what comes from now on. */
    @PreDestroy
    void end() {
        writer.close();
    }

    /** Records a change in the transaction that makes it. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void record(Caller caller, AuditEntry entry) {
        Trace.run(Trace.Step.AUDIT, () -> rows.write(caller, entry));
    }

    /** Records what the server does by itself for a user, such as a refresh, in the transaction that does it. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void recordOwnWork(UserId user, AuditEntry entry) {
        Trace.run(Trace.Step.AUDIT, () -> rows.write(Optional.of(user), Optional.empty(), OWN_WORK, entry));
    }

    /** As {@link #recordOwnWork(UserId, AuditEntry)}, for what belongs to no user. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void recordOwnWork(AuditEntry entry) {
        rows.write(Optional.empty(), Optional.empty(), OWN_WORK, entry);
    }

    /**
     * Records an opening or a refusal apart from any transaction; when it returns, the row is durable. The rows of many
     * callers share a commit.
     *
     * @throws dev.dragops.platform.DatabaseFailure where nobody knows that it is durable: nothing may be handed over
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void recordAlone(Caller caller, AuditEntry entry) {
        Trace.run(Trace.Step.AUDIT, () -> writer.ask(rows.row(caller, entry)));
        count(entry);
    }

    /** {@link #recordAlone}, past the server's interceptors: it is asked thousands of times in a second. */
    public interface Recorder {
        void recordAlone(Caller caller, AuditEntry entry);
    }

    /** Serves until the server ends this bean, and refuses from then on. */
    public Recorder recorder() {
        return this::recordAlone;
    }

    /** Openings, and what was refused: {@code credential.opened} is an opening of the kind {@code credential}. */
    private static void count(AuditEntry entry) {
        String kind = entry.action().substring(0, entry.action().indexOf('.'));
        Metrics.counter(
                        "dragops.openings",
                        "kind",
                        kind,
                        "outcome",
                        entry.outcome().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /**
     * As {@link #recordAlone}, where nobody is signed in: a refused bearer, for one. At most 30 a minute for each network
     * of a client, on each node; those beyond are counted, and the network's next row tells how many
     * ({@code notRecorded}).
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void recordAnonymous(RequestInfo request, AuditEntry entry) {
        quota.take(request.remoteAddress())
                .ifPresent(notRecorded -> writer.ask(rows.row(
                        Optional.empty(),
                        Optional.empty(),
                        request,
                        notRecorded == 0 ? entry : entry.with("notRecorded", Long.toString(notRecorded)))));
    }

    /**
     * What happened to an object of the caller's, the latest first; also to one that is gone.
     *
     * @param before older than that one only; empty for the latest
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Activity> activity(Caller caller, String objectId, OptionalLong before, int most) {
        return rows.activity(caller.user(), objectId, before.orElse(Long.MAX_VALUE), most);
    }

    /**
     * What the audit trail has of the caller, or of everybody, the latest first. It takes {@link Scope#ACTIVITY_READ},
     * and an administrator for everybody's.
     *
     * @param after where the part before ended; empty for the latest
     * @throws AccountsException.InsufficientScope where the scope is missing
     * @throws AccountsException.AdministratorRequired where a member asks for everybody's
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public ActivityPage search(Caller caller, ActivityQuery query, Optional<ActivityPage.Position> after, int most) {
        caller.require(Scope.ACTIVITY_READ);
        if (query.everybody()) {
            caller.requireAdministrator();
        }
        return rows.search(caller.user(), query, after, most);
    }

    /**
     * What was seen of an object's successful openings ({@code credential.opened}) by the caller's own tokens: the last
     * one, and since then at most the hundred most recent pairs of pattern and node, and how many there were on each day
     * in UTC. The first day is told as a whole where anything is told of it. Where more than a hundred pairs came on one
     * day, those of them that were forgotten and came again are told with fewer openings than they had.
     *
     * @param since at most 31 days ago
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Usage usage(Caller caller, String objectId, Instant since) {
        return counts.usage(caller.user(), objectId, since);
    }

    /**
     * When each of these objects was last opened by the caller's own tokens, by one query for 500 of them; one that
     * never was is left out. While the sealer is far behind, so is what was opened before the latest ten thousand
     * requests and is not counted yet.
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Map<String, Instant> lastOpenings(Caller caller, Collection<String> objectIds) {
        return counts.lastOpenings(caller.user(), objectIds);
    }
}
