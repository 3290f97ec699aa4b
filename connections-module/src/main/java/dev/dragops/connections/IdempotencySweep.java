package dev.dragops.connections;

import dev.dragops.vault.Vault;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;

/** Forgets answers that no client asks for any more. It may run on every node: deleting twice deletes once. */
@Singleton
public class IdempotencySweep {
    private static final Duration KEPT = Duration.ofHours(24);

    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @EJB
    private Vault vault;

    private final Clock clock = Clock.systemUTC();

    @Schedule(hour = "*", minute = "17", persistent = false)
    void sweep() {
        new IdempotencyStore(entityManager, vault).forgetBefore(clock.instant().minus(KEPT));
    }
}
