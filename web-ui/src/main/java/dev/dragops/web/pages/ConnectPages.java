package dev.dragops.web.pages;

import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Grant;
import dev.dragops.connections.OAuthConnections;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.connections.Verification;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.OAuthException;
import dev.dragops.platform.DragopsException;
import dev.dragops.web.Later;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Connecting by OAuth, and what one does with such a connection. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class ConnectPages {
    private static final int RELOAD_SECONDS = 2;

    @EJB
    OAuthConnections oauth;

    @EJB
    Connections connections;

    @EJB
    Verification verification;

    @EJB
    Packs packs;

    @Inject
    ConnectForm connectForm;

    @Inject
    Layout layout;

    @Inject
    Later later;

    @Inject
    Visit visit;

    @POST
    @Path("new/{provider}/connect")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response connect(@PathParam("provider") String name) {
        Pack pack = Provider.parse(name).flatMap(packs::of).orElseThrow(ConnectionsException.ProviderNotFound::new);
        Pack.Method method = pack.method(ConnectionType.OAUTH)
                .filter(oauthMethod -> oauthMethod.oauth().isPresent())
                .orElseThrow(ConnectionsException.ProviderNotFound::new);
        PostedForm sent = visit.form();
        FormErrors missing = ConnectForm.missing(method, sent);
        if (!missing.isEmpty()) {
            return Layout.answer(400, connectForm.page(pack, method, Optional.of(sent), missing));
        }
        try {
            return begun(oauth.begin(visit.caller(), pack.provider(), ConnectForm.request(method, sent)));
        } catch (ConnectionsException.Invalid
                | OAuthException.Invalid
                | OAuthException.FieldMissing
                | OAuthException.TargetRefused invalid) {
            FormErrors errors = FormErrors.of(invalid, ConnectForm.shown(method), ConnectForm::formName);
            return Layout.answer(400, connectForm.page(pack, method, Optional.of(sent), errors));
        } catch (ConnectionsException.NameTaken taken) {
            FormErrors errors = FormErrors.field(ConnectionForm.NAME, taken.getMessage());
            return Layout.answer(409, connectForm.page(pack, method, Optional.of(sent), errors));
        } catch (OAuthException.AppNotConfigured missingApp) {
            return Layout.answer(409, connectForm.page(pack, method, Optional.of(sent), FormErrors.none()));
        }
    }

    @POST
    @Path("{id: conn_[^/]*}/reconnect")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response reconnect(@PathParam("id") String text) {
        Connection connection = connections.get(visit.caller(), id(text));
        List<String> scopes = connection.grant().map(Grant::scopesRequested).orElse(List.of());
        return begun(oauth.begin(
                visit.caller(),
                connection.provider(),
                new Authorizations.Request(
                        Optional.empty(),
                        scopes,
                        backTo(visit.form().text("returnTo")),
                        Optional.of(connection.id().value()),
                        Map.of())));
    }

    /** The page that a person begins at, which tells how it ended; none where the form names no page of ours. */
    private static Optional<String> backTo(String page) {
        return Optional.of(ReturnTo.safe(page))
                .filter(path -> !path.equals(ReturnTo.HOME))
                .map(path -> path.contains("?") ? path : path + "?notice=connected");
    }

    /** Where an authorization stands; one that is not yet opened leads on to the provider. */
    @GET
    @Path("authorizations/{id}")
    public Response authorization(@PathParam("id") String text) {
        AuthorizationId id = AuthorizationId.parse(text).orElseThrow(OAuthException.AuthorizationNotFound::new);
        Authorization found = oauth.authorization(visit.caller(), id);
        String provider = found.provider();
        View page = layout.page("connections/authorization", "connections", "")
                .with(
                        "providerName",
                        Provider.parse(provider)
                                .flatMap(packs::of)
                                .map(Pack::name)
                                .orElse(provider))
                .with("status", found.status().name().toLowerCase(Locale.ROOT))
                .with("openAddress", "/oauth/authorizations/" + found.id())
                .with("newAddress", "/connections/new/" + provider + "?type=oauth")
                .with("connection", found.connection().orElse(""))
                .with("failure", found.failure().map(Reasons::ofFailure).orElse(""));
        return Layout.answer(
                200,
                switch (found.status()) {
                    case PENDING ->
                        page.with("leadsTo", "/oauth/authorizations/" + found.id())
                                .with("leadsAfter", 0);
                    case EXCHANGING ->
                        page.with("leadsTo", "/connections/authorizations/" + found.id())
                                .with("leadsAfter", RELOAD_SECONDS);
                    case OPENED, SUCCEEDED, FAILED, EXPIRED -> page;
                });
    }

    @POST
    @Path("{id: conn_[^/]*}/refresh")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public void refresh(@PathParam("id") String text, @Suspended AsyncResponse waiting) {
        ConnectionId id = id(text);
        lead(
                waiting,
                id,
                asked(() -> oauth.refresh(visit.caller(), id))
                        .handle((now, failure) ->
                                failure == null && isFresh(now) ? "refreshed" : told(failure, "refresh-failed")));
    }

    @POST
    @Path("{id: conn_[^/]*}/verify")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public void verify(@PathParam("id") String text, @Suspended AsyncResponse waiting) {
        ConnectionId id = id(text);
        lead(
                waiting,
                id,
                asked(() -> verification.verify(visit.caller(), id))
                        .handle((result, failure) -> failure == null
                                ? "verified-" + result.outcome().wire()
                                : told(failure, "verified-inconclusive")));
    }

    private static boolean isFresh(Connection connection) {
        return connection.status() == ConnectionStatus.ACTIVE
                && !connection.statusReason().equals(Optional.of("refresh_failing"));
    }

    private static Response begun(Authorization authorization) {
        return Layout.seeOther("/connections/authorizations/" + authorization.id())
                .build();
    }

    private void lead(AsyncResponse waiting, ConnectionId id, CompletableFuture<String> notice) {
        String page = "/connections/" + id + "?notice=";
        later.answer(
                waiting,
                notice,
                Later.Answer.<String>by(told -> Layout.seeOther(page + told).build())
                        .orElse(Layout.seeOther(page + "provider-slow").build()));
    }

    private static <T> CompletableFuture<T> asked(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (DragopsException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** What the connection's page tells of a failure; one that it cannot tell of is an error. */
    private static String told(@org.jspecify.annotations.Nullable Throwable failure, String notice) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause == null || (cause instanceof DragopsException refused && TOLD.contains(refused.code()))) {
            return notice;
        }
        throw new CompletionException(cause);
    }

    private static final List<String> TOLD = List.of(
            "TOKEN_UNAVAILABLE",
            "REAUTHENTICATION_REQUIRED_AT_PROVIDER",
            "CONNECTION_REVOKED",
            "NOT_REFRESHABLE",
            "PROVIDER_BUSY");

    private static ConnectionId id(String text) {
        return ConnectionId.parse(text).orElseThrow(ConnectionsException.NotFound::new);
    }
}
