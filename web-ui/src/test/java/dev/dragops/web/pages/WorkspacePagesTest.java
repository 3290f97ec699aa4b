package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.platform.FieldError;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkspacePagesTest {
    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();
    private final String workspace = fakes.workspaces.get(0).id().value();
    private final String environment = fakes.environments.get(0).id().value();

    @Test
    void makesRenamesAndDeletesWorkspaces() {
        Response made = site.sending("name", "Second").workspace().create();
        Response renamed = site.sending("name", "Third").workspace().rename(workspace);
        Response deleted = site.sending().workspace().delete(workspace);

        assertThat(Site.location(made)).matches("/workspaces/ws_[^?]*\\?notice=workspace-created");
        assertThat(Site.location(renamed)).isEqualTo("/workspaces/" + workspace + "?notice=workspace-renamed");
        assertThat(Site.location(deleted)).isEqualTo("/workspaces?notice=workspace-deleted");
        assertThat(fakes.calls)
                .containsExactly("create workspace Second", "rename " + workspace + " Third", "delete " + workspace);
    }

    @Test
    void makesRenamesAndDeletesEnvironments() {
        site.sending("environment", "review").workspace().createEnvironment(workspace);
        site.sending("name", "test").workspace().renameEnvironment(workspace, environment);
        Response deleted = site.sending().workspace().deleteEnvironment(workspace, environment);

        assertThat(Site.location(deleted)).isEqualTo("/workspaces/" + workspace + "?notice=environment-deleted");
        assertThat(fakes.calls)
                .containsExactly(
                        "create in " + workspace + " review",
                        "rename " + environment + " test",
                        "delete " + environment);
    }

    @Test
    void saysBesideTheFieldWhatIsWrongWithAName() {
        fakes.refusal = Optional.of(Fakes.refusal(AccountsException.NameTaken.class, "a workspace"));
        Response taken = site.sending("name", "Twice").workspace().create();
        assertThat(taken.getStatus()).isEqualTo(409);
        assertThat(site.html(taken)).contains("f-name-error", "value=\"Twice\"");

        fakes.refusal = Optional.of(new AccountsException.Invalid(
                List.of(new FieldError("name", "TOO_LONG", "A name has at most 100 characters"))));
        Response tooLong = site.sending("environment", "x").workspace().createEnvironment(workspace);
        assertThat(tooLong.getStatus()).isEqualTo(400);
        assertThat(site.html(tooLong)).contains("f-environment-error").doesNotContain("f-name-error");
    }

    @Test
    void namesWhatGoesWithWhatIsDeleted() {
        assertThat(site.html(site.workspace().confirmDelete(workspace)))
                .contains("5 environments go with it, and 200 secrets are erased for good.", "active workspace");
        assertThat(site.html(site.workspace().confirmDeleteEnvironment(workspace, environment)))
                .contains("40 secrets are erased with it.");
    }

    @Test
    void findsAnEnvironmentInItsOwnWorkspaceOnly() {
        String other = fakes.workspaces.get(1).id().value();

        assertThatThrownBy(() -> site.workspace().confirmDeleteEnvironment(other, environment))
                .isInstanceOf(AccountsException.EnvironmentNotFound.class);
        assertThatThrownBy(() -> site.workspace().detail(WorkspaceId.next().value(), ""))
                .isInstanceOf(AccountsException.WorkspaceNotFound.class);
    }
}
