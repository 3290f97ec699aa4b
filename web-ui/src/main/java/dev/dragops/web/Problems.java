package dev.dragops.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.stream.Stream;

/** Puts a {@link Problem} into an answer: the one place that decides in which form. */
public final class Problems {
    private Problems() {}

    /** A problem as it goes over the wire. */
    private record Rendered(String mediaType, byte[] body) {}

    /** As an answer of JAX-RS. */
    public static Response render(Problem problem, HttpServletRequest request) {
        Rendered rendered = inFormOf(problem, request);
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(rendered.mediaType).entity(rendered.body);
        problem.headers().forEach(response::header);
        return response.build();
    }

    /** As the answer of a servlet or filter. */
    static void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Rendered rendered = inFormOf(problem, request);
        response.setStatus(problem.status());
        problem.headers().forEach(response::setHeader);
        response.setContentType(rendered.mediaType);
        response.setContentLength(rendered.body.length);
        response.getOutputStream().write(rendered.body);
    }

    /** Where people, not programs, are to read errors, their form is chosen here. */
    @SuppressWarnings("UnusedVariable")
    private static Rendered inFormOf(Problem problem, HttpServletRequest request) {
        return new Rendered(Problem.MEDIA_TYPE, problem.toJson());
    }

    /** Whether the address that was asked for is one of programs: the API, its description, or the health. */
    static boolean isForPrograms(HttpServletRequest request) {
        Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = original instanceof String uri ? uri : request.getRequestURI();
        return Stream.of("/api", "/openapi", "/health")
                .anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
