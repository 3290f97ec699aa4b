package dev.dragops.web.api;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Usage;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionSecrets;
import dev.dragops.connections.ConnectionUsage;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Ending;
import dev.dragops.secrets.Kept;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SecretsException;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What uses a connection, what would break without it, and the secrets that were kept from it. */
@Path("api/connections")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class ConnectionUsageResource {
    @EJB
    private Connections connections;

    @EJB
    private ConnectionSecrets connectionSecrets;

    @Inject
    private CurrentRequest current;

    /** What uses a connection. */
    record UsageView(
            String connectionId,
            @Nullable Instant lastUsedAt,
            List<SeenView> patterns,
            List<DayView> days,
            List<SeededView> secrets,
            List<KeptView> secretsKept) {
        static UsageView of(ConnectionId id, ConnectionUsage usage) {
            return new UsageView(
                    id.value(),
                    usage.seen().lastUsedAt().orElse(null),
                    SeenView.of(usage.seen()),
                    usage.seen().days().stream().map(DayView::of).toList(),
                    usage.secrets().stream().map(SeededView::of).toList(),
                    usage.kept().stream().map(KeptView::of).toList());
        }
    }

    /** A node of a pattern that opened the connection. */
    record SeenView(Optional<String> patternId, Optional<String> nodeId, Instant lastUsedAt, long openings) {
        static List<SeenView> of(Usage usage) {
            return usage.seen().stream()
                    .map(seen -> new SeenView(seen.patternId(), seen.nodeId(), seen.lastUsedAt(), seen.openings()))
                    .toList();
        }
    }

    /** A day on which the connection was opened. */
    record DayView(String day, long openings) {
        static DayView of(Usage.Day day) {
            return new DayView(day.day().toString(), day.openings());
        }
    }

    /** A secret that has its value from the connection. */
    record SeededView(String environmentId, String name, long version) {
        static SeededView of(Secret secret) {
            return new SeededView(secret.environment().value(), secret.name().value(), secret.version());
        }
    }

    /** A secret that the connection would seed, and that was kept as it is. */
    record KeptView(String environmentId, String name, String reason) {
        static KeptView of(Kept kept) {
            return new KeptView(kept.environment().value(), kept.name().value(), kept.lost() ? "edited" : "was_there");
        }
    }

    /** What would break without a connection. */
    record DeletionView(
            String connectionId, @Nullable Instant lastUsedAt, List<SeenView> patterns, List<FateView> secrets) {
        static DeletionView of(ConnectionId id, Ending ending) {
            return new DeletionView(
                    id.value(),
                    ending.seen().lastUsedAt().orElse(null),
                    SeenView.of(ending.seen()),
                    ending.secrets().stream().map(FateView::of).toList());
        }
    }

    /** What would become of a secret. */
    record FateView(String environmentId, String name, String outcome, Optional<HeirView> passesTo) {
        static FateView of(Ending.Fate fate) {
            return new FateView(
                    fate.environment().value(),
                    fate.name().value(),
                    fate.passesOn() ? "passed_on" : "removed",
                    fate.heir().map(HeirView::of));
        }
    }

    /** The connection that a secret would pass to. */
    record HeirView(String id, String displayName) {
        static HeirView of(Connection heir) {
            return new HeirView(heir.id().value(), heir.displayName());
        }
    }

    @GET
    @Path("{id}/usage")
    public Response usage(@PathParam("id") String id) {
        ConnectionId connection = connection(id);
        return Response.ok(UsageView.of(connection, connections.usage(current.caller(), connection)))
                .build();
    }

    @GET
    @Path("{id}/deletion")
    public Response deletion(@PathParam("id") String id) {
        ConnectionId connection = connection(id);
        return Response.ok(DeletionView.of(connection, connectionSecrets.ending(current.caller(), connection)))
                .build();
    }

    @POST
    @Path("{id}/secrets/{environmentId}/{name}/replace")
    public Response replaceKept(
            @PathParam("id") String id,
            @PathParam("environmentId") String environmentId,
            @PathParam("name") String name) {
        ConnectionId connection = connection(id);
        EnvironmentId environment =
                EnvironmentId.parse(environmentId).orElseThrow(AccountsException.EnvironmentNotFound::new);
        SecretName secret = SecretName.parse(name).orElseThrow(SecretsException.NotFound::new);
        return Response.ok(SecretsResource.SecretView.of(
                        connectionSecrets.take(current.caller(), connection, environment, secret)))
                .build();
    }

    private static ConnectionId connection(String id) {
        return ConnectionId.parse(id).orElseThrow(ConnectionsException.NotFound::new);
    }
}
