package dev.dragops.web.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * An error as a page, for a person in a browser: the same status, code and text as the problem document that a program
 * gets.
 */
@ApplicationScoped
public class ErrorPage {
    @Inject
    Layout layout;

    @Inject
    Templates templates;

    /**
     * Whether a request that failed is to be answered by a page.
     *
     * @param path of the request, with or without its leading slash
     * @param acceptable what the client accepts, the best first
     */
    public static boolean isWanted(String path, List<MediaType> acceptable) {
        return PagePaths.isPage(path)
                && acceptable.stream().anyMatch(type -> type.isCompatible(MediaType.TEXT_HTML_TYPE));
    }

    /**
     * The page, with its status and media type; headers such as {@code Retry-After} are the caller's to add.
     *
     * @param code the upper-case constant by which programs tell errors apart
     * @param message one sentence for a person, never input
     * @param requestId what an operator finds the request by in the log
     */
    public Response of(int status, String code, String message, String requestId) {
        return Layout.answer(status, view(status, code, message, requestId));
    }

    /** As {@link #of}, drawn, in UTF-8: for what answers outside of JAX-RS. */
    public byte[] draw(int status, String code, String message, String requestId) {
        return templates.draw(view(status, code, message, requestId)).getBytes(StandardCharsets.UTF_8);
    }

    /** The headers that every page carries; JAX-RS answers get them by themselves. */
    public static Map<String, String> headers() {
        return Collections.unmodifiableMap(PageHeaders.OF_EVERY_PAGE);
    }

    private View view(int status, String code, String message, String requestId) {
        return layout.bare("error")
                .with("title", Messages.text(title(status)))
                .with("status", status)
                .with("code", code)
                .with("message", message)
                .with("requestId", requestId);
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
