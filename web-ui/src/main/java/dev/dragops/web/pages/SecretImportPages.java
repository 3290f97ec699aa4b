package dev.dragops.web.pages;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.Workspaces;
import dev.dragops.platform.FieldError;
import dev.dragops.secrets.ImportId;
import dev.dragops.secrets.ImportPreview;
import dev.dragops.secrets.Imports;
import dev.dragops.secrets.OnExisting;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SecretsException;
import dev.dragops.vault.Plaintext;
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
import java.util.Optional;

/**
 * A pasted {@code .env} file: looked at first, then imported as a whole. Between the two it is kept sealed and never
 * drawn: a page shows names and numbers of lines.
 */
@Path("secrets/import")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class SecretImportPages {
    private static final String SECTION = "secrets";
    private static final String OVER = "/secrets/import?notice=import-over";
    private static final String FILE = "dotenv";

    @EJB
    Imports imports;

    @EJB
    Workspaces workspaces;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /** A line that makes no sense. */
    public record Fault(String line, String reason) {
        static Fault of(FieldError error) {
            return new Fault(
                    error.line().isPresent() ? Integer.toString(error.line().getAsInt()) : "", error.message());
        }
    }

    /** What an import would do. */
    public record Preview(List<String> added, List<String> existing, boolean replaces, List<Fault> faults) {
        static Preview of(ImportPreview preview) {
            return new Preview(
                    texts(preview.added()),
                    texts(preview.existing()),
                    preview.onExisting() == OnExisting.REPLACE,
                    preview.faults().stream().map(Fault::of).toList());
        }

        private static List<String> texts(List<SecretName> names) {
            return names.stream().map(SecretName::value).toList();
        }
    }

    @GET
    public Response form(
            @QueryParam("environment") @DefaultValue("") String wanted,
            @QueryParam("notice") @DefaultValue("") String notice) {
        List<Environment> choices = environmentsInForce();
        if (wanted.isEmpty() && choices.isEmpty()) {
            return Layout.seeOther("/workspaces").build();
        }
        Environment environment = wanted.isEmpty() ? choices.get(0) : environment(wanted);
        return Layout.answer(200, formPage(environment, OnExisting.KEEP, "", notice));
    }

    /** Keeps the file for the page that shows what it would do, or says which lines make no sense. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response stage() {
        PostedForm form = visit.form();
        Caller caller = visit.caller();
        Environment environment = environment(form.text("environment"));
        OnExisting onExisting = OnExisting.parse(form.text("onExisting")).orElse(OnExisting.KEEP);
        Optional<Plaintext> pasted = form.secret(FILE);
        if (pasted.isEmpty()) {
            return Layout.answer(400, formPage(environment, onExisting, Messages.text("form.required"), ""));
        }
        try (Plaintext dotenv = pasted.get()) {
            ImportPreview preview = imports.preview(caller, environment.id(), onExisting, dotenv);
            if (!preview.complete()) {
                return Layout.answer(
                        400,
                        formPage(environment, onExisting, Messages.text("secret.import.faults"), "")
                                .with("preview", Preview.of(preview)));
            }
            ImportId id = imports.stage(caller, environment.id(), onExisting, dotenv);
            return Layout.seeOther("/secrets/import/" + id).build();
        } catch (SecretsException.Invalid invalid) {
            String why = FormErrors.of(invalid, List.of(), name -> name).whole();
            return Layout.answer(400, formPage(environment, onExisting, why, ""));
        }
    }

    @GET
    @Path("{id: imp_[^/]*}")
    public Response look(@PathParam("id") String text) {
        ImportId id = id(text);
        try {
            ImportPreview preview = imports.staged(visit.caller(), id);
            Environment environment = workspaces.environment(visit.caller(), preview.environment());
            return Layout.answer(
                    200,
                    layout.page("secrets/preview", SECTION, "")
                            .with("id", id.value())
                            .with("environment", environment.id().value())
                            .with("environmentName", environment.name())
                            .with(
                                    "changes",
                                    preview.added().size()
                                            + (preview.onExisting() == OnExisting.REPLACE
                                                    ? preview.existing().size()
                                                    : 0))
                            .with("preview", Preview.of(preview)));
        } catch (SecretsException.ImportOver over) {
            return Layout.seeOther(OVER).build();
        }
    }

    @POST
    @Path("{id: imp_[^/]*}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response confirm(@PathParam("id") String text) {
        try {
            return Layout.seeOther(SecretPages.told(imports.confirm(visit.caller(), id(text))))
                    .build();
        } catch (SecretsException.ImportOver over) {
            return Layout.seeOther(OVER).build();
        }
    }

    @POST
    @Path("{id: imp_[^/]*}/discard")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response discard(@PathParam("id") String text) {
        imports.discard(visit.caller(), id(text));
        return Layout.seeOther("/secrets?notice=import-discarded").build();
    }

    private View formPage(Environment environment, OnExisting onExisting, String error, String notice) {
        List<Environment> inForce = environmentsInForce();
        List<Environment> choices = inForce.contains(environment) ? inForce : List.of(environment);
        return layout.page("secrets/import", SECTION, notice)
                .with("environments", EnvironmentChoice.of(choices, environment.id()))
                .with("replaces", onExisting == OnExisting.REPLACE)
                .with("error", error);
    }

    private List<Environment> environmentsInForce() {
        Caller caller = visit.caller();
        return workspaces
                .inForce(caller)
                .map(Workspace::id)
                .map(workspace -> workspaces.environments(caller, workspace))
                .orElse(List.of());
    }

    private Environment environment(String text) {
        EnvironmentId id = EnvironmentId.parse(text).orElseThrow(AccountsException.EnvironmentNotFound::new);
        return workspaces.environment(visit.caller(), id);
    }

    /** An id that nobody has stands for a text that is none. */
    private static ImportId id(String text) {
        return ImportId.parse(text).orElse(NOBODYS);
    }

    private static final ImportId NOBODYS = new ImportId("imp_" + "0".repeat(26));
}
