package dev.dragops.web.pages;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.Workspaces;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionQuery;
import dev.dragops.connections.Connections;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Secrets;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The secrets of each environment: named, written, replaced and deleted, and never shown again. */
@Path("secrets")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class SecretPages {
    private static final String SECTION = "secrets";
    private static final String NAME = "name";
    private static final String VALUE = "value";
    private static final String MANY_LINES = "many";

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

    /** An environment to look at. */
    public record Tab(String id, String name, boolean current) {}

    /**
     * A secret in the list.
     *
     * @param sourceId the connection that it has its value from, empty where a person wrote it
     * @param source what that connection is called
     */
    public record Row(String name, long version, String sourceId, String source, When updatedAt) {}

    @GET
    public Response list(
            @QueryParam("environment") @DefaultValue("") String wanted,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Caller caller = visit.caller();
        List<Environment> environments = workspaces
                .inForce(caller)
                .map(Workspace::id)
                .map(workspace -> workspaces.environments(caller, workspace))
                .orElse(List.of());
        Optional<Environment> current = environments.stream()
                .filter(environment -> environment.id().value().equals(wanted))
                .findFirst()
                .or(() -> environments.stream().findFirst());
        List<Tab> tabs = environments.stream()
                .map(environment -> new Tab(
                        environment.id().value(),
                        environment.name(),
                        current.filter(environment::equals).isPresent()))
                .toList();
        List<Row> rows =
                current.map(environment -> rows(caller, environment.id())).orElse(List.of());
        return Layout.answer(
                200,
                layout.page("secrets/list", SECTION, notice)
                        .with("tabs", tabs)
                        .with(
                                "environment",
                                current.map(Environment::id)
                                        .map(EnvironmentId::value)
                                        .orElse(""))
                        .with("environmentName", current.map(Environment::name).orElse(""))
                        .with("secrets", rows));
    }

    @GET
    @Path("new")
    public Response form(
            @QueryParam("environment") @DefaultValue("") String environment,
            @QueryParam("lines") @DefaultValue("") String lines) {
        return Layout.answer(200, formPage(environment(environment), "", true, lines, FormErrors.none()));
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
                        .with("secret", row(secret, sources())));
    }

    @POST
    @Path("{environment: env_[^/]*}/{name}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response delete(@PathParam("environment") String environment, @PathParam("name") String name) {
        Environment in = environment(environment);
        secrets.delete(visit.caller(), in.id(), SecretName.parse(name).orElseThrow(SecretsException.NotFound::new));
        return toList(in, "secret-deleted");
    }

    private Response write(Environment environment, SecretName name, boolean isNew) {
        PostedForm form = visit.form();
        String lines = form.text("lines");
        Optional<Plaintext> entered = lines.equals(MANY_LINES) ? form.secretLines(VALUE) : form.secret(VALUE);
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
            return toList(environment, "secret-saved");
        } catch (SecretsException.NameTaken taken) {
            FormErrors errors = FormErrors.field(NAME, Messages.text("secret.name.taken"));
            return Layout.answer(409, formPage(environment, name.value(), isNew, lines, errors));
        } catch (SecretsException.Invalid invalid) {
            FormErrors errors = FormErrors.of(invalid, List.of(NAME, VALUE), UnaryOperator.identity());
            return Layout.answer(400, formPage(environment, name.value(), isNew, lines, errors));
        }
    }

    private static Response toList(Environment environment, String notice) {
        return Layout.seeOther("/secrets?environment=" + environment.id() + "&notice=" + notice)
                .build();
    }

    private View formPage(Environment environment, String name, boolean isNew, String lines, FormErrors errors) {
        String action = isNew ? "/secrets/new" : "/secrets/" + environment.id() + "/" + name + "/replace";
        String here = isNew ? action + "?environment=" + environment.id() : action;
        boolean many = lines.equals(MANY_LINES);
        String other = many ? here : here + (isNew ? "&" : "?") + "lines=" + MANY_LINES;
        return layout.page("secrets/form", SECTION, "")
                .with("environment", environment.id().value())
                .with("environmentName", environment.name())
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

    private List<Row> rows(Caller caller, EnvironmentId environment) {
        List<Secret> all = secrets.list(caller, environment);
        Map<String, String> sources =
                all.stream().anyMatch(secret -> secret.seededBy().isPresent()) ? sources() : Map.of();
        return all.stream().map(secret -> row(secret, sources)).toList();
    }

    private Map<String, String> sources() {
        return connections.list(visit.caller(), ConnectionQuery.all()).connections().stream()
                .collect(Collectors.toMap(connection -> connection.id().value(), Connection::displayName));
    }

    private static Row row(Secret secret, Map<String, String> sources) {
        String source = secret.seededBy().map(seededBy -> seededBy.id()).orElse("");
        return new Row(
                secret.name().value(),
                secret.version(),
                source,
                sources.getOrDefault(source, source),
                When.of(secret.updatedAt()));
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
