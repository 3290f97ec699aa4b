package dev.dragops.web;

import dev.dragops.accounts.Caller;
import dev.dragops.platform.Drain;
import dev.dragops.platform.Settings;
import dev.dragops.platform.Trace;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes first (web.xml): it gets an id, is refused where it is not HTTP as the servers should have
 * demanded, and leaves one line in the log, without headers, bodies or query strings. Its answer gets the headers that
 * hold for all answers.
 */
public class RequestGate extends HttpFilter {
    private static final long serialVersionUID = 1L;
    /** Kept, since finding it searches the class path each time. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final Logger ACCESS = Logger.getLogger("dev.dragops.web.access");
    private static final String ID = "dev.dragops.web.requestId";
    private static final String CLIENT = "dev.dragops.web.client";
    private static final String ID_HEADER = "X-Request-Id";
    private static final Pattern ACCEPTED_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    @Inject
    private transient Problems problems;

    @Inject
    private transient Traffic traffic;

    private transient Map<String, String> forPrograms = Map.of();
    private transient Map<String, String> forPeople = Map.of();
    private transient ClientAddress clientAddress = new ClientAddress(Set.of());

    @Override
    public void init() {
        traffic.open();
        Settings settings = Settings.fromEnvironment();
        boolean https = "https".equalsIgnoreCase(settings.publicUrl().getScheme());
        forPrograms = headers(https, true);
        forPeople = headers(https, false);
        clientAddress = new ClientAddress(settings.trustedProxies());
    }

    /** The id of a request that passed here. */
    static String idOf(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(ID));
    }

    /** The address of whoever made a request that passed here. */
    static String clientOf(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(CLIENT));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ERROR && request.getAttribute(ID) != null) {
            secure(request, response);
            chain.doFilter(request, response);
            return;
        }
        long start = System.nanoTime();
        request.setAttribute(ID, id(request.getHeader(ID_HEADER)));
        request.setAttribute(
                CLIENT,
                clientAddress.of(request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For"))));
        secure(request, response);
        Runnable leave = isAboutHealth(request) ? () -> {} : traffic::leave;
        Trace trace = Trace.request(name -> Optional.ofNullable(request.getHeader(name)));
        Trace.Entered here = trace.enter();
        try {
            if (isRefused(request, response)) {
                problems.write(Problem.of(ProblemType.SERVER_STOPPING, idOf(request)), request, response);
            } else if (!METHODS.contains(request.getMethod())) {
                Problem refused = Problem.of(ProblemType.METHOD_NOT_ALLOWED, idOf(request));
                response.setHeader(
                        "Allow", String.join(", ", METHODS.stream().sorted().toList()));
                problems.write(refused, request, response);
            } else if (isMalformed(request)) {
                response.setHeader("Connection", "close");
                problems.write(Problem.of(new WebException.MalformedRequest(), idOf(request)), request, response);
            } else {
                chain.doFilter(request, response);
            }
        } finally {
            here.close();
            Runnable end = () -> {
                leave.run();
                long nanos = System.nanoTime() - start;
                Meters.request(request, response.getStatus(), nanos);
                ACCESS.info(() -> line(request, response.getStatus(), nanos / 1_000_000, trace.id()));
                if (!isAboutHealth(request)) {
                    // one that is not closed is not told
                    trace.asked(request.getMethod(), CurrentRequest.routeOf(request))
                            .answered(response.getStatus())
                            .close();
                }
            };
            if (!isLeftOpen(request, end)) {
                end.run();
            }
        }
    }

    /**
     * Counts the request, and answers whether this node takes it no more. While it is to be stopped, callers whose
     * connection it keeps are sent elsewhere, where others listen.
     */
    private boolean isRefused(HttpServletRequest request, HttpServletResponse response) {
        if (isAboutHealth(request)) {
            return false;
        }
        Drain.Phase phase = traffic.enter();
        if (phase != Drain.Phase.OPEN && request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader("Connection", "close");
        }
        return phase == Drain.Phase.CLOSED;
    }

    /** What balancers ask, whatever the state. */
    private static boolean isAboutHealth(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/health/");
    }

    /** Whether the answer is still to come, after which that is run. */
    private static boolean isLeftOpen(HttpServletRequest request, Runnable afterwards) {
        if (!request.isAsyncStarted()) {
            return false;
        }
        try {
            request.getAsyncContext().addListener(new Afterwards(afterwards));
            return true;
        } catch (IllegalStateException answeredMeanwhile) {
            return false;
        }
    }

    /** Runs something when a suspended request has its answer. */
    private record Afterwards(Runnable work) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            work.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // onComplete comes too
        }

        @Override
        public void onError(AsyncEvent event) {
            // onComplete comes too
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    private static String id(@Nullable String presented) {
        return presented != null && ACCEPTED_ID.matcher(presented).matches()
                ? presented
                : UUID.randomUUID().toString();
    }

    private void secure(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(ID_HEADER, idOf(request));
        (Problems.isForPrograms(request) ? forPrograms : forPeople).forEach(response::setHeader);
    }

    /** The headers of an answer; the pages add their own policy to what holds for all. */
    static Map<String, String> headers(boolean https, boolean forPrograms) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "X-Content-Type-Options", "nosniff",
                "Referrer-Policy", "no-referrer",
                "X-Frame-Options", "DENY"));
        if (https) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
        if (forPrograms) {
            headers.put("Cache-Control", "no-store");
            headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
        return headers;
    }

    private static boolean isMalformed(HttpServletRequest request) {
        List<String> names = Collections.list(request.getHeaderNames());
        return isAmbiguous(
                        Collections.list(request.getHeaders("Transfer-Encoding")),
                        Collections.list(request.getHeaders("Content-Length")))
                || names.stream()
                        .anyMatch(name -> !TOKEN.matcher(name).matches()
                                || Collections.list(request.getHeaders(name)).stream()
                                        .anyMatch(RequestGate::hasControlCharacter));
    }

    /**
     * RFC 9112 section 6.1: where the length of a body can be read in two ways, two servers in a row may read it
     * differently, which is how requests are smuggled.
     */
    static boolean isAmbiguous(List<String> transferEncodings, List<String> contentLengths) {
        boolean otherCoding =
                transferEncodings.size() > 1 || !transferEncodings.stream().allMatch("chunked"::equalsIgnoreCase);
        return otherCoding
                || contentLengths.size() > 1
                || (!transferEncodings.isEmpty() && !contentLengths.isEmpty())
                || !contentLengths.stream()
                        .allMatch(length -> LENGTH.matcher(length).matches());
    }

    /** RFC 9110 section 5.5: a field value has no control character but the tab. */
    static boolean hasControlCharacter(String value) {
        return value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127);
    }

    private static String line(HttpServletRequest request, int status, long millis, Optional<String> traceId) {
        JsonObjectBuilder line = JSON.createObjectBuilder()
                .add("requestId", idOf(request))
                .add("method", request.getMethod())
                .add("path", request.getRequestURI())
                .add("status", status)
                .add("millis", millis);
        traceId.ifPresent(id -> line.add("traceId", id));
        CurrentRequest.callerOf(request).ifPresent(caller -> addCaller(line, caller));
        return line.build().toString();
    }

    private static void addCaller(JsonObjectBuilder line, Caller caller) {
        line.add("userId", caller.user().value())
                .add("accessId", caller.access().id());
    }
}
