package dev.dragops.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** Puts a {@link Problem} into an answer: the one place that decides in which form. */
@ApplicationScoped
public class Problems {
    private static final ProblemForm DOCUMENT = new Document();

    /** The forms that are made elsewhere; the document is what suits where none of them does. */
    @Inject
    private Instance<ProblemForm> others;

    /** As an answer of JAX-RS. */
    public Response render(Problem problem, HttpServletRequest request) {
        return render(problem, form(request));
    }

    /** As an answer of JAX-RS to a request that may be out of reach by then, in the form that suits it. */
    Response render(Problem problem, ProblemForm form) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(form.mediaType()).entity(form.body(problem));
        problem.headers().forEach(response::header);
        return response.build();
    }

    /** As the answer of a servlet or filter. */
    void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProblemForm form = form(request);
        byte[] body = form.body(problem);
        response.setStatus(problem.status());
        form.headers().forEach(response::setHeader);
        problem.headers().forEach(response::setHeader);
        response.setContentType(form.mediaType());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The form that suits the request. */
    ProblemForm form(HttpServletRequest request) {
        return isForPrograms(request)
                ? DOCUMENT
                : others.stream()
                        .filter(form -> form.suits(request))
                        .findFirst()
                        .orElse(DOCUMENT);
    }

    /** RFC 9457. */
    private static final class Document implements ProblemForm {
        @Override
        public boolean suits(HttpServletRequest request) {
            return true;
        }

        @Override
        public String mediaType() {
            return Problem.MEDIA_TYPE;
        }

        @Override
        public byte[] body(Problem problem) {
            return problem.toJson();
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }
    }

    /** Whether the address that was asked for is one of programs: the API, its description, or the health. */
    static boolean isForPrograms(HttpServletRequest request) {
        Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = original instanceof String uri ? uri : request.getRequestURI();
        return Stream.of("/api", "/openapi", "/health", "/csp-report")
                .anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
