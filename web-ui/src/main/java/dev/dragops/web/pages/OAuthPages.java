package dev.dragops.web.pages;

import dev.dragops.connections.OAuthConnections;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.OAuthException;
import dev.dragops.web.Later;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;

/**
 * The way to a provider and back, each a navigation: a browser that follows our {@code form-action} would not follow a
 * form to another site. What comes back in the address is neither logged nor shown.
 */
@Path("oauth")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class OAuthPages {
    @EJB
    OAuthConnections oauth;

    @Inject
    Later later;

    @Inject
    Visit visit;

    /** Whether a path, with or without its leading slash, is one where providers send browsers back to. */
    static boolean isCallback(String path) {
        return path.startsWith("oauth/callback/") || path.startsWith("/oauth/callback/");
    }

    @GET
    @Path("authorizations/{id}")
    public void open(@PathParam("id") String text, @Suspended AsyncResponse waiting) {
        AuthorizationId id = AuthorizationId.parse(text).orElseThrow(OAuthException.AuthorizationNotFound::new);
        later.answer(waiting, oauth.open(visit.caller(), id), Later.Answer.by(url -> Layout.seeOther(url.toString())
                .build()));
    }

    /** Not led to the sign-in page first, where the address with its code would be carried along. */
    @GET
    @Path("callback/{provider}")
    @ForVisitors
    public void back(@PathParam("provider") String name, @Context UriInfo uri, @Suspended AsyncResponse waiting) {
        Provider provider =
                Provider.parse(name).orElseThrow(() -> new OAuthException.CallbackRefused("There is no such provider"));
        later.answer(
                waiting,
                oauth.finish(visit.known(), provider, uri.getQueryParameters()),
                Later.Answer.by(OAuthPages::next)
                        .orElse(Layout.seeOther("/connections?notice=connecting")
                                .build()));
    }

    private static Response next(Authorization authorization) {
        Optional<String> connection =
                authorization.connection().filter(id -> authorization.status() == Authorizations.Status.SUCCEEDED);
        String own = connection
                .map(id -> "/connections/" + id + "?notice=connected")
                .orElse("/connections/authorizations/" + authorization.id());
        String next = connection.isPresent()
                ? authorization
                        .returnTo()
                        .map(ReturnTo::safe)
                        .filter(path -> !path.equals(ReturnTo.HOME))
                        .orElse(own)
                : own;
        return Layout.seeOther(next).build();
    }
}
