package dev.dragops.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Everything else. The servers wrap what a bean throws, each in its own way, so a refusal may arrive here too; what is
 * truly unforeseen is told to the log, and to the caller by its request id only.
 */
@Provider
@ApplicationScoped
public class UnforeseenProblems implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(UnforeseenProblems.class.getName());

    @Inject
    private Refusals refusals;

    @Inject
    private Problems problems;

    @Inject
    private HttpServletRequest request;

    @Override
    public Response toResponse(Throwable thrown) {
        return problems.render(told(thrown), request);
    }

    /** As {@link #toResponse}, for a request that JAX-RS has not seen. */
    public void answer(Throwable thrown, HttpServletResponse response) throws IOException {
        problems.write(told(thrown), request, response);
    }

    private Problem told(Throwable thrown) {
        Problem problem = Problem.of(thrown, RequestGate.idOf(request));
        log(problem, thrown);
        refusals.record(problem);
        return problem;
    }

    /** Tells the log of what the caller is not told. */
    static void log(Problem problem, Throwable thrown) {
        if (problem.type() == ProblemType.DATABASE_UNAVAILABLE) {
            LOG.warning(() -> "[" + problem.requestId() + "] the database cannot be reached");
        } else if (problem.type() == ProblemType.INTERNAL_ERROR) {
            LOG.log(Level.SEVERE, thrown, () -> "[" + problem.requestId() + "] a request failed");
        }
    }
}
