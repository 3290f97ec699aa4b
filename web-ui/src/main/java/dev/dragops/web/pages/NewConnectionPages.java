package dev.dragops.web.pages;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.Workspaces;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Idempotency;
import dev.dragops.connections.NewConnection;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.connections.Saved;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Saving a connection to a service. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class NewConnectionPages {
    private static final String SECTION = "connections";
    private static final String REPEAT_KEY = "once";
    static final int ROWS = 3;
    private static final List<ConnectionType> ANY_SERVICE = List.of(ConnectionType.API_KEY, ConnectionType.CREDENTIALS);

    @EJB
    Connections connections;

    @EJB
    Packs packs;

    @EJB
    Workspaces workspaces;

    @Inject
    Layout layout;

    @Inject
    ConnectForm connectForm;

    @Inject
    Visit visit;

    /** Where secrets may be seeded. */
    public record Target(String value, String label, boolean selected) {}

    @GET
    @Path("new/{provider}")
    public Response form(@PathParam("provider") String provider, @QueryParam("type") @DefaultValue("") String type) {
        Pack pack = pack(provider);
        Pack.Method method = method(ConnectForm.methods(pack), type);
        return Layout.answer(
                200,
                method.type() == ConnectionType.OAUTH
                        ? connectForm.page(pack, method, Optional.empty(), FormErrors.none())
                        : packPage(pack, method, Optional.empty(), FormErrors.none()));
    }

    @POST
    @Path("new/{provider}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response save(@PathParam("provider") String provider) {
        Pack pack = pack(provider);
        List<Pack.Method> methods = ConnectForm.methods(pack).stream()
                .filter(method -> method.type() != ConnectionType.OAUTH)
                .toList();
        if (methods.isEmpty()) {
            throw new ConnectionsException.ProviderNotFound();
        }
        Pack.Method method = method(methods, visit.form().text("type"));
        var form = new ConnectionForm.OfPack(pack.provider(), method);
        return save(form, (errors, sent) -> packPage(pack, method, Optional.of(sent), errors));
    }

    @GET
    @Path("custom")
    public Response customForm(
            @QueryParam("type") @DefaultValue("") String type, @QueryParam("rows") @DefaultValue("") String rows) {
        return Layout.answer(200, customPage(custom(type, rows), Optional.empty(), FormErrors.none()));
    }

    @POST
    @Path("custom")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response saveCustom() {
        PostedForm posted = visit.form();
        ConnectionForm form = custom(posted.text("type"), posted.text("rows"));
        return save(form, (errors, sent) -> customPage(form, Optional.of(sent), errors));
    }

    /** Draws the form again with what is wrong. */
    @FunctionalInterface
    private interface Redraw {
        View page(FormErrors errors, PostedForm sent);
    }

    private Response save(ConnectionForm form, Redraw redraw) {
        PostedForm sent = visit.form();
        FormErrors missing = form.missing(sent);
        if (!missing.isEmpty()) {
            return Layout.answer(400, redraw.page(missing, sent));
        }
        NewConnection request = form.request(sent);
        try (Plaintext body = sent.body()) {
            Optional<Idempotency> once = Optional.of(sent.text(REPEAT_KEY))
                    .filter(PageCookies::isRandom)
                    .map(key -> new Idempotency(key, body));
            Saved saved = connections.create(visit.caller(), request, once);
            String page = "/connections/" + saved.connection().id() + "/saved";
            return Layout.seeOther(form.trims(sent) ? page + "?notice=trimmed" : page)
                    .build();
        } catch (ConnectionsException.IdempotencyInProgress running) {
            return Layout.seeOther("/connections?notice=saving").build();
        } catch (ConnectionsException.IdempotencyMismatch sentBefore) {
            return Layout.answer(422, redraw.page(FormErrors.whole(Messages.text("connection.sent-before")), sent));
        } catch (ConnectionsException.NameTaken taken) {
            return Layout.answer(409, redraw.page(FormErrors.field(ConnectionForm.NAME, taken.getMessage()), sent));
        } catch (AccountsException.EnvironmentNotFound gone) {
            FormErrors errors = FormErrors.field(ConnectionForm.TARGET, Messages.text("connection.target.unknown"));
            return Layout.answer(400, redraw.page(errors, sent));
        } catch (ConnectionsException.WrongCredentialKind wrong) {
            return Layout.answer(400, redraw.page(FormErrors.whole(wrong.getMessage()), sent));
        } catch (ConnectionsException.Invalid invalid) {
            FormErrors errors = FormErrors.of(invalid, form.shown(), form::formName);
            return Layout.answer(400, redraw.page(errors, sent));
        } finally {
            request.credential().close();
        }
    }

    private View packPage(Pack pack, Pack.Method method, Optional<PostedForm> sent, FormErrors errors) {
        var form = new ConnectionForm.OfPack(pack.provider(), method);
        String action = "/connections/new/" + pack.provider();
        return formPage(form, sent, errors)
                .with("action", action)
                .with("check", FieldCheckPage.address(pack.provider()))
                .with("type", method.type().wire())
                .with("ways", ConnectForm.ways(pack, method.type()))
                .with("title", Messages.text("connection.new.title", pack.name()))
                .with("about", pack.description())
                .with(
                        "docsUrl",
                        pack.docsUrl().filter(url -> url.startsWith("https://")).orElse(""))
                .with("rows", 0);
    }

    private View customPage(ConnectionForm form, Optional<PostedForm> sent, FormErrors errors) {
        int rows = form instanceof ConnectionForm.AnyFields fields ? fields.rows() : 0;
        ConnectionType type = rows == 0 ? ConnectionType.API_KEY : ConnectionType.CREDENTIALS;
        String action = "/connections/custom";
        return formPage(form, sent, errors)
                .with("action", action)
                .with("check", "")
                .with("type", type.wire())
                .with("ways", ConnectForm.ways(action, ANY_SERVICE, type))
                .with("title", Messages.text("connection.custom.title"))
                .with("about", "")
                .with("docsUrl", "")
                .with("rows", rows)
                .with("moreRows", Math.min(ConnectionForm.AnyFields.MOST, rows + 4));
    }

    private View formPage(ConnectionForm form, Optional<PostedForm> sent, FormErrors errors) {
        String name = sent.map(posted -> posted.text(ConnectionForm.NAME)).orElse("");
        String target = sent.map(posted -> posted.text(ConnectionForm.TARGET)).orElse("");
        return layout.page("connections/new", SECTION, "")
                .with("fields", form.fields(sent, errors))
                .with(
                        "displayName",
                        FormField.text(ConnectionForm.NAME, "off").optional().filled(name, errors))
                .with("targets", targets(target))
                .with("targetError", errors.of(ConnectionForm.TARGET))
                .with("error", errors.whole())
                .with("wrong", errors.byField().size())
                .with("once", PageCookies.random());
    }

    private List<Target> targets(String chosen) {
        Optional<Workspace> workspace = workspaces.inForce(visit.caller());
        if (workspace.isEmpty()) {
            return List.of();
        }
        List<Target> targets = new ArrayList<>();
        targets.add(new Target(
                ConnectionForm.WHOLE_WORKSPACE,
                Messages.text("connection.target.all", workspace.get().name()),
                !chosen.startsWith("env_")));
        workspaces
                .environments(visit.caller(), workspace.get().id())
                .forEach(environment -> targets.add(new Target(
                        environment.id().value(),
                        Messages.text("connection.target.one", environment.name()),
                        environment.id().value().equals(chosen))));
        return targets;
    }

    private Pack pack(String provider) {
        return Provider.parse(provider)
                .flatMap(packs::of)
                .filter(pack -> !ConnectForm.methods(pack).isEmpty())
                .orElseThrow(ConnectionsException.ProviderNotFound::new);
    }

    private static Pack.Method method(List<Pack.Method> methods, String type) {
        return methods.stream()
                .filter(method -> method.type().wire().equals(type))
                .findFirst()
                .orElse(methods.get(0));
    }

    private static ConnectionForm custom(String type, String rows) {
        return type.equals(ConnectionType.CREDENTIALS.wire())
                ? new ConnectionForm.AnyFields(
                        rows.matches("\\d{1,3}") ? Integer.parseInt(rows) : ROWS, Optional.empty())
                : new ConnectionForm.AnyApiKey(Optional.empty());
    }
}
