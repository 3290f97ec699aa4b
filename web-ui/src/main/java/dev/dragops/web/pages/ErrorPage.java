package dev.dragops.web.pages;

import dev.dragops.web.Problem;
import dev.dragops.web.ProblemForm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as a page, for a person in a browser: the same status, code and text as the problem document that a program
 * gets. It needs neither the database nor a key to be drawn.
 */
@ApplicationScoped
class ErrorPage implements ProblemForm {
    @Inject
    Layout layout;

    @Inject
    Templates templates;

    @Override
    public boolean suits(HttpServletRequest request) {
        Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = original instanceof String uri ? uri : request.getRequestURI();
        return PagePaths.isPage(path) && wantsPage(request.getHeader("Accept"));
    }

    @Override
    public String mediaType() {
        return "text/html;charset=UTF-8";
    }

    @Override
    public byte[] body(Problem problem) {
        return templates.draw(view(problem)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(PageHeaders.OF_EVERY_PAGE);
    }

    /** A page, unless JSON is asked for and HTML is not. */
    static boolean wantsPage(@Nullable String accept) {
        String types = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
        return types.contains("text/html") || !types.contains("json");
    }

    View view(Problem problem) {
        return layout.bare("error")
                .with("title", Messages.text(title(problem.status())))
                .with("status", problem.status())
                .with("code", problem.type().name())
                .with("message", message(problem))
                .with("requestId", problem.requestId());
    }

    // these two are told to programs with the media type of the API
    private static String message(Problem problem) {
        return switch (problem.type()) {
            case NOT_ACCEPTABLE -> Messages.text("error.not-acceptable");
            case UNSUPPORTED_MEDIA_TYPE -> Messages.text("error.unsupported-media-type");
            default -> problem.message();
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 403 -> "error.title.forbidden";
            case 404 -> "error.title.not-found";
            case 503 -> "error.title.unavailable";
            default -> status < 500 ? "error.title.refused" : "error.title.failed";
        };
    }
}
