package dev.dragops.web.pages;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Role;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthException;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.platform.DragopsException;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.Later;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** This server as an OAuth app of each provider; for administrators, and for all others as if it were not there. */
@Path("admin/oauth-apps")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class OAuthAppPages {
    private static final String SECTION = "oauth-apps";
    private static final String CLIENT_ID = "clientId";
    private static final String CLIENT_SECRET = "clientSecret";
    private static final String PRIVATE_KEY = "privateKey";
    private static final String AUTHENTICATION = "authentication";
    private static final String ADDRESS = "/admin/oauth-apps/";

    @EJB
    OAuthApps apps;

    @EJB
    ProviderCalls calls;

    @EJB
    Packs packs;

    @Inject
    Layout layout;

    @Inject
    Later later;

    @Inject
    Visit visit;

    /** A provider, and the app with it where there is one. */
    public record ShownApp(String provider, String name, Mark mark, boolean configured, String source, String problem) {
        static ShownApp of(Pack pack, Optional<OAuthApp> app) {
            return new ShownApp(
                    pack.provider().value(),
                    pack.name(),
                    Mark.of(pack.provider().value(), pack.name()),
                    app.isPresent(),
                    app.map(known -> wire(known.source())).orElse(""),
                    app.flatMap(OAuthApp::problem).orElse(""));
        }

        boolean matches(String text) {
            return (name + " " + provider).toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
        }
    }

    /** A way to prove who this server is. */
    public record MethodChoice(String value, boolean selected) {}

    @GET
    public Response list(
            @QueryParam("q") @DefaultValue("") String q, @QueryParam("notice") @DefaultValue("") String notice) {
        String text = q.strip();
        var known =
                apps.list(administrator()).stream().collect(Collectors.toMap(OAuthApp::provider, Function.identity()));
        List<ShownApp> shown = packs.all().stream()
                .filter(pack -> oauth(pack).isPresent())
                .map(pack -> ShownApp.of(
                        pack, Optional.ofNullable(known.get(pack.provider().value()))))
                // what was set up comes first; else as the packs are ordered
                .sorted(Comparator.comparing(app -> !app.configured()))
                .filter(app -> app.matches(text))
                .toList();
        View view = layout.page("admin/oauth-apps", SECTION, notice)
                .with("apps", shown)
                .with("q", text);
        return Layout.answer(200, visit.wantsPart() ? view.only("rows") : view);
    }

    @GET
    @Path("{provider}")
    public Response form(
            @PathParam("provider") String provider, @QueryParam("notice") @DefaultValue("") String notice) {
        administrator();
        Pack pack = pack(provider);
        return Layout.answer(200, page(pack, Optional.empty(), FormErrors.none(), notice));
    }

    @POST
    @Path("{provider}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public void save(@PathParam("provider") String provider, @Suspended AsyncResponse waiting) {
        Caller administrator = administrator();
        Pack pack = pack(provider);
        PostedForm sent = visit.form();
        var app = new OAuthApps.NewApp(
                sent.text(CLIENT_ID),
                sent.secret(CLIENT_SECRET),
                sent.secretLines(PRIVATE_KEY),
                authentication(sent.text(AUTHENTICATION)));
        var definition = oauth(pack).orElseThrow().provider();
        // drawn ahead, as nothing of the request is at hand when the provider has answered
        Function<FormErrors, View> again = redraw(pack, sent);
        later.answer(
                waiting,
                calls.run(definition.provider(), () -> apps.put(administrator, definition, app))
                        .whenComplete((saved, failure) -> wipe(app))
                        .handle((saved, failure) -> failure == null
                                ? Layout.seeOther(ADDRESS + pack.provider() + "?notice=app-saved")
                                        .build()
                                : refused(failure, again)),
                Later.Answer.<Response>by(UnaryOperator.identity())
                        .orElse(Layout.seeOther(ADDRESS + pack.provider() + "?notice=provider-slow")
                                .build()));
    }

    @POST
    @Path("{provider}/test")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public void test(@PathParam("provider") String provider, @Suspended AsyncResponse waiting) {
        Caller administrator = administrator();
        Pack pack = pack(provider);
        apps.get(administrator, pack.provider().value());
        var definition = oauth(pack).orElseThrow().provider();
        String page = ADDRESS + pack.provider() + "?notice=";
        later.answer(
                waiting,
                calls.run(definition.provider(), () -> apps.test(administrator, definition)),
                Later.Answer.<OAuthApps.Trial>by(
                                trial -> Layout.seeOther(page + notice(trial)).build())
                        .orElse(Layout.seeOther(page + "provider-slow").build()));
    }

    @GET
    @Path("{provider}/delete")
    public Response confirmDelete(@PathParam("provider") String provider) {
        Pack pack = pack(provider);
        OAuthApp app = apps.get(administrator(), pack.provider().value());
        return Layout.answer(
                200,
                layout.page("admin/delete", SECTION, "")
                        .with("providerName", pack.name())
                        .with("clientId", app.clientId())
                        .with("address", ADDRESS + pack.provider()));
    }

    @POST
    @Path("{provider}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response delete(@PathParam("provider") String provider) {
        apps.delete(administrator(), pack(provider).provider().value());
        return Layout.seeOther("/admin/oauth-apps?notice=app-deleted").build();
    }

    private static String notice(OAuthApps.Trial trial) {
        if (trial.works()) {
            return "app-works";
        }
        return List.of("invalid_client", "unauthorized_client").contains(trial.outcome())
                ? "app-refused"
                : "app-unclear";
    }

    private static Response refused(Throwable failure, Function<FormErrors, View> again) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof OAuthException.Invalid
                || cause instanceof OAuthException.MetadataRefused
                || cause instanceof OAuthException.TargetRefused
                || cause instanceof OAuthException.AppReadOnly) {
            List<String> shown = List.of(CLIENT_ID, CLIENT_SECRET, PRIVATE_KEY);
            FormErrors errors = FormErrors.of((DragopsException) cause, shown, UnaryOperator.identity());
            return Layout.answer(cause instanceof OAuthException.AppReadOnly ? 409 : 400, again.apply(errors));
        }
        throw new CompletionException(cause);
    }

    private Function<FormErrors, View> redraw(Pack pack, PostedForm sent) {
        View drawn = page(pack, Optional.of(sent), FormErrors.none(), "");
        String clientId = sent.text(CLIENT_ID);
        return errors -> filled(drawn, clientId, errors);
    }

    private View page(Pack pack, Optional<PostedForm> sent, FormErrors errors, String notice) {
        Pack.OAuth oauth = oauth(pack).orElseThrow();
        Optional<OAuthApp> app = apps.find(pack.provider().value());
        String chosen = sent.map(form -> form.text(AUTHENTICATION))
                .orElse(app.flatMap(OAuthApp::authentication)
                        .map(OAuthAppPages::wire)
                        .orElse(""));
        View page = layout.page("admin/oauth-app", SECTION, notice)
                .with("provider", pack.provider().value())
                .with("providerName", pack.name())
                .with("redirectUri", apps.redirectUri(pack.provider().value()).toString())
                .with(
                        "setupUrl",
                        oauth.setupUrl()
                                .filter(url -> url.startsWith("https://"))
                                .orElse(""))
                .with("setupSteps", oauth.setupSteps())
                .with("configured", app.isPresent())
                .with(
                        "readOnly",
                        app.filter(known -> known.source() == OAuthApp.Source.CONFIGURATION)
                                .isPresent())
                .with(
                        "problem",
                        app.flatMap(OAuthApp::problem).map(Reasons::ofFailure).orElse(""))
                .with(
                        "problemSince",
                        app.flatMap(OAuthApp::problemSince).map(When::of).stream()
                                .toList())
                .with("packMethod", wire(oauth.provider().tokens().authentication()))
                .with(
                        "methods",
                        Arrays.stream(ClientAuthentication.values())
                                .map(OAuthAppPages::wire)
                                .map(value -> new MethodChoice(value, value.equals(chosen)))
                                .toList());
        String clientId = sent.map(form -> form.text(CLIENT_ID))
                .orElse(app.map(OAuthApp::clientId).orElse(""));
        return filled(page, clientId, errors);
    }

    private static View filled(View page, String clientId, FormErrors errors) {
        return page.with("clientId", FormField.text(CLIENT_ID, "off").filled(clientId, errors))
                .with(
                        "clientSecret",
                        FormField.secret(CLIENT_SECRET, "off").optional().filled("", errors))
                .with(
                        "privateKey",
                        FormField.secret(PRIVATE_KEY, "off").optional().filled("", errors))
                .with("error", errors.whole());
    }

    private static void wipe(OAuthApps.NewApp app) {
        app.clientSecret().ifPresent(Plaintext::close);
        app.privateKey().ifPresent(Plaintext::close);
    }

    private Caller administrator() {
        Caller caller = visit.caller();
        if (caller.role() != Role.ADMINISTRATOR) {
            throw new NotFoundException();
        }
        return caller;
    }

    private Pack pack(String provider) {
        return Provider.parse(provider)
                .flatMap(packs::of)
                .filter(pack -> oauth(pack).isPresent())
                .orElseThrow(NotFoundException::new);
    }

    private static Optional<Pack.OAuth> oauth(Pack pack) {
        return pack.method(ConnectionType.OAUTH).flatMap(Pack.Method::oauth);
    }

    private static Optional<ClientAuthentication> authentication(String wire) {
        return Arrays.stream(ClientAuthentication.values())
                .filter(known -> wire(known).equals(wire))
                .findFirst();
    }

    private static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
