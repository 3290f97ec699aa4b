package dev.dragops.web.api;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import dev.dragops.connections.Opened;
import dev.dragops.connections.Openings;
import dev.dragops.platform.DragopsException;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.UnforeseenProblems;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * The short way of {@code POST /api/runtime/credentials}, which is asked for more often than all else together: where a
 * credential can be handed over as it is, it is, without JAX-RS. Whatever is not as plain as that (a refusal, a token to
 * be refreshed, an odd request) goes the ordinary way with its body untouched, to {@link RuntimeResource}, which finds
 * out for itself, and is where every refusal is told and audited. What fails here is told here, and not tried again.
 */
public class OpeningFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 16 * 1024;
    private static final Set<String> ACCEPTED = Set.of("*/*", MediaType.APPLICATION_JSON);

    @EJB
    private transient Accounts accounts;

    @EJB
    private transient Openings openings;

    @Inject
    private transient UnforeseenProblems problems;

    private final transient JsonBodyReader reader = new JsonBodyReader();
    private transient Accounts.Authentication authentication = (bearer, request) -> Optional.empty();
    private transient Openings.AtOnce atOnce = (caller, reference, execution) -> Optional.empty();

    @Override
    public void init() {
        authentication = accounts.authentication();
        atOnce = openings.atOnce();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!isPlain(request)) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES);
        try {
            Optional<Opened> opened;
            try {
                opened = opened(request, body);
            } catch (RuntimeException failed) {
                // the database is away or slow, or the audit row may be there already: nothing is tried twice
                problems.answer(failed, response);
                return;
            }
            if (opened.isPresent()) {
                response.setContentType(MediaType.APPLICATION_JSON);
                RuntimeResource.body(opened.get()).write(response.getOutputStream());
            } else {
                chain.doFilter(new Unread(request, body), response);
            }
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private static boolean isPlain(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("POST")
                && MediaType.APPLICATION_JSON.equals(request.getContentType())
                && request.getContentLengthLong() > 0
                && request.getContentLengthLong() <= MOST_BYTES
                && (accept == null || ACCEPTED.contains(accept))
                && request.getHeader("Content-Encoding") == null
                && request.getHeader("X-Workspace-Id") == null;
    }

    private Optional<Opened> opened(HttpServletRequest request, byte[] body) {
        try {
            Optional<Caller> caller = CallerFilter.bearer(Collections.list(request.getHeaders("Authorization")))
                    .flatMap(bearer -> authentication.authenticate(bearer, CurrentRequest.infoOf(request)));
            if (caller.isEmpty()) {
                return Optional.empty();
            }
            JsonBody json = reader.parse(body);
            String reference = json.required("connection");
            Execution execution = RuntimeResource.execution(json);
            json.check();
            CurrentRequest.madeBy(request, caller.get());
            CurrentRequest.opens(request, new CurrentRequest.Opening("credential", execution));
            return atOnce.open(caller.get(), reference, execution);
        } catch (DragopsException told) {
            // by the resource, to which the same will happen
            return Optional.empty();
        }
    }

    /** The request as it came, for whoever reads its body next. */
    private static final class Unread extends HttpServletRequestWrapper {
        /** One for all who ask: Jersey asks anew for each byte. */
        private final ServletInputStream body;

        Unread(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = new Body(body);
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }
    }

    private static final class Body extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Body(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("this body is here already, and read by blocking");
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int most) {
            return bytes.read(into, from, most);
        }
    }
}
