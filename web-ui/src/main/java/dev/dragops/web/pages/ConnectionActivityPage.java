package dev.dragops.web.pages;

import dev.dragops.accounts.Activity;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What happened to a connection, also to one that is gone. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class ConnectionActivityPage {
    private static final int PAGE_SIZE = 50;

    @EJB
    Connections connections;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /**
     * One thing that happened.
     *
     * @param what in words
     * @param page where a person can end by hand what the provider did not; none in most cases
     */
    public record Happened(When at, String what, String outcome, List<Fact> facts, List<String> page) {
        static Happened of(Activity activity) {
            return new Happened(
                    When.of(activity.at()),
                    Actions.words(activity.action()),
                    activity.outcome().name().toLowerCase(Locale.ROOT),
                    Fact.of(activity),
                    Fact.page(activity));
        }
    }

    @GET
    @Path("{id: conn_[^/]*}/activity")
    public Response activity(
            @PathParam("id") String text,
            @QueryParam("before") @DefaultValue("") String before,
            @QueryParam("notice") @DefaultValue("") String notice) {
        ConnectionId id = ConnectionId.parse(text).orElseThrow(ConnectionsException.NotFound::new);
        OptionalLong older =
                before.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(before)) : OptionalLong.empty();
        List<Activity> activity = connections.activity(visit.caller(), id, older, PAGE_SIZE);
        String address = "/connections/" + id + "/activity";
        String next = activity.size() < PAGE_SIZE
                ? ""
                : address + "?before=" + activity.get(activity.size() - 1).sequence();
        return Layout.answer(
                200,
                layout.page("connections/activity", "connections", notice)
                        .with("id", id.value())
                        .with("connection", name(id))
                        .with("activity", activity.stream().map(Happened::of).toList())
                        .with("first", older.isPresent() ? address : "")
                        .with("next", next));
    }

    /** None where the connection is gone. */
    private List<String> name(ConnectionId id) {
        try {
            return List.of(connections.get(visit.caller(), id).displayName());
        } catch (ConnectionsException.NotFound gone) {
            return List.of();
        }
    }
}
