package dev.dragops.web.pages;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.Workspaces;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.Connections;
import dev.dragops.secrets.Imported;
import dev.dragops.secrets.MatrixQuery;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretMatrix;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Secrets;
import dev.dragops.secrets.SecretsException;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.SecretNames;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The secrets of a workspace, names by environments: named, written, replaced and deleted, and never shown again. */
@Path("secrets")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class SecretPages {
    private static final String SECTION = "secrets";
    private static final String NAME = "name";
    private static final String VALUE = "value";
    private static final String MANY_LINES = "many";
    private static final int NAMES_OF_A_PAGE = 100;

    @EJB
    Secrets secrets;

    @EJB
    Connections connections;

    @EJB
    Workspaces workspaces;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /**
     * A secret that a page asks about.
     *
     * @param source what the connection is called that it has its value from, empty where there is none
     */
    public record Asked(String name, String source) {}

    /**
     * What an import has just done.
     *
     * @param created how many names are new, and so on
     */
    public record Told(int created, int replaced, int kept) {}

    @GET
    public Response list(
            @QueryParam("q") @DefaultValue("") String text,
            @QueryParam("missing") @DefaultValue("") String missing,
            @QueryParam("page") @DefaultValue("") String wantedPage,
            @QueryParam("imported") @DefaultValue("") String imported,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Caller caller = visit.caller();
        Optional<Workspace> workspace = workspaces.inForce(caller);
        boolean onlyMissing = missing.equals("true");
        int page = page(wantedPage);
        SecretMatrix matrix = workspace
                .map(in -> secrets.matrix(caller, in.id(), new MatrixQuery(text, onlyMissing, page, NAMES_OF_A_PAGE)))
                .orElseGet(() -> new SecretMatrix(List.of(), List.of(), 0));
        Map<ConnectionId, String> sources = connections.displayNames(caller, MatrixTable.sources(matrix));
        String query = "/secrets?q=" + encoded(text) + (onlyMissing ? "&missing=true" : "") + "&page=";
        boolean more = (long) page * NAMES_OF_A_PAGE < matrix.total();
        View view = layout.page("secrets/list", SECTION, notice)
                .with("workspaceName", workspace.map(Workspace::name).orElse(""))
                .with("workspaceId", workspace.map(in -> in.id().value()).orElse(""))
                .with("table", MatrixTable.of(matrix, sources))
                .with("total", matrix.total())
                .with("q", text)
                .with("missing", onlyMissing)
                .with("filtered", !text.isBlank() || onlyMissing || page > 1)
                .with("page", page)
                .with("first", page > 1 ? query + 1 : "")
                .with("next", more ? query + (page + 1) : "")
                .with("told", told(imported));
        return Layout.answer(200, visit.wantsPart() ? view.only("matrix") : view);
    }

    private static int page(String text) {
        return text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : 1;
    }

    /** As {@link #told(Imported)} made it. */
    private static Optional<Told> told(String imported) {
        if (!imported.matches("[0-9]{1,4}-[0-9]{1,4}-[0-9]{1,4}")) {
            return Optional.empty();
        }
        String[] counts = imported.split("-", -1);
        return Optional.of(
                new Told(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]), Integer.parseInt(counts[2])));
    }

    /** The matrix, which tells how much an import has done. */
    static String told(Imported done) {
        return "/secrets?imported=" + done.created().size() + "-"
                + done.replaced().size() + "-" + done.kept().size();
    }

    /** The names of an environment, as a file without a value. */
    @GET
    @Path("{environment: env_[^/]*}/names")
    @Produces(MediaType.TEXT_PLAIN)
    public Response names(@PathParam("environment") String environment) {
        Environment in = environment(environment);
        String file = in.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return Response.ok(SecretNames.asDotenv(secrets.list(visit.caller(), in.id())), SecretNames.MEDIA_TYPE)
                .header("Content-Disposition", "attachment; filename=\"" + file + ".env\"")
                .build();
    }

    @GET
    @Path("new")
    public Response form(
            @QueryParam("environment") @DefaultValue("") String environment,
            @QueryParam("name") @DefaultValue("") String name,
            @QueryParam("lines") @DefaultValue("") String lines) {
        List<Environment> choices = environmentsInForce();
        if (environment.isEmpty() && choices.isEmpty()) {
            return Layout.seeOther("/workspaces").build();
        }
        Environment in = environment.isEmpty() ? choices.get(0) : environment(environment);
        return Layout.answer(200, formPage(in, name, true, lines, FormErrors.none()));
    }

    private List<Environment> environmentsInForce() {
        Caller caller = visit.caller();
        return workspaces
                .inForce(caller)
                .map(Workspace::id)
                .map(workspace -> workspaces.environments(caller, workspace))
                .orElse(List.of());
    }

    @POST
    @Path("new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response add() {
        PostedForm form = visit.form();
        Environment environment = environment(form.text("environment"));
        String name = form.text(NAME);
        Optional<SecretName> parsed = SecretName.parse(name);
        if (parsed.isEmpty()) {
            FormErrors errors = FormErrors.field(NAME, Messages.text("secret.name.wrong"));
            return Layout.answer(400, formPage(environment, name, true, form.text("lines"), errors));
        }
        return write(environment, parsed.get(), true);
    }

    @GET
    @Path("{environment: env_[^/]*}/{name}/replace")
    public Response replaceForm(
            @PathParam("environment") String environment,
            @PathParam("name") String name,
            @QueryParam("lines") @DefaultValue("") String lines) {
        Secret secret = secret(environment, name);
        Environment in = environment(environment);
        return Layout.answer(200, formPage(in, secret.name().value(), false, lines, FormErrors.none()));
    }

    @POST
    @Path("{environment: env_[^/]*}/{name}/replace")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response replace(@PathParam("environment") String environment, @PathParam("name") String name) {
        Secret secret = secret(environment, name);
        return write(environment(environment), secret.name(), false);
    }

    @GET
    @Path("{environment: env_[^/]*}/{name}/delete")
    public Response confirmDelete(@PathParam("environment") String environment, @PathParam("name") String name) {
        Secret secret = secret(environment, name);
        return Layout.answer(
                200,
                layout.page("secrets/delete", SECTION, "")
                        .with("environment", secret.environment().value())
                        .with("environmentName", environment(environment).name())
                        .with("secret", new Asked(secret.name().value(), source(secret))));
    }

    @POST
    @Path("{environment: env_[^/]*}/{name}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response delete(@PathParam("environment") String environment, @PathParam("name") String name) {
        Environment in = environment(environment);
        secrets.delete(visit.caller(), in.id(), SecretName.parse(name).orElseThrow(SecretsException.NotFound::new));
        return toList("secret-deleted");
    }

    private Response write(Environment environment, SecretName name, boolean isNew) {
        PostedForm form = visit.form();
        String lines = form.text("lines");
        boolean oneLine = !lines.equals(MANY_LINES);
        Optional<Plaintext> entered = oneLine ? form.secretLine(VALUE) : form.secretLines(VALUE);
        if (entered.isEmpty()) {
            FormErrors errors = FormErrors.field(VALUE, Messages.text("form.required"));
            return Layout.answer(400, formPage(environment, name.value(), isNew, lines, errors));
        }
        try (Plaintext value = entered.get()) {
            if (isNew) {
                secrets.add(visit.caller(), environment.id(), name, value);
            } else {
                secrets.put(visit.caller(), environment.id(), name, value);
            }
            return toList(oneLine && form.hasWhiteSpaceAround(VALUE) ? "secret-trimmed" : "secret-saved");
        } catch (SecretsException.NameTaken taken) {
            FormErrors errors = FormErrors.field(NAME, Messages.text("secret.name.taken"));
            return Layout.answer(409, formPage(environment, name.value(), isNew, lines, errors));
        } catch (SecretsException.Invalid invalid) {
            FormErrors errors = FormErrors.of(invalid, List.of(NAME, VALUE), UnaryOperator.identity());
            return Layout.answer(400, formPage(environment, name.value(), isNew, lines, errors));
        }
    }

    private static Response toList(String notice) {
        return Layout.seeOther("/secrets?notice=" + notice).build();
    }

    private View formPage(Environment environment, String name, boolean isNew, String lines, FormErrors errors) {
        String action = isNew ? "/secrets/new" : "/secrets/" + environment.id() + "/" + name + "/replace";
        String here = isNew
                ? action + "?environment=" + environment.id() + (name.isEmpty() ? "" : "&name=" + encoded(name))
                : action;
        boolean many = lines.equals(MANY_LINES);
        String other = many ? here : here + (isNew ? "&" : "?") + "lines=" + MANY_LINES;
        return layout.page("secrets/form", SECTION, "")
                .with("environment", environment.id().value())
                .with("environmentName", environment.name())
                .with("environments", EnvironmentChoice.of(choices(environment), environment.id()))
                .with("isNew", isNew)
                .with("action", action)
                .with("otherLines", other)
                .with("many", many)
                .with("secretName", name)
                .with(
                        "name",
                        FormField.text(NAME, "off")
                                .hinted("SLACK_BOT_TOKEN", "[A-Z][A-Z0-9_]{0,127}")
                                .filled(name, errors))
                .with("value", FormField.secret(VALUE, "off").filled("", errors))
                .with("error", errors.whole());
    }

    /** Those of the workspace in force, or the one that is asked for where that is of another. */
    private List<Environment> choices(Environment environment) {
        List<Environment> inForce = environmentsInForce();
        return inForce.contains(environment) ? inForce : List.of(environment);
    }

    private String source(Secret secret) {
        return secret.seededBy()
                .flatMap(source -> ConnectionId.parse(source.id()))
                .flatMap(id -> Optional.ofNullable(
                        connections.displayNames(visit.caller(), Set.of(id)).get(id)))
                .orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Environment environment(String text) {
        EnvironmentId id = EnvironmentId.parse(text).orElseThrow(AccountsException.EnvironmentNotFound::new);
        return workspaces.environment(visit.caller(), id);
    }

    private Secret secret(String environment, String name) {
        EnvironmentId in = EnvironmentId.parse(environment).orElseThrow(AccountsException.EnvironmentNotFound::new);
        SecretName parsed = SecretName.parse(name).orElseThrow(SecretsException.NotFound::new);
        return secrets.get(visit.caller(), in, parsed);
    }
}
