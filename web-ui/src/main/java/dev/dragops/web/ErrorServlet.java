package dev.dragops.web;

import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Errors that arise outside of JAX-RS (web.xml): answered like all others, and not with the server's own page. */
public class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(ErrorServlet.class.getName());

    @Inject
    private transient Problems problems;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.write(problem(request), request, response);
    }

    private static Problem problem(HttpServletRequest request) {
        String requestId = RequestGate.idOf(request);
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown) {
            LOG.log(Level.SEVERE, thrown, () -> "[" + requestId + "] a request failed outside of JAX-RS");
            return Problem.of(thrown, requestId);
        }
        // without an error this is someone who asked for this servlet's own address
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return Problem.ofStatus(status instanceof Integer known ? known : 404, requestId);
    }
}
