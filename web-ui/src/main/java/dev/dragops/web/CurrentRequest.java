package dev.dragops.web;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import dev.dragops.accounts.RequestInfo;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of the request at hand: its id, who makes it, and what is to be wiped when it ends. */
@RequestScoped
public class CurrentRequest {
    /** Of a body, in bytes. */
    private static final int MOST_OF_CALLERS = 1 << 20;

    /** As much as a server can hold for each connection until all is here, so that who sends slowly holds no thread. */
    private static final int MOST_OF_ANYBODY = 1 << 16;

    private static final String CALLER = "dev.dragops.web.caller";
    private static final String OPENING = "dev.dragops.web.opening";
    private static final String ROUTE = "dev.dragops.web.route";
    private static final String RUNTIME = "/api/runtime/credentials";

    private final List<AutoCloseableQuietly> toWipe = new ArrayList<>();

    @Inject
    HttpServletRequest servletRequest;

    /** Something in the clear that is wiped by closing it, which cannot fail. */
    @FunctionalInterface
    public interface AutoCloseableQuietly extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * What a runtime request asks to open, for the audit trail in case it is refused.
     *
     * @param noun {@code credential} or {@code secret}
     */
    public record Opening(String noun, Execution execution) {}

    /** The id that is also in the log and in {@code X-Request-Id}. */
    public String id() {
        return RequestGate.idOf(servletRequest);
    }

    /** What the audit trail and the throttle know of this request. */
    public RequestInfo info() {
        return infoOf(servletRequest);
    }

    /** As {@link #info()}, of a request that JAX-RS has not seen. */
    public static RequestInfo infoOf(HttpServletRequest request) {
        return new RequestInfo(
                RequestGate.idOf(request),
                RequestGate.clientOf(request),
                Optional.ofNullable(request.getHeader("User-Agent")));
    }

    /** Remembers who makes this request. */
    public void madeBy(Caller caller) {
        madeBy(servletRequest, caller);
    }

    /** As {@link #madeBy(Caller)}, for a request that JAX-RS has not seen. */
    public static void madeBy(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    /**
     * Who makes this request.
     *
     * @throws WebException.Unauthenticated where nobody is signed in, whatever path led here
     */
    public Caller caller() {
        return callerIfKnown().orElseThrow(WebException.Unauthenticated::new);
    }

    /** Who makes this request, empty where nobody is signed in. */
    public Optional<Caller> callerIfKnown() {
        return callerOf(servletRequest);
    }

    /** How many bytes its body may have: {@link WebException.ContentTooLarge} where it has more. */
    public int mostBytes() {
        return callerIfKnown().isPresent() ? MOST_OF_CALLERS : MOST_OF_ANYBODY;
    }

    static Optional<Caller> callerOf(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(CALLER));
    }

    /** Remembers the template of its path. */
    void matched(String route) {
        servletRequest.setAttribute(ROUTE, route);
    }

    /** The template of a request's path; {@link Routes#NONE} where none matched. */
    static String routeOf(HttpServletRequest request) {
        return request.getAttribute(ROUTE) instanceof String matched
                ? matched
                // the one that is answered before JAX-RS sees it
                : RUNTIME.equals(request.getRequestURI()) ? RUNTIME : Routes.NONE;
    }

    /** Remembers what is about to be opened. */
    public void opens(Opening opening) {
        opens(servletRequest, opening);
    }

    /** As {@link #opens(Opening)}, for a request that JAX-RS has not seen. */
    public static void opens(HttpServletRequest request, Opening opening) {
        request.setAttribute(OPENING, opening);
    }

    Optional<Opening> opening() {
        return Optional.ofNullable((Opening) servletRequest.getAttribute(OPENING));
    }

    boolean presentsBearer() {
        return servletRequest.getHeader("Authorization") != null;
    }

    /** Wipes that when this request ends, however it ends. */
    public void wipeAtEnd(AutoCloseableQuietly value) {
        toWipe.add(value);
    }

    @PreDestroy
    void wipe() {
        toWipe.forEach(AutoCloseableQuietly::close);
    }
}
