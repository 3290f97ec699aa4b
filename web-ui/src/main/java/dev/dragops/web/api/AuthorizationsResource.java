package dev.dragops.web.api;

import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.OAuthConnections;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.OAuthException;
import dev.dragops.web.CurrentRequest;
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
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Connecting by OAuth, as a program begins and watches it; approving is for a person in a browser. */
@Path("api/oauth")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class AuthorizationsResource {
    private static final int MOST_SCOPES = 200;

    /** A path of ours: browsers read a backslash as a slash, and two slashes as another host (WHATWG URL, section 4.4). */
    private static final Pattern OWN_PATH = Pattern.compile("/(?!/)[!-\\[\\]-~]{0,1023}");

    @EJB
    private OAuthConnections oauth;

    @Inject
    private CurrentRequest current;

    /** An authorization that was begun. */
    record BegunView(String id, String authorizationUrl, Instant expiresAt) {
        static BegunView of(Authorization begun) {
            return new BegunView(begun.id().value(), begun.url().toString(), begun.expiresAt());
        }
    }

    /** How far an authorization is. */
    record AuthorizationView(
            String id,
            String provider,
            String status,
            Instant expiresAt,
            Optional<String> connectionId,
            Optional<String> error) {
        static AuthorizationView of(Authorization authorization) {
            return new AuthorizationView(
                    authorization.id().value(),
                    authorization.provider(),
                    authorization.status().name().toLowerCase(Locale.ROOT),
                    authorization.expiresAt(),
                    authorization.connection(),
                    authorization.failure());
        }
    }

    @POST
    @Path("{provider}/authorizations")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response begin(@PathParam("provider") String name, JsonBody body) {
        Optional<String> displayName = body.optional("displayName");
        List<String> scopes = body.optionalList("scopes", MOST_SCOPES);
        Optional<String> returnTo = body.optional("returnTo");
        Optional<String> connectionId = body.optional("connectionId");
        Map<String, String> fields = body.optionalTexts("fields");
        if (returnTo.isPresent() && !OWN_PATH.matcher(returnTo.get()).matches()) {
            body.reject("returnTo", "INVALID", "This must be a path of this server, such as /connections");
        }
        body.check();
        Provider provider = Provider.parse(name).orElseThrow(ConnectionsException.ProviderNotFound::new);
        Authorization begun = oauth.begin(
                current.caller(),
                provider,
                new Authorizations.Request(displayName, scopes, returnTo, connectionId, fields));
        return Response.status(Response.Status.CREATED)
                .header("Location", "/api/oauth/authorizations/" + begun.id())
                .entity(BegunView.of(begun))
                .build();
    }

    @GET
    @Path("authorizations/{id}")
    public Response get(@PathParam("id") String id) {
        AuthorizationId authorization =
                AuthorizationId.parse(id).orElseThrow(OAuthException.AuthorizationNotFound::new);
        return Response.ok(AuthorizationView.of(oauth.authorization(current.caller(), authorization)))
                .build();
    }
}
