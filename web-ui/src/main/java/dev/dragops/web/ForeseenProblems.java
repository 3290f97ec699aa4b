package dev.dragops.web;

import dev.dragops.platform.DragopsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Refusals of the modules and of the web layer. */
@Provider
@ApplicationScoped
public class ForeseenProblems implements ExceptionMapper<DragopsException> {
    @Inject
    private Refusals refusals;

    @Inject
    private Problems problems;

    @Inject
    private HttpServletRequest request;

    @Override
    public Response toResponse(DragopsException foreseen) {
        Problem problem = Problem.of(foreseen, RequestGate.idOf(request));
        refusals.record(problem);
        return problems.render(problem, request);
    }
}
