package dev.dragops.web;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.RequestInfo;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes refusals into the audit trail, each in a transaction of its own, after the refused one has ended. */
@ApplicationScoped
public class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class.getName());

    /** The accounts module keeps these itself, with the other bad passwords and codes: a request leaves one row. */
    private static final Set<ProblemType> KEPT_BY_ACCOUNTS =
            Set.of(ProblemType.REAUTHENTICATION_REQUIRED, ProblemType.SETUP_CODE_REQUIRED);

    @EJB
    AuditTrail trail;

    @Inject
    CurrentRequest request;

    /** Records the refusal that the problem tells of, where it is one that the trail keeps. */
    public void record(Problem problem) {
        record(problem, origin());
    }

    /** Whose request it is, for when the request itself is out of reach. */
    Origin origin() {
        return new Origin(request.callerIfKnown(), request.info(), request.presentsBearer(), request.opening());
    }

    /** As {@link #record(Problem)}, on whatever thread. */
    void record(Problem problem, Origin origin) {
        entry(problem, origin.bearerPresented(), origin.opening()).ifPresent(entry -> write(entry, origin));
    }

    private void write(AuditEntry entry, Origin origin) {
        try {
            origin.caller()
                    .ifPresentOrElse(
                            caller -> trail.recordAlone(caller, entry),
                            () -> trail.recordAnonymous(origin.request(), entry));
        } catch (EJBException failed) {
            // the refusal stands, and nothing was opened: the caller is told of it all the same
            LOG.log(
                    Level.SEVERE,
                    failed,
                    () -> "[" + origin.request().requestId() + "] a refusal could not be audited");
        }
    }

    /** What the trail keeps of a request. */
    record Origin(
            Optional<Caller> caller,
            RequestInfo request,
            boolean bearerPresented,
            Optional<CurrentRequest.Opening> opening) {}

    /**
     * What the trail keeps: a bearer that opened nothing, every forbidden request, and every opening that did not come
     * about but for a slip in its form. What was asked for is named only where the problem knows it.
     */
    static Optional<AuditEntry> entry(
            Problem problem, boolean bearerPresented, Optional<CurrentRequest.Opening> opening) {
        ProblemType type = problem.type();
        if (KEPT_BY_ACCOUNTS.contains(type)) {
            return Optional.empty();
        }
        boolean access = type.status() == 403 || (type == ProblemType.UNAUTHENTICATED && bearerPresented);
        if (access) {
            return Optional.of(refusal("access", problem, opening));
        }
        boolean broken = type.status() >= 500;
        if (opening.isEmpty() || !(broken || type.status() == 404 || type.status() == 409)) {
            return Optional.empty();
        }
        return Optional.of(refusal(opening.get().noun(), problem, opening));
    }

    private static AuditEntry refusal(String noun, Problem problem, Optional<CurrentRequest.Opening> opening) {
        return new AuditEntry(
                noun + ".refused",
                problem.type().status() >= 500 ? AuditEntry.Outcome.FAILED : AuditEntry.Outcome.REFUSED,
                problem.concerns().stream().toList(),
                Map.of("code", problem.type().name()),
                opening.map(CurrentRequest.Opening::execution));
    }
}
