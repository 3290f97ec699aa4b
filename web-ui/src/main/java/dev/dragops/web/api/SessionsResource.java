package dev.dragops.web.api;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Session;
import dev.dragops.accounts.SessionId;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The caller's sessions; for a session only. */
@Path("api/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class SessionsResource {
    @EJB
    private Accounts accounts;

    @Inject
    private CurrentRequest current;

    /** A session, by all but its bearer. */
    record OpenSessionView(
            String id,
            boolean current,
            Instant createdAt,
            Instant lastSeenAt,
            Instant expiresAt,
            Optional<String> userAgent,
            Optional<String> network) {
        static OpenSessionView of(Session session) {
            return new OpenSessionView(
                    session.id().value(),
                    session.current(),
                    session.createdAt(),
                    session.lastSeenAt(),
                    session.expiresAt(),
                    session.userAgent(),
                    session.network());
        }
    }

    /** All sessions of the caller. */
    record OpenSessionsView(List<OpenSessionView> sessions) {}

    /** How many sessions ended. */
    record EndedView(int sessionsEnded) {}

    @GET
    public Response list() {
        return Response.ok(new OpenSessionsView(accounts.sessions(current.caller()).stream()
                        .map(OpenSessionView::of)
                        .toList()))
                .build();
    }

    @DELETE
    public Response endOthers() {
        return Response.ok(new EndedView(accounts.endOtherSessions(current.caller())))
                .build();
    }

    @DELETE
    @Path("{id}")
    public void end(@PathParam("id") String id) {
        SessionId session = SessionId.parse(id).orElseThrow(AccountsException.SessionNotFound::new);
        accounts.endSession(current.caller(), session);
    }
}
