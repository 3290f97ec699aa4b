package dev.dragops.web.api;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionPage;
import dev.dragops.connections.ConnectionQuery;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Credential;
import dev.dragops.connections.Grant;
import dev.dragops.connections.Idempotency;
import dev.dragops.connections.NewConnection;
import dev.dragops.connections.OAuthConnections;
import dev.dragops.connections.Provider;
import dev.dragops.connections.Saved;
import dev.dragops.connections.Verification;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SeedResult;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.Later;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A user's connections. What they keep goes in here and never comes out: {@link RuntimeResource} opens it. */
@Path("api/connections")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class ConnectionsResource {
    private static final String API_KEY_MISSING = "provider and apiKey are required";
    private static final String CREDENTIALS_MISSING = "provider and credentials (non-empty object) are required";
    private static final int MOST_AT_ONCE = 500;
    private static final int USUAL_ACTIVITY = 50;

    @EJB
    private Connections connections;

    @EJB
    private OAuthConnections oauth;

    @EJB
    private Verification verification;

    @Inject
    private Later later;

    @Inject
    private CurrentRequest current;

    /**
     * A connection.
     *
     * @param scopes left out in lists, as is all that only a connection with tokens has
     * @param lastUsedAt only in a list that was asked for it, and of what was used
     */
    record ConnectionView(
            String id,
            String provider,
            String displayName,
            String type,
            String status,
            Optional<String> statusReason,
            Optional<List<String>> scopes,
            Optional<List<String>> scopesRequested,
            Optional<AccountView> account,
            Optional<Instant> expiresAt,
            Optional<Instant> nextAttemptAt,
            Optional<Instant> lastUsedAt,
            Instant createdAt,
            Instant updatedAt) {
        static ConnectionView of(Connection connection) {
            return of(connection, Optional.of(connection.scopes()), connection.grant(), Optional.empty());
        }

        static ConnectionView inList(Connection connection, Optional<Instant> lastUsedAt) {
            return of(connection, Optional.empty(), Optional.empty(), lastUsedAt);
        }

        private static ConnectionView of(
                Connection connection,
                Optional<List<String>> scopes,
                Optional<Grant> grant,
                Optional<Instant> lastUsedAt) {
            return new ConnectionView(
                    connection.id().value(),
                    connection.provider().value(),
                    connection.displayName(),
                    connection.type().wire(),
                    connection.status().wire(),
                    connection.statusReason(),
                    scopes,
                    grant.map(Grant::scopesRequested),
                    grant.flatMap(Grant::account).map(AccountView::of),
                    grant.flatMap(Grant::expiresAt),
                    grant.flatMap(Grant::nextAttempt),
                    lastUsedAt,
                    connection.createdAt(),
                    connection.updatedAt());
        }
    }

    /** Whose account a connection acts for, at the provider. */
    record AccountView(String id, String label) {
        static AccountView of(ProviderAccount account) {
            return new AccountView(account.id(), account.label());
        }
    }

    /**
     * Some connections.
     *
     * @param total on all pages; only where it was asked for
     */
    record ConnectionsView(List<ConnectionView> connections, Optional<String> nextCursor, Optional<Long> total) {
        static ConnectionsView of(ConnectionPage page, Map<ConnectionId, Instant> lastUsed, Optional<Long> total) {
            return new ConnectionsView(
                    page.connections().stream()
                            .map(connection -> ConnectionView.inList(
                                    connection, Optional.ofNullable(lastUsed.get(connection.id()))))
                            .toList(),
                    page.nextCursor(),
                    total);
        }
    }

    /**
     * A connection whose credential was just saved.
     *
     * @param updatedAt left out where the connection is new
     */
    record SavedView(
            String id,
            String provider,
            String displayName,
            String type,
            String status,
            Instant createdAt,
            Optional<Instant> updatedAt,
            SeedView seedResult,
            Optional<CheckView> verification) {
        static SavedView of(Saved saved, Optional<Instant> updatedAt, Optional<CheckView> verification) {
            Connection connection = saved.connection();
            return new SavedView(
                    connection.id().value(),
                    connection.provider().value(),
                    connection.displayName(),
                    connection.type().wire(),
                    connection.status().wire(),
                    connection.createdAt(),
                    updatedAt,
                    SeedView.of(saved.seedResult()),
                    verification);
        }
    }

    /** What the provider says of a credential that was just saved. */
    record CheckView(String outcome, Optional<AccountView> account, Optional<String> detail) {
        static CheckView of(Verification.Result result) {
            return new CheckView(result.outcome().wire(), result.account().map(AccountView::of), result.detail());
        }

        /** The connection is saved, whatever became of asking the provider. */
        static CheckView inconclusive() {
            return new CheckView(
                    Verification.Outcome.INCONCLUSIVE.wire(),
                    Optional.empty(),
                    Optional.of("The provider could not be asked"));
        }
    }

    /** What the provider says of a credential, and the connection after that. */
    record VerifiedView(
            String outcome, Optional<AccountView> account, Optional<String> detail, ConnectionView connection) {
        static VerifiedView of(Verification.Result result) {
            return new VerifiedView(
                    result.outcome().wire(),
                    result.account().map(AccountView::of),
                    result.detail(),
                    ConnectionView.of(result.connection()));
        }
    }

    /** What was seeded. */
    record SeedView(
            int secretsSeeded,
            List<String> secretNames,
            List<String> secretsKept,
            Optional<String> workspaceId,
            List<SeedDetailView> details) {
        static SeedView of(SeedResult result) {
            List<String> seeded =
                    result.seeded().stream().map(SecretName::value).toList();
            return new SeedView(
                    seeded.size(),
                    seeded,
                    result.kept().stream().map(SecretName::value).toList(),
                    result.workspace().map(WorkspaceId::value),
                    result.details().stream().map(SeedDetailView::of).toList());
        }
    }

    /** What became of one secret in one environment. */
    record SeedDetailView(String environmentId, String name, String outcome) {
        static SeedDetailView of(SeedResult.Detail detail) {
            return new SeedDetailView(
                    detail.environment().value(),
                    detail.name().value(),
                    detail.outcome().name().toLowerCase(Locale.ROOT));
        }
    }

    /** What happened to a connection, the latest first. */
    record ActivityView(String connectionId, List<HappenedView> activity, Optional<String> nextCursor) {
        static ActivityView of(ConnectionId id, List<Activity> activity, int most) {
            return new ActivityView(
                    id.value(),
                    activity.stream().map(HappenedView::of).toList(),
                    activity.size() < most
                            ? Optional.empty()
                            : Optional.of(Long.toString(
                                    activity.get(activity.size() - 1).sequence())));
        }
    }

    /** One thing that happened. */
    record HappenedView(
            Instant at,
            String action,
            String outcome,
            Map<String, String> details,
            Optional<String> executionId,
            Optional<String> patternId,
            Optional<String> nodeId) {
        static HappenedView of(Activity activity) {
            return new HappenedView(
                    activity.at(),
                    activity.action(),
                    activity.outcome().name().toLowerCase(Locale.ROOT),
                    new TreeMap<>(activity.details()),
                    activity.executionId(),
                    activity.patternId(),
                    activity.nodeId());
        }
    }

    @GET
    public Response list(@Context UriInfo uri) {
        QueryParameters parameters = new QueryParameters(uri.getQueryParameters());
        ConnectionQuery query = new ConnectionQuery(
                parameters.as("provider", Provider::parse, "This must be the name of a provider"),
                parameters.as("type", ConnectionsResource::type, "This must be api_key, credentials or oauth"),
                parameters.as(
                        "status",
                        ConnectionsResource::status,
                        "This must be active, failing, reauth_required or revoked"),
                parameters.flag("needsAttention"),
                parameters.text("q").filter(text -> !text.isBlank()),
                parameters
                        .as(
                                "sort",
                                ConnectionsResource::sort,
                                "This must be createdAt, updatedAt, displayName or provider, with - to turn it")
                        .orElse(ConnectionQuery.Sort.CREATED),
                parameters.number("limit", 1, MOST_AT_ONCE),
                parameters.text("cursor"));
        boolean counted = parameters.flag("count");
        boolean withUsage = parameters.flag("lastUsed");
        parameters.check();
        ConnectionPage page = connections.list(current.caller(), query);
        Map<ConnectionId, Instant> lastUsed = withUsage ? connections.lastUsed(current.caller(), page.ids()) : Map.of();
        Optional<Long> total =
                counted ? Optional.of(connections.count(current.caller(), query, Integer.MAX_VALUE)) : Optional.empty();
        return Response.ok(ConnectionsView.of(page, lastUsed, total)).build();
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        return Response.ok(ConnectionView.of(connections.get(current.caller(), connection(id))))
                .build();
    }

    @POST
    @Path("api-key")
    @Consumes(MediaType.APPLICATION_JSON)
    public void createApiKey(
            JsonBody body, @Context HttpHeaders headers, @Context UriInfo uri, @Suspended AsyncResponse waiting) {
        boolean verified = isVerified(uri);
        Optional<Provider> provider = provider(body);
        String apiKey = body.required("apiKey");
        Optional<String> displayName = body.optional("displayName");
        Optional<String> environmentId = body.optional("environmentId");
        body.check(API_KEY_MISSING);
        try (Credential credential = new Credential.ApiKey(Plaintext.ofText(apiKey))) {
            create(
                    new NewConnection(provider.orElseThrow(), credential, displayName, environment(environmentId)),
                    idempotency(body, headers, uri),
                    verified,
                    waiting);
        }
    }

    @POST
    @Path("credentials")
    @Consumes(MediaType.APPLICATION_JSON)
    public void createCredentials(
            JsonBody body, @Context HttpHeaders headers, @Context UriInfo uri, @Suspended AsyncResponse waiting) {
        boolean verified = isVerified(uri);
        Optional<Provider> provider = provider(body);
        Map<String, String> values = body.requiredTexts("credentials");
        Optional<String> displayName = body.optional("displayName");
        Optional<String> environmentId = body.optional("environmentId");
        body.check(CREDENTIALS_MISSING);
        try (Credential credential = fields(values)) {
            create(
                    new NewConnection(provider.orElseThrow(), credential, displayName, environment(environmentId)),
                    idempotency(body, headers, uri),
                    verified,
                    waiting);
        }
    }

    private void create(
            NewConnection request, Optional<Idempotency> idempotency, boolean verified, AsyncResponse waiting) {
        Saved saved = connections.create(current.caller(), request, idempotency);
        CompletableFuture<Optional<CheckView>> check = verified
                ? verification
                        .verify(current.caller(), saved.connection().id())
                        .handle((result, failure) ->
                                Optional.of(failure == null ? CheckView.of(result) : CheckView.inconclusive()))
                : CompletableFuture.completedFuture(Optional.empty());
        later.answer(
                waiting,
                check,
                Later.Answer.<Optional<CheckView>>by(result -> created(saved, result))
                        .orElse(created(saved, Optional.of(CheckView.inconclusive()))));
    }

    private static Response created(Saved saved, Optional<CheckView> check) {
        Response.ResponseBuilder response = Response.status(Response.Status.CREATED)
                .header("Location", "/api/connections/" + saved.connection().id())
                .entity(SavedView.of(saved, Optional.empty(), check));
        if (saved.replayed()) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.build();
    }

    private static boolean isVerified(UriInfo uri) {
        QueryParameters parameters = new QueryParameters(uri.getQueryParameters());
        boolean verify = parameters.flag("verify");
        parameters.check();
        return verify;
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response rename(@PathParam("id") String id, JsonBody body) {
        String displayName = body.required("displayName");
        body.check();
        return Response.ok(ConnectionView.of(connections.rename(current.caller(), connection(id), displayName)))
                .build();
    }

    @PUT
    @Path("{id}/credentials")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response replaceCredential(@PathParam("id") String id, JsonBody body) {
        ConnectionId connection = connection(id);
        try (Credential credential = credential(body)) {
            Saved saved = connections.replaceCredential(current.caller(), connection, credential);
            return Response.ok(
                            SavedView.of(saved, Optional.of(saved.connection().updatedAt()), Optional.empty()))
                    .build();
        }
    }

    @POST
    @Path("{id}/revoke")
    public Response revoke(@PathParam("id") String id) {
        return Response.ok(ConnectionView.of(connections.revoke(current.caller(), connection(id))))
                .build();
    }

    @POST
    @Path("{id}/refresh")
    public void refresh(@PathParam("id") String id, @Suspended AsyncResponse waiting) {
        later.answer(waiting, oauth.refresh(current.caller(), connection(id)), Later.Answer.by(now -> Response.ok(
                        ConnectionView.of(now))
                .build()));
    }

    @POST
    @Path("{id}/verify")
    public void verify(@PathParam("id") String id, @Suspended AsyncResponse waiting) {
        later.answer(
                waiting,
                verification.verify(current.caller(), connection(id)),
                Later.Answer.by(result -> Response.ok(VerifiedView.of(result)).build()));
    }

    @GET
    @Path("{id}/activity")
    public Response activity(@PathParam("id") String id, @Context UriInfo uri) {
        QueryParameters parameters = new QueryParameters(uri.getQueryParameters());
        int most = parameters.number("limit", 1, MOST_AT_ONCE).orElse(USUAL_ACTIVITY);
        Optional<Long> before = parameters.as(
                "cursor",
                text -> Optional.of(text)
                        .filter(digits -> digits.matches("\\d{1,18}"))
                        .map(Long::valueOf),
                "This must be the nextCursor of the page before");
        parameters.check();
        ConnectionId connection = connection(id);
        List<Activity> activity = connections.activity(
                current.caller(), connection, before.map(OptionalLong::of).orElse(OptionalLong.empty()), most);
        return Response.ok(ActivityView.of(connection, activity, most)).build();
    }

    @DELETE
    @Path("{id}")
    public void delete(@PathParam("id") String id) {
        connections.delete(current.caller(), connection(id));
    }

    private static Credential credential(JsonBody body) {
        boolean oneKey = !body.isAbsent("apiKey");
        if (oneKey != body.isAbsent("credentials")) {
            body.reject(
                    oneKey ? "credentials" : "apiKey", "REQUIRED", "Exactly one of apiKey and credentials is required");
            body.check("apiKey or credentials (non-empty object) is required, and not both");
        }
        String apiKey = oneKey ? body.required("apiKey") : "";
        Map<String, String> values = oneKey ? Map.of() : body.requiredTexts("credentials");
        body.check("apiKey or credentials (non-empty object) is required, and not both");
        return oneKey ? new Credential.ApiKey(Plaintext.ofText(apiKey)) : fields(values);
    }

    private static Credential fields(Map<String, String> values) {
        Map<String, Plaintext> fields = new LinkedHashMap<>();
        values.forEach((name, value) -> fields.put(name, Plaintext.ofText(value)));
        return new Credential.Fields(fields);
    }

    private static Optional<Provider> provider(JsonBody body) {
        Optional<Provider> provider = Provider.parse(body.required("provider"));
        if (provider.isEmpty() && !body.isRejected("provider")) {
            body.reject(
                    "provider",
                    "INVALID",
                    "A provider's name is a-z, 0-9 and -, starts with a letter and has at" + " most 64 characters");
        }
        return provider;
    }

    private static Optional<EnvironmentId> environment(Optional<String> id) {
        return id.map(EnvironmentsResource::environment);
    }

    private Optional<Idempotency> idempotency(JsonBody body, HttpHeaders headers, UriInfo uri) {
        Optional<Idempotency> idempotency = IdempotencyKey.of(body, headers, uri);
        idempotency.ifPresent(kept -> current.wipeAtEnd(kept.body()::close));
        return idempotency;
    }

    private static ConnectionId connection(String id) {
        return ConnectionId.parse(id).orElseThrow(ConnectionsException.NotFound::new);
    }

    private static Optional<ConnectionType> type(String wire) {
        return Arrays.stream(ConnectionType.values())
                .filter(type -> type.wire().equals(wire))
                .findFirst();
    }

    private static Optional<ConnectionStatus> status(String wire) {
        return Arrays.stream(ConnectionStatus.values())
                .filter(status -> status.wire().equals(wire))
                .findFirst();
    }

    private static Optional<ConnectionQuery.Sort> sort(String wire) {
        return Arrays.stream(ConnectionQuery.Sort.values())
                .filter(sort -> sort.wire().equals(wire))
                .findFirst();
    }
}
