package dev.dragops.web.pages;

import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Credential;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Replacing the credential of a connection in place, for one that was entered by hand. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class CredentialPages {
    @EJB
    Connections connections;

    @EJB
    Packs packs;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    @GET
    @Path("{id: conn_[^/]*}/replace")
    public Response form(@PathParam("id") String text, @QueryParam("rows") @DefaultValue("") String rows) {
        Connection connection = connections.get(visit.caller(), id(text));
        return connection.type() == ConnectionType.OAUTH
                ? ownPage(connection, "").build()
                : Layout.answer(200, page(connection, form(connection, rows), Optional.empty(), FormErrors.none()));
    }

    @POST
    @Path("{id: conn_[^/]*}/replace")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response replace(@PathParam("id") String text) {
        PostedForm sent = visit.form();
        Connection connection = connections.get(visit.caller(), id(text));
        if (connection.type() == ConnectionType.OAUTH) {
            return ownPage(connection, "").build();
        }
        ConnectionForm form = form(connection, sent.text("rows"));
        FormErrors missing = form.missing(sent);
        if (!missing.isEmpty()) {
            return Layout.answer(400, page(connection, form, Optional.of(sent), missing));
        }
        try (Credential credential = form.credential(sent)) {
            connections.replaceCredential(visit.caller(), connection.id(), credential);
            return ownPage(connection, form.trims(sent) ? "?notice=replaced-trimmed" : "?notice=credential-replaced")
                    .build();
        } catch (ConnectionsException.WrongCredentialKind wrong) {
            return Layout.answer(400, page(connection, form, Optional.of(sent), FormErrors.whole(wrong.getMessage())));
        } catch (ConnectionsException.Invalid invalid) {
            FormErrors errors = FormErrors.of(invalid, form.shown(), form::formName);
            return Layout.answer(400, page(connection, form, Optional.of(sent), errors));
        }
    }

    private static Response.ResponseBuilder ownPage(Connection connection, String notice) {
        return Layout.seeOther("/connections/" + connection.id() + notice);
    }

    private ConnectionForm form(Connection connection, String rows) {
        Optional<Pack.Method> method = packs.of(connection.provider()).flatMap(pack -> pack.method(connection.type()));
        if (method.isPresent()) {
            return new ConnectionForm.OfPack(connection.provider(), method.get());
        }
        return connection.type() == ConnectionType.API_KEY
                ? new ConnectionForm.AnyApiKey(Optional.of(connection.provider()))
                : new ConnectionForm.AnyFields(
                        rows.matches("\\d{1,3}") ? Integer.parseInt(rows) : NewConnectionPages.ROWS,
                        Optional.of(connection.provider()));
    }

    private View page(Connection connection, ConnectionForm form, Optional<PostedForm> sent, FormErrors errors) {
        int rows = form instanceof ConnectionForm.AnyFields fields ? fields.rows() : 0;
        List<ConnectionForm.Labelled> fields = form.fields(sent, errors);
        return layout.page("connections/replace", "connections", "")
                .with("id", connection.id().value())
                .with("name", connection.displayName())
                .with("type", connection.type().wire())
                .with("revoked", connection.status() == ConnectionStatus.REVOKED)
                .with("fields", fields)
                .with(
                        "check",
                        form instanceof ConnectionForm.OfPack ? FieldCheckPage.address(connection.provider()) : "")
                .with("rows", rows)
                .with("error", errors.whole())
                .with("wrong", errors.byField().size());
    }

    private static ConnectionId id(String text) {
        return ConnectionId.parse(text).orElseThrow(ConnectionsException.NotFound::new);
    }
}
