package dev.dragops.platform;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a change in one JTA transaction of its own, and again where the database chose it as the victim of a deadlock:
 * InnoDB has then undone all of it, so running it again is safe. For beans that manage their transactions themselves,
 * since a container-managed method cannot run again.
 */
public final class Transactions {
    /** A deadlock needs two that cross; with this many rounds somebody else would have to be unlucky for ever. */
    private static final int ROUNDS = 6;

    private static final int MARIADB_DEADLOCK = 1213;

    private final UserTransaction transaction;

    public Transactions(UserTransaction transaction) {
        this.transaction = transaction;
    }

    /**
     * What the work answers, once it is committed. Whatever the work throws rolls everything back and is thrown on.
     *
     * @throws IllegalStateException where the transaction could not be begun or committed
     */
    public <T> T run(Supplier<T> work) {
        return Trace.in(Trace.Step.CHANGE, () -> untilCommitted(work));
    }

    private <T> T untilCommitted(Supplier<T> work) {
        for (int round = 1; ; round++) {
            try {
                return once(work);
            } catch (RuntimeException failed) {
                if (round == ROUNDS || !isDeadlock(failed)) {
                    throw failed;
                }
            }
        }
    }

    private <T> T once(Supplier<T> work) {
        boolean done = false;
        try {
            transaction.begin();
            T result = work.get();
            transaction.commit();
            done = true;
            return result;
        } catch (NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException failed) {
            throw new IllegalStateException("the transaction could not be completed", failed);
        } finally {
            if (!done) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        } catch (SystemException failed) {
            throw new IllegalStateException("the transaction could not be rolled back", failed);
        }
    }

    private static boolean isDeadlock(Throwable failure) {
        return sqlCause(failure)
                .filter(sql -> sql.getErrorCode() == MARIADB_DEADLOCK)
                .isPresent();
    }

    /** The database's own exception below a failure, however deep a server or Hibernate wrapped it. */
    public static Optional<SQLException> sqlCause(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
