package dev.dragops.web.pages;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.Usage;
import dev.dragops.accounts.Workspaces;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionSecrets;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionUsage;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Grant;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SecretsException;
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
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.UnaryOperator;

/** A connection, and what one can do with it. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class ConnectionPages {
    private static final String SECTION = "connections";

    @EJB
    Connections connections;

    @EJB
    ConnectionSecrets connectionSecrets;

    @EJB
    Packs packs;

    @EJB
    Workspaces workspaces;

    @Inject
    Layout layout;

    @Inject
    PublicOrigin origin;

    @Inject
    Visit visit;

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

        /** What stands for the provider. */
        public Mark mark() {
            return Mark.of(provider, providerName);
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

        /** What was asked for and not granted. */
        public List<String> missing() {
            return requested.stream().filter(scope -> !granted.contains(scope)).toList();
        }
    }

    /** A pattern that was seen to open the connection. */
    public record SeenIn(String pattern, String node, When lastUsedAt, long openings) {
        static List<SeenIn> of(Usage usage) {
            return usage.seen().stream()
                    .map(seen -> new SeenIn(
                            seen.patternId().orElse("–"),
                            seen.nodeId().orElse("–"),
                            When.of(seen.lastUsedAt()),
                            seen.openings()))
                    .toList();
        }
    }

    @GET
    @Path("{id: conn_[^/]*}")
    public Response detail(@PathParam("id") String text, @QueryParam("notice") @DefaultValue("") String notice) {
        Connection connection = connections.get(visit.caller(), id(text));
        return Layout.answer(200, detailPage(connection, connection.displayName(), FormErrors.none(), notice));
    }

    /** What saving the connection did, and how it is used; as it is now, so that it can be loaded again. */
    @GET
    @Path("{id: conn_[^/]*}/saved")
    public Response saved(@PathParam("id") String text, @QueryParam("notice") @DefaultValue("") String notice) {
        Connection connection = connections.get(visit.caller(), id(text));
        return Layout.answer(200, page("connections/saved", connection, notice));
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

    /** Gives the connection a secret that was kept from it, and leads back to the page that asked. */
    @POST
    @Path("{id: conn_[^/]*}/secrets/{environment}/{name}/replace")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response takeSecret(
            @PathParam("id") String text,
            @PathParam("environment") String environment,
            @PathParam("name") String name) {
        ConnectionId id = id(text);
        connectionSecrets.take(
                visit.caller(),
                id,
                EnvironmentId.parse(environment).orElseThrow(AccountsException.EnvironmentNotFound::new),
                SecretName.parse(name).orElseThrow(SecretsException.NotFound::new));
        String own = "/connections/" + id;
        String saved = own + "/saved";
        String page = visit.form().text("returnTo").equals(saved) ? saved : own;
        return Layout.seeOther(page + "?notice=secret-taken").build();
    }

    private Response renameAgain(int status, ConnectionId id, String name, FormErrors errors) {
        Connection connection = connections.get(visit.caller(), id);
        return Layout.answer(status, detailPage(connection, name, errors, ""));
    }

    private View detailPage(Connection connection, String name, FormErrors errors, String notice) {
        return page("connections/detail", connection, notice)
                .with("displayName", FormField.text(ConnectionForm.NAME, "off").filled(name, errors))
                .with("error", errors.whole())
                .with("administrator", visit.caller().role() == Role.ADMINISTRATOR);
    }

    private View page(String template, Connection connection, String notice) {
        String id = connection.id().value();
        EnvironmentNames names = EnvironmentNames.of(workspaces, visit.caller());
        ConnectionUsage usage = connections.usage(visit.caller(), connection.id());
        List<SeededSecret> secrets = SeededSecret.of(usage.secrets(), names);
        return layout.page(template, SECTION, notice)
                .with("connection", shown(connection))
                .with("verifiable", isVerifiable(connection))
                .with("call", call(id))
                .with("secrets", secrets)
                .with("seededCount", secrets.size())
                .with("kept", KeptSecret.of(id, usage.kept(), names))
                .with(
                        "lastUsed",
                        usage.seen().lastUsedAt().map(When::of).stream().toList())
                .with("seen", SeenIn.of(usage.seen()))
                .with("chart", UsageChart.of(usage.seen().days(), LocalDate.now(clock)));
    }

    /** How a program opens the connection; by its id, which needs no quoting. */
    private String call(String id) {
        return "curl " + origin.url() + "/api/runtime/credentials \\\n"
                + "  -H \"Authorization: Bearer $TOKEN\" \\\n"
                + "  -H \"Content-Type: application/json\" \\\n"
                + "  -d '{\"connection\":\"" + id + "\",\"executionId\":\"run_1\"}'";
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
