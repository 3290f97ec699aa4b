package dev.dragops.connections;

import dev.dragops.platform.Transactions;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.UserTransaction;
import java.util.function.Supplier;

/**
 * Runs what the server does by itself, each step in a transaction of its own, on whatever thread it comes: a bean of
 * its own, since only inside of a bean may a transaction be begun on every server.
 */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class OwnWork {
    @Resource
    private UserTransaction userTransaction;

    /** For the server. */
    public OwnWork() {}

    /** For tests. */
    OwnWork(UserTransaction userTransaction) {
        this.userTransaction = userTransaction;
    }

    /** As {@link Transactions#run}; the step may run more than once. */
    public <T> T run(Supplier<T> step) {
        return new Transactions(userTransaction).run(step);
    }
}
