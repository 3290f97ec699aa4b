package dev.dragops.web.api;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.accounts.Workspaces;
import dev.dragops.secrets.MatrixQuery;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretMatrix;
import dev.dragops.secrets.Secrets;
import dev.dragops.secrets.SeedSource;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Workspaces, and the environments in them. */
@Path("api/workspaces")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class WorkspacesResource {
    @EJB
    private Workspaces workspaces;

    @EJB
    private Secrets secrets;

    @Inject
    private CurrentRequest current;

    /** A workspace. */
    record WorkspaceView(String id, String name, boolean active, Instant createdAt) {
        static WorkspaceView of(Workspace workspace) {
            return new WorkspaceView(
                    workspace.id().value(), workspace.name(), workspace.active(), workspace.createdAt());
        }
    }

    /** All workspaces of the caller. */
    record WorkspacesView(List<WorkspaceView> workspaces) {
        static WorkspacesView of(List<Workspace> workspaces) {
            return new WorkspacesView(workspaces.stream().map(WorkspaceView::of).toList());
        }
    }

    /** The active workspace, or that there is none. */
    record ActiveView(@Nullable WorkspaceView workspace) {
        static ActiveView of(Optional<Workspace> workspace) {
            return new ActiveView(workspace.map(WorkspaceView::of).orElse(null));
        }
    }

    @GET
    public Response list() {
        return Response.ok(WorkspacesView.of(workspaces.list(current.caller()))).build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(JsonBody body) {
        Workspace created = workspaces.create(current.caller(), name(body));
        return Response.status(Response.Status.CREATED)
                .entity(WorkspaceView.of(created))
                .build();
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response rename(@PathParam("id") String id, JsonBody body) {
        return Response.ok(WorkspaceView.of(workspaces.rename(current.caller(), workspace(id), name(body))))
                .build();
    }

    @DELETE
    @Path("{id}")
    public void delete(@PathParam("id") String id) {
        workspaces.delete(current.caller(), workspace(id));
    }

    @PUT
    @Path("active")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response activate(JsonBody body) {
        Optional<String> id = body.optional("workspaceId");
        if (!body.has("workspaceId")) {
            body.reject("workspaceId", "REQUIRED", "This is required: the id of a workspace, or null for none");
        }
        body.check();
        return Response.ok(ActiveView.of(workspaces.activate(current.caller(), id.map(WorkspacesResource::workspace))))
                .build();
    }

    @GET
    @Path("{id}/environments")
    public Response environments(@PathParam("id") String id) {
        List<Environment> environments = workspaces.environments(current.caller(), workspace(id));
        return Response.ok(EnvironmentsResource.EnvironmentsView.of(environments))
                .build();
    }

    @POST
    @Path("{id}/environments")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response createEnvironment(@PathParam("id") String id, JsonBody body) {
        Environment created = workspaces.createEnvironment(current.caller(), workspace(id), name(body));
        return Response.status(Response.Status.CREATED)
                .entity(EnvironmentsResource.EnvironmentView.of(created))
                .build();
    }

    /** Where a name has a value. */
    record PlaceView(
            String environmentId,
            long version,
            Optional<String> seededBy,
            Optional<String> editedSince,
            Instant updatedAt) {
        static PlaceView of(SecretMatrix.Cell cell) {
            Secret secret = cell.secret();
            return new PlaceView(
                    secret.environment().value(),
                    secret.version(),
                    secret.seededBy().map(SeedSource::id),
                    cell.editedSince().map(SeedSource::id),
                    secret.updatedAt());
        }
    }

    /** A name, with the environments that have it and the ids of those that lack it. */
    record RowView(String name, List<PlaceView> environments, List<String> missing) {
        static RowView of(SecretMatrix.Row row, List<Environment> environments) {
            return new RowView(
                    row.name().value(),
                    environments.stream()
                            .flatMap(
                                    environment -> Stream.ofNullable(row.cells().get(environment.id())))
                            .map(PlaceView::of)
                            .toList(),
                    environments.stream()
                            .filter(environment -> !row.cells().containsKey(environment.id()))
                            .map(environment -> environment.id().value())
                            .toList());
        }
    }

    /** A page of the names of a workspace. */
    record MatrixView(List<RowView> secrets, long total, int page) {
        static MatrixView of(SecretMatrix matrix, int page) {
            return new MatrixView(
                    matrix.rows().stream()
                            .map(row -> RowView.of(row, matrix.environments()))
                            .toList(),
                    matrix.total(),
                    page);
        }
    }

    @GET
    @Path("{id}/secrets")
    public Response secrets(@PathParam("id") String id, @Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri.getQueryParameters());
        String text = query.text("q").orElse("");
        boolean missing = query.as(
                        "missing",
                        flag -> Optional.of(flag)
                                .filter(List.of("true", "false")::contains)
                                .map(Boolean::valueOf),
                        "This must be true or false")
                .orElse(false);
        int page = query.number("page", 1, 1_000_000).orElse(1);
        int limit = query.number("limit", 1, MatrixQuery.LARGEST).orElse(100);
        query.check();
        SecretMatrix matrix =
                secrets.matrix(current.caller(), workspace(id), new MatrixQuery(text, missing, page, limit));
        return Response.ok(MatrixView.of(matrix, page)).build();
    }

    private static String name(JsonBody body) {
        String name = body.required("name");
        body.check();
        return name;
    }

    private static WorkspaceId workspace(String id) {
        return WorkspaceId.parse(id).orElseThrow(AccountsException.WorkspaceNotFound::new);
    }
}
