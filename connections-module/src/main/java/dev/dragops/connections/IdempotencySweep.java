package dev.dragops.connections;

import dev.dragops.platform.Transactions;
import dev.dragops.vault.Vault;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.UserTransaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Forgets answers that no client asks for any more. It may run on every node: deleting twice deletes once. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class IdempotencySweep {
    private static final Duration KEPT = Duration.ofHours(24);

    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @Resource
    private UserTransaction userTransaction;

    @EJB
    private Vault vault;

    private final Clock clock = Clock.systemUTC();

    /** In portions, each a transaction of its own, so that none holds many locks. */
    @Schedule(hour = "*", minute = "17", persistent = false)
    void sweep() {
        IdempotencyStore answers = new IdempotencyStore(entityManager, vault);
        Transactions transactions = new Transactions(userTransaction);
        Instant past = clock.instant().minus(KEPT);
        int forgotten;
        do {
            forgotten = transactions.run(() -> answers.forgetBefore(past));
        } while (forgotten > 0);
    }
}
