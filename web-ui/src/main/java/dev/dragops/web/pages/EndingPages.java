package dev.dragops.web.pages;

import dev.dragops.accounts.Workspaces;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionSecrets;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Ending;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Deleting and revoking a connection, after its person was told what will break. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class EndingPages {
    @EJB
    Connections connections;

    @EJB
    ConnectionSecrets connectionSecrets;

    @EJB
    Workspaces workspaces;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /** A secret that loses its connection. */
    public record Losing(String name, String environment, List<Heir> heirs) {
        static Losing of(Ending.Fate fate, EnvironmentNames names) {
            return new Losing(
                    fate.name().value(),
                    names.of(fate.environment()),
                    fate.passesOn() ? List.of(Heir.of(fate.heir())) : List.of());
        }
    }

    /**
     * Who gets a secret.
     *
     * @param address of its page, empty where it is another person's
     */
    public record Heir(String name, String address) {
        static Heir of(Optional<Connection> own) {
            return new Heir(
                    own.map(Connection::displayName).orElse(Messages.text("connection.ending.another")),
                    own.map(heir -> "/connections/" + heir.id()).orElse(""));
        }
    }

    @GET
    @Path("{id: conn_[^/]*}/delete")
    public Response confirmDelete(@PathParam("id") String text) {
        return confirm("connections/delete", text);
    }

    @POST
    @Path("{id: conn_[^/]*}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response delete(@PathParam("id") String text) {
        ConnectionId id = id(text);
        boolean tellsProvider = connections.get(visit.caller(), id).type() == ConnectionType.OAUTH;
        connections.delete(visit.caller(), id);
        // the provider is told by and by, and only the activity says how that ended
        return Layout.seeOther(
                        (tellsProvider ? "/connections/" + id + "/activity" : "/connections") + "?notice=deleted")
                .build();
    }

    @GET
    @Path("{id: conn_[^/]*}/revoke")
    public Response confirmRevoke(@PathParam("id") String text) {
        return confirm("connections/revoke", text);
    }

    @POST
    @Path("{id: conn_[^/]*}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response revoke(@PathParam("id") String text) {
        ConnectionId id = id(text);
        connections.revoke(visit.caller(), id);
        return Layout.seeOther("/connections/" + id + "?notice=revoked").build();
    }

    private Response confirm(String template, String text) {
        ConnectionId id = id(text);
        Connection connection = connections.get(visit.caller(), id);
        Ending ending = connectionSecrets.ending(visit.caller(), id);
        EnvironmentNames names = EnvironmentNames.of(workspaces, visit.caller());
        return Layout.answer(
                200,
                layout.page(template, "connections", "")
                        .with("id", id.value())
                        .with("name", connection.displayName())
                        .with("removed", losing(ending, false, names))
                        .with("passedOn", losing(ending, true, names))
                        .with("seen", ConnectionPages.SeenIn.of(ending.seen())));
    }

    private static List<Losing> losing(Ending ending, boolean passesOn, EnvironmentNames names) {
        return ending.secrets().stream()
                .filter(fate -> fate.passesOn() == passesOn)
                .sorted(Comparator.comparing((Ending.Fate fate) -> fate.name().value())
                        .thenComparingInt(fate -> names.place(fate.environment())))
                .map(fate -> Losing.of(fate, names))
                .toList();
    }

    private static ConnectionId id(String text) {
        return ConnectionId.parse(text).orElseThrow(ConnectionsException.NotFound::new);
    }
}
