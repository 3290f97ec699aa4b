package dev.dragops.web.api;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Workspaces;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

/** Environments by their own id; {@link WorkspacesResource} lists and makes them. */
@Path("api/environments/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class EnvironmentsResource {
    @EJB
    private Workspaces workspaces;

    @Inject
    private CurrentRequest current;

    /** An environment. */
    record EnvironmentView(String id, String workspaceId, String name, Instant createdAt) {
        static EnvironmentView of(Environment environment) {
            return new EnvironmentView(
                    environment.id().value(),
                    environment.workspace().value(),
                    environment.name(),
                    environment.createdAt());
        }
    }

    /** The environments of a workspace. */
    record EnvironmentsView(List<EnvironmentView> environments) {
        static EnvironmentsView of(List<Environment> environments) {
            return new EnvironmentsView(
                    environments.stream().map(EnvironmentView::of).toList());
        }
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Response rename(@PathParam("id") String id, JsonBody body) {
        String name = body.required("name");
        body.check();
        return Response.ok(EnvironmentView.of(workspaces.renameEnvironment(current.caller(), environment(id), name)))
                .build();
    }

    @DELETE
    public void delete(@PathParam("id") String id) {
        workspaces.deleteEnvironment(current.caller(), environment(id));
    }

    static EnvironmentId environment(String id) {
        return EnvironmentId.parse(id).orElseThrow(AccountsException.EnvironmentNotFound::new);
    }
}
