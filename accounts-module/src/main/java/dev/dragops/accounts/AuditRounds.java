package dev.dragops.accounts;

import dev.dragops.accounts.AuditChain.Link;
import dev.dragops.accounts.AuditProof.Fault;
import dev.dragops.platform.Batching;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.Lease;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the sealer of one node does each time: leads where it may, seals what is there, tells the head. */
final class AuditRounds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AuditRounds.class.getName());

    /** For so long nobody seals where the node that leads dies. */
    private static final Duration TERM = Duration.ofSeconds(6);

    /** Each line costs a write to the disk, and what is sealed between two is proved by the database alone. */
    private static final Duration BETWEEN_HEADS = Duration.ofSeconds(10);

    private final Batching.Source source;
    private final AuditChain chain;
    private final Lease lease;
    private final AuditSealing sealing;
    private final Optional<HeadFile> file;
    private final Clock clock;

    /** Of the one thread that runs the rounds, and of whoever closes when that has ended. */
    private @Nullable Connection connection;

    private Optional<Lease.Term> term = Optional.empty();
    private long termTaken;
    private Optional<Link> told = Optional.empty();
    private boolean begun;
    private boolean fileRead;
    private boolean failing;

    private volatile boolean finishing;
    private volatile AuditProof.Copy copy;

    AuditRounds(Batching.Source source, AuditChain chain, Lease lease, Optional<HeadFile> file, Clock clock) {
        this.source = source;
        this.chain = chain;
        this.lease = lease;
        this.sealing = new AuditSealing(chain, lease, clock);
        this.file = file;
        this.clock = clock;
        this.copy = new AuditProof.Copy(file.isPresent(), Optional.empty(), Optional.empty());
    }

    /** That the node seals the trail. */
    static Lease lease(String owner) {
        return new Lease("acc_lease", "audit-sealer", owner, TERM);
    }

    /** Seals all that is there. Whatever fails is told once, and tried again by the next round. */
    void run() {
        boolean done = false;
        try {
            Optional<DatabaseFailure> uncounted = seal();
            done = true;
            uncounted.ifPresent(failed -> warn("openings were not counted: again every second", failed));
            failing = uncounted.isPresent();
        } catch (Lease.Lost replaced) {
            LOG.log(Level.INFO, "another node seals the audit trail now");
        } catch (SQLException | RuntimeException failed) {
            warn("the audit trail was not sealed: again every second", failed);
            failing = true;
        } finally {
            if (!done) {
                term = Optional.empty();
                drop();
            }
        }
    }

    private void warn(String what, Exception failed) {
        LOG.log(failing ? Level.DEBUG : Level.WARNING, what, failed);
    }

    private Optional<DatabaseFailure> seal() throws SQLException {
        Connection open = open();
        Database database = Database.on(open);
        Optional<DatabaseFailure> uncounted = Optional.empty();
        // before the first row where it can, so that nothing has to be believed as it was found
        begun = begun || AuditSealing.start(database).isPresent();
        if (!begun || AuditSealing.oldestUnsealed(database).isPresent() || UsageCounts.isBehind(database)) {
            boolean more = true;
            while (more && !finishing && leads(database)) {
                AuditSealing.Sealed sealed = sealing.sealNext(open, term.orElseThrow());
                more = sealed.more();
                uncounted = sealed.uncounted();
                tell(database, BETWEEN_HEADS);
            }
        }
        if (term.isPresent()) {
            tell(database, BETWEEN_HEADS);
        }
        return uncounted;
    }

    private Connection open() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.open();
            connection = open;
        }
        return open;
    }

    private boolean leads(Database database) {
        if (term.isEmpty() || System.nanoTime() - termTaken > TERM.toNanos() / 3) {
            termTaken = System.nanoTime();
            term = lease.take(database);
        }
        return term.isPresent();
    }

    /** Writes the head where it has moved and the last line is old enough. A file that fails stops nothing. */
    private void tell(Database database, Duration since) {
        Instant now = clock.instant();
        Optional<Link> head = sealing.head(database);
        if (file.isEmpty()
                || head.isEmpty()
                || head.equals(told)
                || copy.writtenAt()
                        .filter(last -> now.isBefore(last.plus(since)))
                        .isPresent()) {
            return;
        }
        try {
            compare(database, file.get());
            file.get().append(now, head.get());
            told = head;
            copy = new AuditProof.Copy(true, Optional.of(now), copy.fault().filter(Fault.AHEAD::equals));
        } catch (IOException failed) {
            if (copy.fault().isEmpty()) {
                LOG.log(Level.ERROR, "the head of the audit trail cannot be written to its file", failed);
            }
            copy = new AuditProof.Copy(
                    true, copy.writtenAt(), Optional.of(copy.fault().orElse(Fault.UNWRITABLE)));
        }
    }

    /** Once for each start: whether the trail still has what the file tells. */
    private void compare(Database database, HeadFile head) throws IOException {
        if (fileRead) {
            return;
        }
        Optional<Link> last = head.last();
        fileRead = true;
        if (last.filter(link -> link.place() > 0 && !has(database, link)).isPresent()) {
            LOG.log(
                    Level.ERROR,
                    "The audit trail does not have what its head file tells: rows were removed, or an older backup was"
                            + " restored. Run bin/audit verify.");
            copy = new AuditProof.Copy(true, copy.writtenAt(), Optional.of(Fault.AHEAD));
        }
    }

    /** Whether that row of the chain has that hash. */
    static boolean has(Database database, Link link) {
        return database.exists(
                "SELECT 1 FROM acc_audit WHERE chain_seq = ? AND chain_hash = UNHEX(?)", link.place(), link.hash());
    }

    AuditProof proof(Database database) {
        Optional<Link> head = sealing.head(database);
        return new AuditProof(
                AuditSealing.start(database).map(start -> new AuditProof.Begun(start.begunAt(), start.foundTo())),
                head.map(link ->
                        new AuditProof.Head(link.place(), link.hash(), HeadFile.line(chain, clock.instant(), link))),
                AuditSealing.unsealed(database),
                lag(database),
                copy);
    }

    Duration lag(Database database) {
        return AuditSealing.oldestUnsealed(database)
                .map(at -> Duration.between(at, clock.instant()))
                .filter(lag -> !lag.isNegative())
                .orElse(Duration.ZERO);
    }

    /** Lets a round that is under way end after its transaction. */
    void finish() {
        finishing = true;
    }

    /** When no round runs any more. */
    @Override
    public void close() {
        try {
            if (term.isPresent()) {
                Database database = Database.on(open());
                tell(database, Duration.ZERO);
                lease.release(database, term.get());
            }
        } catch (SQLException | DatabaseFailure failed) {
            LOG.log(Level.DEBUG, "the sealer's term ends by itself", failed);
        } finally {
            drop();
        }
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException gone) {
            LOG.log(Level.DEBUG, "the sealer's connection is gone", gone);
        }
    }
}
