package dev.dragops.web.api;

import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** The providers that a pack defines, the same for everyone who is signed in. */
@Path("api/providers")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class ProvidersResource {
    @EJB
    private Packs packs;

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
        static ProviderView of(Pack pack) {
            return new ProviderView(
                    pack.provider().value(),
                    pack.name(),
                    pack.description(),
                    pack.version(),
                    pack.category(),
                    pack.tags(),
                    pack.docsUrl(),
                    pack.methods().stream().map(MethodView::of).toList());
        }
    }

    /** One way to authenticate; its fields go out as a pack has them. */
    record MethodView(String type, List<Pack.Field> fields) {
        static MethodView of(Pack.Method method) {
            return new MethodView(method.type().wire(), method.fields());
        }
    }

    /** All providers that have a pack. */
    record ProvidersView(List<ProviderView> providers) {
        static ProvidersView of(List<Pack> packs) {
            return new ProvidersView(packs.stream().map(ProviderView::of).toList());
        }
    }

    @GET
    public Response list() {
        current.caller();
        return Response.ok(ProvidersView.of(packs.all())).build();
    }

    @GET
    @Path("{provider}")
    public Response get(@PathParam("provider") String name) {
        current.caller();
        Pack pack = Provider.parse(name).flatMap(packs::of).orElseThrow(ConnectionsException.ProviderNotFound::new);
        return Response.ok(ProviderView.of(pack)).build();
    }
}
