package dev.dragops.accounts.transaction;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.function.Supplier;

/**
 * Does work in a transaction of its own, for methods that must hold none while they hash a password or wait: a bean's
 * call to itself would ignore its attributes. A bean, hence public; for this module only.
 */
@Stateless
public class OwnTransaction {
    /** Does the work and commits; rolls back where it throws. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public <T> T call(Supplier<T> work) {
        return work.get();
    }
}
