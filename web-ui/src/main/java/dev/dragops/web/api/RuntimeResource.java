package dev.dragops.web.api;

import dev.dragops.accounts.Execution;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Credential;
import dev.dragops.connections.OAuthConnections;
import dev.dragops.connections.Opened;
import dev.dragops.connections.RejectedToken;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Secrets;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.Later;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the execution engine asks for at the moment it needs it: the only answers of ours that hold values. */
@Path("api/runtime")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class RuntimeResource {
    private static final int MOST_NAMES = 100;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    @EJB
    private Connections connections;

    @EJB
    private OAuthConnections oauth;

    @EJB
    private Secrets secrets;

    @Inject
    private Later later;

    @Inject
    private CurrentRequest current;

    /** The connection whose credential is open. */
    record OpenedView(String id, String provider, String displayName, String type) {
        static OpenedView of(Connection connection) {
            return new OpenedView(
                    connection.id().value(),
                    connection.provider().value(),
                    connection.displayName(),
                    connection.type().wire());
        }
    }

    /** What an access token has beside itself; one without an end says so. */
    record TokenView(String tokenType, @Nullable Instant expiresAt) {
        static Optional<TokenView> of(Credential credential) {
            return credential instanceof Credential.OAuthTokens tokens
                    ? Optional.of(
                            new TokenView(tokens.tokenType(), tokens.expiresAt().orElse(null)))
                    : Optional.empty();
        }
    }

    /** How a connection is, after a token of it was refused. */
    record StatusView(String status, Optional<String> statusReason) {
        static StatusView of(Connection connection) {
            return new StatusView(connection.status().wire(), connection.statusReason());
        }
    }

    @POST
    @Path("credentials")
    @Consumes(MediaType.APPLICATION_JSON)
    public void credentials(JsonBody body, @Suspended AsyncResponse waiting) {
        String reference = body.required("connection");
        Execution execution = execution(body);
        body.check();
        current.opens(new CurrentRequest.Opening("credential", execution));
        later.answer(
                waiting,
                connections.open(current.caller(), reference, execution),
                Later.Answer.by(RuntimeResource::opened).wiping(Opened::close));
    }

    @POST
    @Path("rejected")
    @Consumes(MediaType.APPLICATION_JSON)
    public void rejected(JsonBody body, @Suspended AsyncResponse waiting) {
        String connection = body.required("connectionId");
        RejectedToken token = rejectedToken(body);
        body.check();
        ConnectionId id = ConnectionId.parse(connection).orElseThrow(ConnectionsException.NotFound::new);
        later.answer(waiting, oauth.rejected(current.caller(), id, token), Later.Answer.by(now -> Response.ok(
                        StatusView.of(now))
                .build()));
    }

    @POST
    @Path("secrets")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response secrets(JsonBody body) {
        String environmentId = body.required("environmentId");
        List<SecretName> names = names(body);
        Execution execution = execution(body);
        body.check();
        current.opens(new CurrentRequest.Opening("secret", execution));
        Map<SecretName, Plaintext> opened =
                secrets.open(current.caller(), EnvironmentsResource.environment(environmentId), names, execution);
        current.wipeAtEnd(() -> opened.values().forEach(Plaintext::close));
        Map<String, Plaintext> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name.value(), opened.get(name)));
        return Response.ok(new ValuesBody(Optional.empty(), "secrets", values, Optional.empty()))
                .build();
    }

    private static Response opened(Opened opened) {
        return Response.ok(body(opened)).build();
    }

    static ValuesBody body(Opened opened) {
        return new ValuesBody(
                Optional.of(OpenedView.of(opened.connection())),
                "credentials",
                values(opened.credential()),
                TokenView.of(opened.credential()));
    }

    /** A refresh token is never among them: refreshing is the server's own work. */
    private static Map<String, Plaintext> values(Credential credential) {
        if (credential instanceof Credential.ApiKey apiKey) {
            return Map.of("apiKey", apiKey.key());
        }
        if (credential instanceof Credential.OAuthTokens tokens) {
            return Map.of("accessToken", tokens.accessToken());
        }
        return ((Credential.Fields) credential).values();
    }

    private static RejectedToken rejectedToken(JsonBody body) {
        boolean byTime = !body.isAbsent("expiresAt");
        if (byTime != body.isAbsent("tokenFingerprint")) {
            body.reject(
                    byTime ? "tokenFingerprint" : "expiresAt",
                    "REQUIRED",
                    "Exactly one of expiresAt and tokenFingerprint is required");
        }
        if (byTime) {
            return new RejectedToken.ExpiringAt(body.optionalTime("expiresAt").orElse(Instant.EPOCH));
        }
        String fingerprint = body.optional("tokenFingerprint").orElse("");
        if (!fingerprint.isEmpty() && !SHA_256.matcher(fingerprint).matches()) {
            body.reject(
                    "tokenFingerprint",
                    "INVALID",
                    "This must be the SHA-256 of the token in 64 hexadecimal digits of lower case");
        }
        return new RejectedToken.Fingerprint(fingerprint);
    }

    static Execution execution(JsonBody body) {
        return new Execution(
                body.requiredEngineId("executionId"),
                body.optionalEngineId("patternId"),
                body.optionalEngineId("nodeId"));
    }

    private static List<SecretName> names(JsonBody body) {
        Set<SecretName> names = new LinkedHashSet<>();
        List<String> texts = body.requiredList("names", MOST_NAMES);
        for (int i = 0; i < texts.size(); i++) {
            Optional<SecretName> name = SecretName.parse(texts.get(i));
            if (name.isEmpty()) {
                body.reject("names[" + i + "]", "INVALID", "This is not the name of a secret");
            }
            name.ifPresent(names::add);
        }
        return List.copyOf(names);
    }
}
