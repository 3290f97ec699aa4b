package dev.dragops.connections;

import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import dev.dragops.platform.Batching;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.util.Optional;

/**
 * The short way of {@link Connections#open}, for credentials that can be handed over as they are. One for the whole
 * node: openings of one moment share their statements and their commit.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Openings {
    @EJB
    private Vault vault;

    @EJB
    private Packs packs;

    @EJB
    private AuditTrail auditTrail;

    private Batching<HeldRows.Wanted, Optional<Held>> rows;
    private HandOver handOver;

    /** Opens past the server's interceptors: it is asked thousands of times in a second. */
    public interface AtOnce {
        /**
         * As {@link Connections#open}, where the credential can be handed over as it is: empty where a token must be
         * seen to first, which is then still to be done.
         */
        Optional<Opened> open(Caller caller, String reference, Execution execution);
    }

    @PostConstruct
    void start() {
        rows = new Batching<>("connections", new DatabaseSource()::getConnection, HeldRows::find);
        handOver = new HandOver(vault.opener(), auditTrail.recorder());
    }

    /** Refuses what comes from now on. */
    @PreDestroy
    void end() {
        rows.close();
    }

    /** Serves until the server ends this bean, and refuses from then on. */
    public AtOnce atOnce() {
        return this::open;
    }

    private Optional<Opened> open(Caller caller, String reference, Execution execution) {
        Held held = HandOver.held(caller, reference, (user, wanted) -> rows.ask(new HeldRows.Wanted(user, wanted)));
        return held.grant().isEmpty() || TokenOpening.isUsableAsItIs(held, packs)
                ? Optional.of(handOver.open(caller, held, execution))
                : Optional.empty();
    }
}
