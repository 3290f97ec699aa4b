package dev.dragops.accounts;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;

/** Who did what, to which objects, from where and how it ended: one row per request, never a value. */
@Stateless
public class AuditTrail {
    /** Records a change in the transaction that makes it. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void record(Caller caller, AuditEntry entry) {
        throw new UnsupportedOperationException();
    }

    /** Records an opening or a refusal in a transaction of its own; when it returns, the row is durable. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void recordAlone(Caller caller, AuditEntry entry) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #recordAlone}, where nobody is signed in: a refused bearer, for one. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void recordAnonymous(RequestInfo request, AuditEntry entry) {
        throw new UnsupportedOperationException();
    }

    /** What was seen of an object's successful openings ({@code credential.opened}) since then; the caller owns it. */
    public Usage usage(Caller caller, String objectId, Instant since) {
        throw new UnsupportedOperationException();
    }
}
