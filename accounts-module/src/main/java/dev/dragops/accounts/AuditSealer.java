package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Ids;
import dev.dragops.platform.Settings;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Makes the audit trail tamper-evident: about once a second the node that leads gives the rows that came their places
 * in the chain, and writes the chain's head to the file that the operator named. Where no node can, the trail grows on
 * and its lag is shown; nothing waits for the chain.
 */
@Singleton
@Startup
@DependsOn("AccountsStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class AuditSealer {
    private static final System.Logger LOG = System.getLogger(AuditSealer.class.getName());
    private static final int FIRST_SECONDS = 2;
    private static final int EVERY_SECONDS = 1;
    private static final int END_SECONDS = 10;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @Resource
    private ManagedThreadFactory threadFactory;

    @EJB
    private Vault vault;

    private AuditRounds rounds;
    private ScheduledExecutorService thread;

    /** Refuses the start where the head cannot be written to the file that was named. */
    @PostConstruct
    void start() {
        AuditChain chain = new AuditChain(vault);
        Optional<HeadFile> file = Settings.fromEnvironment().auditHeadFile().map(path -> new HeadFile(path, chain));
        try {
            file.ifPresent(HeadFile::open);
        } catch (HeadFile.Unusable unusable) {
            LOG.log(System.Logger.Level.ERROR, unusable.getMessage());
            throw unusable;
        }
        rounds = new AuditRounds(
                new DatabaseSource()::getConnection,
                chain,
                AuditRounds.lease(Ids.next("node")),
                file,
                Clock.systemUTC());
        thread = Executors.newSingleThreadScheduledExecutor(threadFactory);
        var unused = thread.scheduleWithFixedDelay(rounds::run, FIRST_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Lets another node lead at once, and writes the last head of its own leadership. */
    @PreDestroy
    void stop() {
        rounds.finish();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        rounds.close();
    }

    /**
     * How far the trail is proved, for an administrator who signed in.
     *
     * @throws AccountsException.AdministratorRequired for a member
     */
    public AuditProof proof(Caller caller) {
        caller.requireSession();
        caller.requireAdministrator();
        return rounds.proof(Database.of(dataSource));
    }

    /** For how long the oldest row has waited for its place in the chain. */
    public Duration lag() {
        return rounds.lag(Database.of(dataSource));
    }
}
