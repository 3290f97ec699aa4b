package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.Execution;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Execution EXECUTION = new Execution("run_1", Optional.of("pat_1"), Optional.empty());
    private static final Optional<CurrentRequest.Opening> OPENING =
            Optional.of(new CurrentRequest.Opening("credential", Optional.of("conn_x"), EXECUTION));

    @Test
    void keepsABearerThatOpenedNothingButNoneThatWasNotThere() {
        assertThat(Refusals.entry(ProblemType.UNAUTHENTICATED, true, Optional.empty()))
                .hasValueSatisfying(entry -> {
                    assertThat(entry.action()).isEqualTo("access.refused");
                    assertThat(entry.details()).containsEntry("code", "UNAUTHENTICATED");
                });
        assertThat(Refusals.entry(ProblemType.UNAUTHENTICATED, false, Optional.empty()))
                .isEmpty();
    }

    @Test
    void keepsEveryForbiddenRequest() {
        assertThat(Refusals.entry(ProblemType.INSUFFICIENT_SCOPE, true, OPENING))
                .hasValueSatisfying(entry -> {
                    assertThat(entry.action()).isEqualTo("access.refused");
                    assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.REFUSED);
                    assertThat(entry.execution()).contains(EXECUTION);
                });
    }

    @Test
    void leavesWhatTheAccountsModuleKeepsItself() {
        assertThat(Refusals.entry(ProblemType.REAUTHENTICATION_REQUIRED, true, Optional.empty()))
                .isEmpty();
        assertThat(Refusals.entry(ProblemType.SETUP_CODE_REQUIRED, false, Optional.empty()))
                .isEmpty();
    }

    @Test
    void keepsAnOpeningThatDidNotComeAbout() {
        assertThat(Refusals.entry(ProblemType.CONNECTION_REVOKED, true, OPENING))
                .hasValueSatisfying(entry -> {
                    assertThat(entry.action()).isEqualTo("credential.refused");
                    assertThat(entry.objects()).containsExactly("conn_x");
                });
        assertThat(Refusals.entry(ProblemType.CREDENTIAL_UNREADABLE, true, OPENING))
                .hasValueSatisfying(entry -> assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.FAILED));
    }

    @Test
    void namesNothingThatMayNotExist() {
        assertThat(Refusals.entry(ProblemType.CONNECTION_NOT_FOUND, true, OPENING))
                .hasValueSatisfying(entry -> assertThat(entry.objects()).isEmpty());
    }

    @Test
    void leavesSlipsOfFormAndReadsAlone() {
        assertThat(Refusals.entry(ProblemType.VALIDATION_FAILED, true, OPENING)).isEmpty();
        assertThat(Refusals.entry(ProblemType.CONNECTION_NOT_FOUND, true, Optional.empty()))
                .isEmpty();
    }
}
