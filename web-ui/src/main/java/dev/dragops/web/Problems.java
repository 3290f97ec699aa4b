package dev.dragops.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.stream.Stream;

/** Puts a {@link Problem} into an answer: the one place that decides in which form. */
@ApplicationScoped
public class Problems {
    /** As an answer of JAX-RS. */
    public Response render(Problem problem, HttpServletRequest request) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.toJson());
        problem.headers().forEach(response::header);
        return response.build();
    }

    /** As the answer of a servlet or filter. */
    void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = problem.toJson();
        response.setStatus(problem.status());
        problem.headers().forEach(response::setHeader);
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Whether the address that was asked for is one of programs: the API, its description, or the health. */
    static boolean isForPrograms(HttpServletRequest request) {
        Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = original instanceof String uri ? uri : request.getRequestURI();
        return Stream.of("/api", "/openapi", "/health")
                .anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
