package dev.dragops.web.api;

import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthException;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.Later;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** This server as an OAuth client of providers; for administrators. Secrets go in here and never come out. */
@Path("api/oauth/apps")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class OAuthAppsResource {
    @EJB
    private OAuthApps apps;

    @EJB
    private ProviderCalls calls;

    @EJB
    private Packs packs;

    @Inject
    private Later later;

    @Inject
    private CurrentRequest current;

    /** An OAuth app without its secret. */
    record AppView(
            String provider,
            String clientId,
            Optional<String> clientAuthentication,
            String source,
            String redirectUri,
            Optional<String> problem,
            Optional<Instant> problemSince) {
        static AppView of(OAuthApp app, URI redirectUri) {
            return new AppView(
                    app.provider(),
                    app.clientId(),
                    app.authentication().map(OAuthAppsResource::wire),
                    wire(app.source()),
                    redirectUri.toString(),
                    app.problem(),
                    app.problemSince());
        }
    }

    /** All OAuth apps. */
    record AppsView(List<AppView> apps) {}

    /** What came of trying an app. */
    record TrialView(boolean works, String outcome) {
        static TrialView of(OAuthApps.Trial trial) {
            return new TrialView(trial.works(), trial.outcome());
        }
    }

    @GET
    public Response list() {
        return Response.ok(new AppsView(
                        apps.list(current.caller()).stream().map(this::view).toList()))
                .build();
    }

    @GET
    @Path("{provider}")
    public Response get(@PathParam("provider") String name) {
        return Response.ok(view(apps.get(current.caller(), existing(name)))).build();
    }

    @PUT
    @Path("{provider}")
    @Consumes(MediaType.APPLICATION_JSON)
    public void put(@PathParam("provider") String name, JsonBody body, @Suspended AsyncResponse waiting) {
        String clientId = body.required("clientId");
        Optional<String> clientSecret = body.optional("clientSecret");
        Optional<String> privateKey = body.optional("privateKey");
        Optional<ClientAuthentication> authentication = authentication(body);
        body.check();
        var caller = current.caller();
        OAuthProvider definition = definition(name);
        boolean known = apps.find(definition.provider()).isPresent();
        var app = new OAuthApps.NewApp(
                clientId, clientSecret.map(Plaintext::ofText), privateKey.map(Plaintext::ofText), authentication);
        later.answer(
                waiting,
                calls.run(definition.provider(), () -> apps.put(caller, definition, app))
                        .whenComplete((saved, failure) -> wipe(app)),
                Later.Answer.by(saved -> Response.status(known ? Response.Status.OK : Response.Status.CREATED)
                        .entity(view(saved))
                        .build()));
    }

    @DELETE
    @Path("{provider}")
    public void delete(@PathParam("provider") String name) {
        apps.delete(current.caller(), existing(name));
    }

    @POST
    @Path("{provider}/test")
    public void test(@PathParam("provider") String name, @Suspended AsyncResponse waiting) {
        var caller = current.caller();
        OAuthProvider definition = definition(existing(name));
        apps.get(caller, definition.provider());
        later.answer(
                waiting,
                calls.run(definition.provider(), () -> apps.test(caller, definition)),
                Later.Answer.by(trial -> Response.ok(TrialView.of(trial)).build()));
    }

    private AppView view(OAuthApp app) {
        return AppView.of(app, apps.redirectUri(app.provider()));
    }

    private static void wipe(OAuthApps.NewApp app) {
        app.clientSecret().ifPresent(Plaintext::close);
        app.privateKey().ifPresent(Plaintext::close);
    }

    private OAuthProvider definition(String name) {
        return Provider.parse(name)
                .flatMap(packs::of)
                .flatMap(pack -> pack.method(ConnectionType.OAUTH))
                .flatMap(Pack.Method::oauth)
                .map(Pack.OAuth::provider)
                .orElseThrow(ConnectionsException.ProviderNotFound::new);
    }

    private static String existing(String name) {
        return Provider.parse(name).map(Provider::value).orElseThrow(OAuthException.AppNotFound::new);
    }

    private static Optional<ClientAuthentication> authentication(JsonBody body) {
        Optional<String> wire = body.optional("clientAuthentication");
        Optional<ClientAuthentication> authentication =
                wire.flatMap(text -> Arrays.stream(ClientAuthentication.values())
                        .filter(known -> wire(known).equals(text))
                        .findFirst());
        if (wire.isPresent() && authentication.isEmpty()) {
            body.reject(
                    "clientAuthentication",
                    "INVALID",
                    "This must be client_secret_basic, client_secret_post, private_key_jwt or none");
        }
        return authentication;
    }

    private static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
