package dev.dragops.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** What JAX-RS itself refuses: an unknown path, a wrong method or media type. */
@Provider
@ApplicationScoped
public class HttpProblems implements ExceptionMapper<WebApplicationException> {
    @Inject
    private Problems problems;

    @Inject
    private HttpServletRequest request;

    @Override
    public Response toResponse(WebApplicationException refused) {
        Response response = refused.getResponse();
        boolean isAnswer = response.getStatus() < 400 || (response.hasEntity() && !Problems.isForPrograms(request));
        return isAnswer ? response : problems.render(Problem.of(refused, RequestGate.idOf(request)), request);
    }
}
