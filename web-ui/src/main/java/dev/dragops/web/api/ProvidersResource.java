package dev.dragops.web.api;

import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;

/** The providers that a pack defines, the same for everyone who is signed in. */
@Path("api/providers")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class ProvidersResource {
    @EJB
    private Packs packs;

    @EJB
    private OAuthApps apps;

    @Inject
    private CurrentRequest current;

    /** A provider. */
    record ProviderView(
            String provider,
            String name,
            String description,
            String version,
            String category,
            List<String> tags,
            Optional<String> docsUrl,
            List<MethodView> methods) {
        static ProviderView of(Pack pack, OAuthApps apps) {
            return new ProviderView(
                    pack.provider().value(),
                    pack.name(),
                    pack.description(),
                    pack.version(),
                    pack.category(),
                    pack.tags(),
                    pack.docsUrl(),
                    pack.methods().stream()
                            .map(method -> MethodView.of(method, apps))
                            .toList());
        }
    }

    /**
     * One way to authenticate; its fields go out as a pack has them.
     *
     * @param scopes of OAuth only
     * @param appConfigured of OAuth only: whether people can connect, as this server is known there
     */
    record MethodView(
            String type, List<Pack.Field> fields, Optional<ScopesView> scopes, Optional<Boolean> appConfigured) {
        static MethodView of(Pack.Method method, OAuthApps apps) {
            Optional<OAuthProvider> oauth =
                    method.type() == ConnectionType.OAUTH ? method.oauth().map(Pack.OAuth::provider) : Optional.empty();
            return new MethodView(
                    method.type().wire(),
                    method.fields(),
                    oauth.map(provider -> ScopesView.of(provider.scopes())),
                    oauth.map(provider -> apps.find(provider.provider()).isPresent()));
        }
    }

    /** The scopes that are asked for by default, and those that are known. */
    record ScopesView(@Member("default") List<String> defaults, List<ScopeView> available) {
        static ScopesView of(OAuthProvider.Scopes scopes) {
            return new ScopesView(
                    scopes.defaults(),
                    scopes.available().stream()
                            .map(scope -> new ScopeView(scope.name(), scope.description()))
                            .toList());
        }
    }

    /** A scope of a provider. */
    record ScopeView(String name, Optional<String> description) {}

    /** All providers that have a pack. */
    record ProvidersView(List<ProviderView> providers) {
        static ProvidersView of(List<Pack> packs, OAuthApps apps) {
            return new ProvidersView(
                    packs.stream().map(pack -> ProviderView.of(pack, apps)).toList());
        }
    }

    @GET
    public Response list(@Context UriInfo uri) {
        current.caller();
        QueryParameters parameters = new QueryParameters(uri.getQueryParameters());
        Optional<String> text = parameters.text("q");
        Optional<String> category = parameters.text("category");
        parameters.check();
        List<Pack> found = packs.all().stream()
                .filter(pack -> text.stream().allMatch(pack::isAbout))
                .filter(pack -> category.stream().allMatch(pack.category()::equals))
                .toList();
        return Response.ok(ProvidersView.of(found, apps)).build();
    }

    @GET
    @Path("{provider}")
    public Response get(@PathParam("provider") String name) {
        current.caller();
        Pack pack = Provider.parse(name).flatMap(packs::of).orElseThrow(ConnectionsException.ProviderNotFound::new);
        return Response.ok(ProviderView.of(pack, apps)).build();
    }
}
