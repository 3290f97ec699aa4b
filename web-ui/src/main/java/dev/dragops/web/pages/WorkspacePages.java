package dev.dragops.web.pages;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.accounts.Workspaces;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Switching to another workspace. */
@Path("workspaces/active")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class WorkspacePages {
    @EJB
    Workspaces workspaces;

    @Inject
    Visit visit;

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response activate() {
        PostedForm form = visit.form();
        WorkspaceId workspace =
                WorkspaceId.parse(form.text("workspace")).orElseThrow(AccountsException.WorkspaceNotFound::new);
        workspaces.activate(visit.caller(), Optional.of(workspace));
        return Layout.seeOther(ReturnTo.safe(form.text("returnTo"))).build();
    }
}
