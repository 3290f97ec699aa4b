package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.AccountsException;
import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import jakarta.ejb.EJBException;
import jakarta.ejb.EJBTransactionRolledbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void findsTheRefusalHoweverDeepTheServersWrappedIt() {
        Exception wrapped = new EJBTransactionRolledbackException(
                "rolled back", new EJBException(new IllegalStateException(new AccountsException.WorkspaceNotFound())));
        assertThat(Problem.of(wrapped, "r1").type()).isEqualTo(ProblemType.WORKSPACE_NOT_FOUND);
    }

    @Test
    void tellsADatabaseThatIsAwayFromOneThatComplains() {
        Problem away = Problem.of(new EJBException(new SQLException("Socket error", "08S01")), "r1");
        assertThat(away.type()).isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
        assertThat(away.headers()).containsEntry("Retry-After", "5");
        assertThat(Problem.of(new EJBException(new SQLTransientConnectionException("full")), "r1")
                        .type())
                .isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
        assertThat(Problem.of(new EJBException(new SQLTransientConnectionException("a trigger", "45000")), "r1")
                        .type())
                .isEqualTo(ProblemType.INTERNAL_ERROR);
        assertThat(Problem.of(new EJBException(new SQLException("Unknown column", "42S22")), "r1")
                        .type())
                .isEqualTo(ProblemType.INTERNAL_ERROR);
    }

    @Test
    void seesALostConnectionBesideTheFailureOfACommit() {
        RollbackException uncommitted = new RollbackException("could not commit");
        XAException failed = new XAException(XAException.XA_RBROLLBACK);
        failed.initCause(new SQLException("Socket error", "08000"));
        uncommitted.addSuppressed(failed);

        assertThat(Problem.of(new EJBTransactionRolledbackException("rolled back", uncommitted), "r1")
                        .type())
                .isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
    }

    /** As Hibernate's, which pages and resources do not know. */
    private static final class OptimisticLockException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void asksWhoeverMetAnotherChangeToTryAgain() {
        assertThat(Problem.of(new EJBException(new OptimisticLockException()), "r1")
                        .type())
                .isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
    }

    @Test
    void takesACommitThatFailedForADatabaseThatIsAway() {
        SystemException uncommitted = new SystemException("could not commit");
        uncommitted.initCause(new XAException("LocalTransactionException: (conn=8) Socket error"));

        assertThat(Problem.of(new IllegalStateException(uncommitted), "r1").type())
                .isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
    }

    /** By an operator, or by a limit on the time of statements; who asks again may be lucky. */
    @Test
    void takesAStatementThatWasEndedForADatabaseThatIsAway() {
        for (String state : List.of("70100", "40001", "28000")) {
            assertThat(Problem.of(new EJBException(new SQLException("not now", state, 1317)), "r1")
                            .type())
                    .as("the state %s", state)
                    .isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
        }
    }

    @Test
    void takesADatabaseThatCannotNowForAway() {
        for (int code : new int[] {1021, 1030, 1114, 1180, 1203, 1205, 1226, 1290, 1412, 1836, 4151}) {
            assertThat(Problem.of(new EJBException(new SQLException("it cannot", "HY000", code)), "r1")
                            .type())
                    .as("MariaDB's error %d", code)
                    .isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
        }
        assertThat(Problem.of(new EJBException(new SQLException("other", "HY000", 1366)), "r1")
                        .type())
                .isEqualTo(ProblemType.INTERNAL_ERROR);
    }

    @Test
    void tellsTheTrailAndNotTheCallerWhatItIsAbout() {
        Problem problem = Problem.of(new EJBException(new AboutAnObject()), "r1");
        assertThat(problem.concerns()).contains("conn_x");
        assertThat(new String(problem.toJson(), StandardCharsets.UTF_8)).doesNotContain("conn_x");
    }

    private static final class AboutAnObject extends DragopsException {
        private static final long serialVersionUID = 1L;

        AboutAnObject() {
            super("CONNECTION_REVOKED", "gone");
        }

        @Override
        public Optional<String> concerns() {
            return Optional.of("conn_x");
        }
    }

    @Test
    void endsOnACircleOfCauses() {
        Exception first = new IllegalStateException("first");
        first.initCause(new IllegalArgumentException("second", first));
        assertThat(Problem.of(first, "r1").type()).isEqualTo(ProblemType.INTERNAL_ERROR);
    }

    @Test
    void keepsWhatBrokeToItself() {
        Problem problem =
                Problem.of(new EJBException(new SQLException("SELECT secret FROM sec_secret", "42000")), "r1");
        assertThat(new String(problem.toJson(), StandardCharsets.UTF_8)).isEqualTo("""
                        {"type":"about:blank","title":"Internal Server Error","status":500,\
                        "detail":"Something went wrong here; the server's log has it under the request id",\
                        "error":"Something went wrong here; the server's log has it under the request id",\
                        "code":"INTERNAL_ERROR","requestId":"r1"}""");
    }

    @Test
    void carriesTheContractsWordsAndTheFields() {
        WebException refused = new WebException.Invalid(
                "provider and apiKey are required", List.of(new FieldError("apiKey", "REQUIRED", "This is required")));
        assertThat(new String(Problem.of(refused, "r1").toJson(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"type":"urn:dragops:problem:validation-failed","title":"The input is not valid","status":400,\
                        "detail":"provider and apiKey are required","error":"provider and apiKey are required",\
                        "code":"VALIDATION_FAILED",\
                        "errors":[{"field":"apiKey","code":"REQUIRED","message":"This is required"}],\
                        "requestId":"r1"}""");
    }

    @Test
    void asksForABearerWhereNobodyIsSignedIn() {
        assertThat(Problem.of(new WebException.Unauthenticated(), "r1").headers())
                .containsEntry("WWW-Authenticate", "Bearer");
    }
}
