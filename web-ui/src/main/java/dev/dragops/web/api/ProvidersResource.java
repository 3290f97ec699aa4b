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

    /** One way to authenticate. */
    record MethodView(String type, List<FieldView> fields) {
        static MethodView of(Pack.Method method) {
            return new MethodView(
                    method.type().wire(),
                    method.fields().stream().map(FieldView::of).toList());
        }
    }

    /** A field of the form. */
    record FieldView(
            String name,
            String label,
            Optional<String> description,
            Optional<String> placeholder,
            boolean required,
            boolean secret,
            Optional<String> pattern,
            Optional<String> format,
            Optional<String> keyPrefix,
            List<String> seedAs) {
        static FieldView of(Pack.Field field) {
            return new FieldView(
                    field.name(),
                    field.label(),
                    field.description(),
                    field.placeholder(),
                    field.required(),
                    field.secret(),
                    field.pattern(),
                    field.format(),
                    field.keyPrefix(),
                    field.seedAs());
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
