package dev.dragops.web.api;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.platform.FieldError;
import dev.dragops.secrets.ImportPreview;
import dev.dragops.secrets.Imported;
import dev.dragops.secrets.Imports;
import dev.dragops.secrets.OnExisting;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Secrets;
import dev.dragops.secrets.SecretsException;
import dev.dragops.secrets.SeedSource;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.SecretNames;
import dev.dragops.web.WebException;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The secrets of an environment: written here, and never shown. */
@Path("api/environments/{id}/secrets")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class SecretsResource {
    @EJB
    private Secrets secrets;

    @EJB
    private Imports imports;

    @Inject
    private CurrentRequest current;

    /** A secret without its value. */
    record SecretView(
            String name,
            String environmentId,
            long version,
            Optional<String> seededBy,
            Instant createdAt,
            Instant updatedAt) {
        static SecretView of(Secret secret) {
            return new SecretView(
                    secret.name().value(),
                    secret.environment().value(),
                    secret.version(),
                    secret.seededBy().map(SeedSource::id),
                    secret.createdAt(),
                    secret.updatedAt());
        }
    }

    /** The secrets of an environment, by name. */
    record SecretsView(List<SecretView> secrets) {
        static SecretsView of(List<Secret> secrets) {
            return new SecretsView(secrets.stream().map(SecretView::of).toList());
        }
    }

    @GET
    public Response list(@PathParam("id") String id) {
        return Response.ok(SecretsView.of(secrets.list(current.caller(), EnvironmentsResource.environment(id))))
                .build();
    }

    /** The names as lines of a {@code .env} file that has no values yet. */
    @GET
    @Path("names")
    @Produces(MediaType.TEXT_PLAIN)
    public Response names(@PathParam("id") String id, @Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri.getQueryParameters());
        query.as("format", format -> Optional.of(format).filter("env"::equals), "This must be env");
        query.check();
        List<Secret> all = secrets.list(current.caller(), EnvironmentsResource.environment(id));
        return Response.ok(SecretNames.asDotenv(all), SecretNames.MEDIA_TYPE).build();
    }

    /** What an import did, or would do. */
    record ImportView(
            String environmentId, boolean dryRun, List<String> created, List<String> replaced, List<String> kept) {
        static ImportView of(Imported done) {
            return new ImportView(
                    done.environment().value(),
                    false,
                    texts(done.created()),
                    texts(done.replaced()),
                    texts(done.kept()));
        }

        static ImportView of(ImportPreview preview) {
            boolean replaces = preview.onExisting() == OnExisting.REPLACE;
            List<String> existing = texts(preview.existing());
            return new ImportView(
                    preview.environment().value(),
                    true,
                    texts(preview.added()),
                    replaces ? existing : List.of(),
                    replaces ? List.of() : existing);
        }

        private static List<String> texts(List<SecretName> names) {
            return names.stream().map(SecretName::value).toList();
        }
    }

    @POST
    @Path("import")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response importFile(@PathParam("id") String id, JsonBody body) {
        EnvironmentId environment = EnvironmentsResource.environment(id);
        String text = body.present("dotenv");
        Optional<OnExisting> onExisting = body.optional("onExisting").flatMap(OnExisting::parse);
        if (onExisting.isEmpty() && !body.isAbsent("onExisting") && !body.isRejected("onExisting")) {
            body.reject("onExisting", "INVALID", "This must be keep or replace");
        }
        boolean dryRun = body.flag("dryRun");
        body.check();
        OnExisting choice = onExisting.orElse(OnExisting.KEEP);
        try (Plaintext dotenv = Plaintext.ofText(text)) {
            if (!dryRun) {
                return Response.ok(ImportView.of(imports.run(current.caller(), environment, choice, dotenv)))
                        .build();
            }
            ImportPreview preview = imports.preview(current.caller(), environment, choice, dotenv);
            if (!preview.complete()) {
                throw new WebException.Invalid(preview.faults());
            }
            return Response.ok(ImportView.of(preview)).build();
        }
    }

    @GET
    @Path("{name}")
    public Response get(@PathParam("id") String id, @PathParam("name") String name) {
        Secret secret = secrets.get(current.caller(), EnvironmentsResource.environment(id), existing(name));
        return Response.ok(SecretView.of(secret)).build();
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("id") String id, @PathParam("name") String name, JsonBody body) {
        EnvironmentId environment = EnvironmentsResource.environment(id);
        SecretName secretName = SecretName.parse(name)
                .orElseThrow(() -> new WebException.Invalid(new FieldError(
                        "name",
                        "INVALID",
                        "A secret's name is A-Z, 0-9 and _, starts with a letter and has at most 128 characters")));
        String value = body.present("value");
        body.check();
        try (Plaintext secret = Plaintext.ofText(value)) {
            Secrets.Put put = secrets.put(current.caller(), environment, secretName, secret);
            SecretView view = SecretView.of(put.secret());
            return put.created()
                    ? Response.status(Response.Status.CREATED)
                            .header("Location", "/api/environments/" + environment + "/secrets/" + secretName)
                            .entity(view)
                            .build()
                    : Response.ok(view).build();
        }
    }

    @DELETE
    @Path("{name}")
    public void delete(@PathParam("id") String id, @PathParam("name") String name) {
        secrets.delete(current.caller(), EnvironmentsResource.environment(id), existing(name));
    }

    private static SecretName existing(String name) {
        return SecretName.parse(name).orElseThrow(SecretsException.NotFound::new);
    }
}
