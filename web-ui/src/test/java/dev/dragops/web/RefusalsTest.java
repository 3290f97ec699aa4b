package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.Execution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Execution EXECUTION = new Execution("run_1", Optional.of("pat_1"), Optional.empty());
    private static final Optional<CurrentRequest.Opening> OPENING =
            Optional.of(new CurrentRequest.Opening("credential", EXECUTION));

    private static Problem problem(ProblemType type) {
        return Problem.of(type, "r1");
    }

    @Test
    void keepsABearerThatOpenedNothingButNoneThatWasNotThere() {
        assertThat(Refusals.entry(problem(ProblemType.UNAUTHENTICATED), true, Optional.empty()))
                .hasValueSatisfying(entry -> {
                    assertThat(entry.action()).isEqualTo("access.refused");
                    assertThat(entry.details()).containsEntry("code", "UNAUTHENTICATED");
                });
        assertThat(Refusals.entry(problem(ProblemType.UNAUTHENTICATED), false, Optional.empty()))
                .isEmpty();
    }

    @Test
    void keepsEveryForbiddenRequest() {
        assertThat(Refusals.entry(problem(ProblemType.INSUFFICIENT_SCOPE), true, OPENING))
                .hasValueSatisfying(entry -> {
                    assertThat(entry.action()).isEqualTo("access.refused");
                    assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.REFUSED);
                    assertThat(entry.execution()).contains(EXECUTION);
                });
    }

    @Test
    void leavesWhatTheAccountsModuleKeepsItself() {
        assertThat(Refusals.entry(problem(ProblemType.REAUTHENTICATION_REQUIRED), true, Optional.empty()))
                .isEmpty();
        assertThat(Refusals.entry(problem(ProblemType.SETUP_CODE_REQUIRED), false, Optional.empty()))
                .isEmpty();
    }

    @Test
    void keepsAnOpeningThatDidNotComeAbout() {
        Problem revoked =
                new Problem(ProblemType.CONNECTION_REVOKED, 409, "m", List.of(), Map.of(), Optional.of("conn_x"), "r1");
        assertThat(Refusals.entry(revoked, true, OPENING)).hasValueSatisfying(entry -> {
            assertThat(entry.action()).isEqualTo("credential.refused");
            assertThat(entry.objects()).containsExactly("conn_x");
        });
        assertThat(Refusals.entry(problem(ProblemType.CREDENTIAL_UNREADABLE), true, OPENING))
                .hasValueSatisfying(entry -> assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.FAILED));
    }

    @Test
    void namesNothingThatMayNotExist() {
        assertThat(Refusals.entry(problem(ProblemType.CONNECTION_NOT_FOUND), true, OPENING))
                .hasValueSatisfying(entry -> assertThat(entry.objects()).isEmpty());
    }

    @Test
    void leavesSlipsOfFormAndReadsAlone() {
        assertThat(Refusals.entry(problem(ProblemType.VALIDATION_FAILED), true, OPENING))
                .isEmpty();
        assertThat(Refusals.entry(problem(ProblemType.CONNECTION_NOT_FOUND), true, Optional.empty()))
                .isEmpty();
    }
}
