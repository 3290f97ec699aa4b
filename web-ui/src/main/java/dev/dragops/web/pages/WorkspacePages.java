package dev.dragops.web.pages;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.accounts.Workspaces;
import dev.dragops.platform.DragopsException;
import dev.dragops.secrets.Secrets;
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
import java.util.Map;
import java.util.Optional;

/** Workspaces and their environments: made, renamed, switched, and deleted with what is in them. */
@Path("workspaces")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class WorkspacePages {
    private static final String SECTION = "workspaces";
    private static final String LIST = "workspaces/list";
    private static final String DETAIL = "workspaces/detail";
    private static final String NAME = "name";
    private static final String ENVIRONMENT = "environment";

    @EJB
    Workspaces workspaces;

    @EJB
    Secrets secrets;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /**
     * A workspace in the list.
     *
     * @param environments the names of its environments, in their order
     */
    public record Row(String id, String name, boolean active, List<String> environments) {
        public Row {
            environments = List.copyOf(environments);
        }
    }

    /** An environment, and how many secrets it has. */
    public record Place(String id, String name, long secrets, When createdAt) {}

    @GET
    public Response list(@QueryParam("notice") @DefaultValue("") String notice) {
        return Layout.answer(200, listPage("", FormErrors.none(), notice));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response create() {
        String name = visit.form().text(NAME);
        try {
            Workspace created = workspaces.create(visit.caller(), name);
            return Layout.seeOther(address(created.id()) + "?notice=workspace-created")
                    .build();
        } catch (AccountsException.Invalid | AccountsException.NameTaken refused) {
            return Layout.answer(status(refused), listPage(name, errors(refused, NAME), ""));
        }
    }

    @POST
    @Path("active")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response activate() {
        PostedForm form = visit.form();
        WorkspaceId workspace = workspace(form.text("workspace"));
        workspaces.activate(visit.caller(), Optional.of(workspace));
        return Layout.seeOther(ReturnTo.safe(form.text("returnTo"))).build();
    }

    @GET
    @Path("{id: ws_[^/]*}")
    public Response detail(@PathParam("id") String id, @QueryParam("notice") @DefaultValue("") String notice) {
        Workspace workspace = existing(id);
        return Layout.answer(
                200, detailPage(workspace, workspace.name(), FormErrors.none(), "", FormErrors.none(), notice));
    }

    @POST
    @Path("{id: ws_[^/]*}/rename")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response rename(@PathParam("id") String id) {
        Workspace workspace = existing(id);
        String name = visit.form().text(NAME);
        try {
            workspaces.rename(visit.caller(), workspace.id(), name);
            return Layout.seeOther(address(workspace.id()) + "?notice=workspace-renamed")
                    .build();
        } catch (AccountsException.Invalid | AccountsException.NameTaken refused) {
            return Layout.answer(
                    status(refused), detailPage(workspace, name, errors(refused, NAME), "", FormErrors.none(), ""));
        }
    }

    @GET
    @Path("{id: ws_[^/]*}/delete")
    public Response confirmDelete(@PathParam("id") String id) {
        Workspace workspace = existing(id);
        List<Place> places = places(workspace);
        return Layout.answer(
                200,
                layout.page("workspaces/delete", SECTION, "")
                        .with("address", address(workspace.id()))
                        .with("name", workspace.name())
                        .with("active", workspace.active())
                        .with(
                                "secrets",
                                places.stream().mapToLong(Place::secrets).sum())
                        .with("places", places));
    }

    @POST
    @Path("{id: ws_[^/]*}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response delete(@PathParam("id") String id) {
        workspaces.delete(visit.caller(), workspace(id));
        return Layout.seeOther("/workspaces?notice=workspace-deleted").build();
    }

    @POST
    @Path("{id: ws_[^/]*}/environments")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response createEnvironment(@PathParam("id") String id) {
        Workspace workspace = existing(id);
        String name = visit.form().text(ENVIRONMENT);
        try {
            workspaces.createEnvironment(visit.caller(), workspace.id(), name);
            return Layout.seeOther(address(workspace.id()) + "?notice=environment-created")
                    .build();
        } catch (AccountsException.Invalid | AccountsException.NameTaken refused) {
            return Layout.answer(
                    status(refused),
                    detailPage(workspace, workspace.name(), FormErrors.none(), name, errors(refused, ENVIRONMENT), ""));
        }
    }

    @GET
    @Path("{id: ws_[^/]*}/environments/{environment}/rename")
    public Response renameEnvironmentForm(@PathParam("id") String id, @PathParam("environment") String environment) {
        Environment existing = existing(id, environment);
        return Layout.answer(200, renamePage(existing, existing.name(), FormErrors.none()));
    }

    @POST
    @Path("{id: ws_[^/]*}/environments/{environment}/rename")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response renameEnvironment(@PathParam("id") String id, @PathParam("environment") String environment) {
        Environment existing = existing(id, environment);
        String name = visit.form().text(NAME);
        try {
            workspaces.renameEnvironment(visit.caller(), existing.id(), name);
            return Layout.seeOther(address(existing.workspace()) + "?notice=environment-renamed")
                    .build();
        } catch (AccountsException.Invalid | AccountsException.NameTaken refused) {
            return Layout.answer(status(refused), renamePage(existing, name, errors(refused, NAME)));
        }
    }

    @GET
    @Path("{id: ws_[^/]*}/environments/{environment}/delete")
    public Response confirmDeleteEnvironment(@PathParam("id") String id, @PathParam("environment") String environment) {
        Environment existing = existing(id, environment);
        Map<EnvironmentId, Long> counts = secrets.count(visit.caller(), existing.workspace());
        return Layout.answer(
                200,
                layout.page("workspaces/delete-environment", SECTION, "")
                        .with("back", address(existing.workspace()))
                        .with("address", address(existing))
                        .with("name", existing.name())
                        .with("workspaceName", existing(id).name())
                        .with("secrets", counts.getOrDefault(existing.id(), 0L)));
    }

    @POST
    @Path("{id: ws_[^/]*}/environments/{environment}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response deleteEnvironment(@PathParam("id") String id, @PathParam("environment") String environment) {
        Environment existing = existing(id, environment);
        workspaces.deleteEnvironment(visit.caller(), existing.id());
        return Layout.seeOther(address(existing.workspace()) + "?notice=environment-deleted")
                .build();
    }

    private View listPage(String entered, FormErrors errors, String notice) {
        Caller caller = visit.caller();
        List<Row> rows = workspaces.list(caller).stream()
                .map(workspace -> new Row(
                        workspace.id().value(),
                        workspace.name(),
                        workspace.active(),
                        workspaces.environments(caller, workspace.id()).stream()
                                .map(Environment::name)
                                .toList()))
                .toList();
        return layout.page(LIST, SECTION, notice)
                .with("workspaces", rows)
                .with("name", FormField.text(NAME, "off").filled(entered, errors))
                .with("error", errors.whole());
    }

    private View detailPage(
            Workspace workspace,
            String entered,
            FormErrors errors,
            String environment,
            FormErrors environmentErrors,
            String notice) {
        return layout.page(DETAIL, SECTION, notice)
                .with("id", workspace.id().value())
                .with("address", address(workspace.id()))
                .with("workspaceName", workspace.name())
                .with("active", workspace.active())
                .with("places", places(workspace))
                .with("name", FormField.text(NAME, "off").filled(entered, errors))
                .with("environment", FormField.text(ENVIRONMENT, "off").filled(environment, environmentErrors))
                .with("error", errors.whole() + environmentErrors.whole());
    }

    private View renamePage(Environment environment, String entered, FormErrors errors) {
        return layout.page("workspaces/rename-environment", SECTION, "")
                .with("back", address(environment.workspace()))
                .with("address", address(environment))
                .with("environmentName", environment.name())
                .with("name", FormField.text(NAME, "off").filled(entered, errors))
                .with("error", errors.whole());
    }

    private List<Place> places(Workspace workspace) {
        Caller caller = visit.caller();
        Map<EnvironmentId, Long> counts = secrets.count(caller, workspace.id());
        return workspaces.environments(caller, workspace.id()).stream()
                .map(environment -> new Place(
                        environment.id().value(),
                        environment.name(),
                        counts.getOrDefault(environment.id(), 0L),
                        When.of(environment.createdAt())))
                .toList();
    }

    /** A name that is taken is told beside the field too. */
    private static FormErrors errors(DragopsException refused, String field) {
        return refused instanceof AccountsException.NameTaken
                ? FormErrors.field(field, refused.getMessage())
                : FormErrors.of(refused, List.of(field), name -> field);
    }

    private static int status(DragopsException refused) {
        return refused instanceof AccountsException.NameTaken ? 409 : 400;
    }

    private static String address(WorkspaceId workspace) {
        return "/workspaces/" + workspace;
    }

    private static String address(Environment environment) {
        return address(environment.workspace()) + "/environments/" + environment.id();
    }

    private static WorkspaceId workspace(String text) {
        return WorkspaceId.parse(text).orElseThrow(AccountsException.WorkspaceNotFound::new);
    }

    private Workspace existing(String text) {
        WorkspaceId id = workspace(text);
        return workspaces.list(visit.caller()).stream()
                .filter(workspace -> workspace.id().equals(id))
                .findFirst()
                .orElseThrow(AccountsException.WorkspaceNotFound::new);
    }

    private Environment existing(String workspace, String text) {
        EnvironmentId id = EnvironmentId.parse(text).orElseThrow(AccountsException.EnvironmentNotFound::new);
        Environment environment = workspaces.environment(visit.caller(), id);
        if (!environment.workspace().value().equals(workspace)) {
            throw new AccountsException.EnvironmentNotFound();
        }
        return environment;
    }
}
