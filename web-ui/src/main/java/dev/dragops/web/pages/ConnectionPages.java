package dev.dragops.web.pages;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.Usage;
import dev.dragops.accounts.Workspaces;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.ConnectionUsage;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Grant;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.ProviderAccount;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A connection, and what one can do with it. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class ConnectionPages {
    private static final String SECTION = "connections";
    private static final int PAGE_SIZE = 50;
    private static final String PAGE = "page";

    @EJB
    Connections connections;

    @EJB
    Packs packs;

    @EJB
    Workspaces workspaces;

    @Inject
    Layout layout;

    @Inject
    JustSaved justSaved;

    @Inject
    Visit visit;

    @Context
    HttpHeaders headers;

    private final Clock clock = Clock.systemUTC();

    /** A connection as the pages show it. */
    public record Shown(
            String id,
            String displayName,
            String provider,
            String providerName,
            String initial,
            String type,
            String status,
            String reason,
            String remedy,
            List<ShownGrant> grant,
            When createdAt,
            When updatedAt) {
        public Shown {
            grant = List.copyOf(grant);
        }

        public boolean revoked() {
            return status.equals(ConnectionStatus.REVOKED.wire());
        }

        /** The colour of the status. */
        public String tone() {
            return Tone.of(status, reason);
        }
    }

    /**
     * What the provider granted, as the pages show it.
     *
     * @param expires when the token ends; none where it does not
     * @param nextAttempt when a refresh that failed is tried again; none where nothing is planned
     */
    public record ShownGrant(
            List<String> account,
            List<String> requested,
            List<String> granted,
            List<FromNow> expires,
            boolean refreshable,
            List<FromNow> nextAttempt) {
        static ShownGrant of(Grant grant, Instant now) {
            return new ShownGrant(
                    grant.account().map(ProviderAccount::label).stream().toList(),
                    grant.scopesRequested(),
                    grant.scopes(),
                    grant.expiresAt().map(at -> FromNow.of(at, now)).stream().toList(),
                    grant.refreshable(),
                    grant.nextAttempt().map(at -> FromNow.of(at, now)).stream().toList());
        }
    }

    /**
     * One thing that happened to a connection.
     *
     * @param page where a person can end by hand what the provider did not; none in most cases
     */
    public record Happened(When at, String action, String outcome, List<String> details, List<String> page) {
        static Happened of(Activity activity) {
            List<String> details = new TreeMap<>(activity.details())
                    .entrySet().stream()
                            .filter(detail -> !detail.getKey().equals(PAGE)
                                    && !detail.getValue().isEmpty())
                            .map(detail -> detail.getKey() + ": " + detail.getValue())
                            .toList();
            return new Happened(
                    When.of(activity.at()),
                    activity.action(),
                    activity.outcome().name().toLowerCase(Locale.ROOT),
                    details,
                    Optional.ofNullable(activity.details().get(PAGE)).stream()
                            .filter(page -> page.startsWith("https://"))
                            .toList());
        }
    }

    /** A pattern that was seen to open the connection. */
    public record SeenIn(String pattern, String node, When lastUsedAt, long openings) {}

    @GET
    @Path("{id: conn_[^/]*}")
    public Response detail(@PathParam("id") String text, @QueryParam("notice") @DefaultValue("") String notice) {
        Connection connection = connections.get(visit.caller(), id(text));
        Optional<JustSaved.Told> told = justSaved
                .read(headers.getCookies(), visit.caller().requireSession())
                .filter(news -> news.connection().equals(connection.id()));
        View page = detailPage(connection, connection.displayName(), FormErrors.none(), notice, told);
        Response.ResponseBuilder answer = Response.ok(page).type(MediaType.TEXT_HTML_TYPE);
        return (told.isPresent() ? answer.header("Set-Cookie", justSaved.forget()) : answer).build();
    }

    @POST
    @Path("{id: conn_[^/]*}/rename")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response rename(@PathParam("id") String text) {
        ConnectionId id = id(text);
        String name = visit.form().text(ConnectionForm.NAME);
        try {
            connections.rename(visit.caller(), id, name);
            return Layout.seeOther("/connections/" + id + "?notice=renamed").build();
        } catch (ConnectionsException.NameTaken taken) {
            return renameAgain(409, id, name, FormErrors.field(ConnectionForm.NAME, taken.getMessage()));
        } catch (ConnectionsException.Invalid invalid) {
            List<String> shown = List.of(ConnectionForm.NAME);
            return renameAgain(400, id, name, FormErrors.of(invalid, shown, UnaryOperator.identity()));
        }
    }

    @GET
    @Path("{id: conn_[^/]*}/activity")
    public Response activity(
            @PathParam("id") String text,
            @QueryParam("before") @DefaultValue("") String before,
            @QueryParam("notice") @DefaultValue("") String notice) {
        ConnectionId id = id(text);
        OptionalLong older =
                before.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(before)) : OptionalLong.empty();
        List<Activity> activity = connections.activity(visit.caller(), id, older, PAGE_SIZE);
        String next = activity.size() < PAGE_SIZE
                ? ""
                : "/connections/" + id + "/activity?before="
                        + activity.get(activity.size() - 1).sequence();
        return Layout.answer(
                200,
                layout.page("connections/activity", SECTION, notice)
                        .with("id", id.value())
                        .with("activity", activity.stream().map(Happened::of).toList())
                        .with("next", next));
    }

    @GET
    @Path("{id: conn_[^/]*}/delete")
    public Response confirmDelete(@PathParam("id") String text) {
        return confirm("connections/delete", text);
    }

    @POST
    @Path("{id: conn_[^/]*}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response delete(@PathParam("id") String text) {
        ConnectionId id = id(text);
        boolean tellsProvider = connections.get(visit.caller(), id).type() == ConnectionType.OAUTH;
        connections.delete(visit.caller(), id);
        // the provider is told by and by, and only the activity says how that ended
        return Layout.seeOther(
                        (tellsProvider ? "/connections/" + id + "/activity" : "/connections") + "?notice=deleted")
                .build();
    }

    @GET
    @Path("{id: conn_[^/]*}/revoke")
    public Response confirmRevoke(@PathParam("id") String text) {
        return confirm("connections/revoke", text);
    }

    @POST
    @Path("{id: conn_[^/]*}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response revoke(@PathParam("id") String text) {
        ConnectionId id = id(text);
        connections.revoke(visit.caller(), id);
        return Layout.seeOther("/connections/" + id + "?notice=revoked").build();
    }

    private Response confirm(String template, String text) {
        Connection connection = connections.get(visit.caller(), id(text));
        return Layout.answer(200, withUsage(template, connection, "", EnvironmentNames.of(workspaces, visit.caller())));
    }

    private Response renameAgain(int status, ConnectionId id, String name, FormErrors errors) {
        Connection connection = connections.get(visit.caller(), id);
        return Layout.answer(status, detailPage(connection, name, errors, "", Optional.empty()));
    }

    private View detailPage(
            Connection connection, String name, FormErrors errors, String notice, Optional<JustSaved.Told> told) {
        EnvironmentNames names = EnvironmentNames.of(workspaces, visit.caller());
        List<SeededSecret> kept =
                SeededSecret.kept(told.map(JustSaved.Told::details).orElse(List.of()), names);
        return withUsage("connections/detail", connection, notice, names)
                .with("displayName", FormField.text(ConnectionForm.NAME, "off").filled(name, errors))
                .with("error", errors.whole())
                .with("verifiable", isVerifiable(connection))
                .with("administrator", visit.caller().role() == Role.ADMINISTRATOR)
                .with("justSaved", told.isPresent())
                .with("seededCount", told.map(JustSaved.Told::seeded).orElse(0))
                .with("keptCount", told.map(JustSaved.Told::kept).orElse(0))
                .with("kept", kept);
    }

    private View withUsage(String template, Connection connection, String notice, EnvironmentNames names) {
        ConnectionUsage usage = connections.usage(visit.caller(), connection.id());
        return layout.page(template, SECTION, notice)
                .with("connection", shown(connection))
                .with("secrets", SeededSecret.of(usage.secrets(), names))
                .with(
                        "lastUsed",
                        usage.seen().lastUsedAt().map(When::of).stream().toList())
                .with(
                        "seen",
                        usage.seen().seen().stream()
                                .map(ConnectionPages::seenIn)
                                .toList());
    }

    private static SeenIn seenIn(Usage.Seen seen) {
        return new SeenIn(
                seen.patternId().orElse("–"), seen.nodeId().orElse("–"), When.of(seen.lastUsedAt()), seen.openings());
    }

    private Shown shown(Connection connection) {
        Provider provider = connection.provider();
        String providerName = packs.of(provider).map(Pack::name).orElse(provider.value());
        return new Shown(
                connection.id().value(),
                connection.displayName(),
                provider.value(),
                providerName,
                Initial.of(providerName),
                connection.type().wire(),
                connection.status().wire(),
                connection.statusReason().map(Reasons::ofStatus).orElse(""),
                Remedy.of(connection),
                connection.grant().map(grant -> ShownGrant.of(grant, clock.instant())).stream()
                        .toList(),
                When.of(connection.createdAt()),
                When.of(connection.updatedAt()));
    }

    /** Whether the pack tells a way to ask the provider. */
    private boolean isVerifiable(Connection connection) {
        return connection.status() != ConnectionStatus.REVOKED
                && packs.of(connection.provider())
                        .flatMap(pack -> pack.method(connection.type()))
                        .flatMap(Pack.Method::verification)
                        .isPresent();
    }

    private static ConnectionId id(String text) {
        return ConnectionId.parse(text).orElseThrow(ConnectionsException.NotFound::new);
    }
}
