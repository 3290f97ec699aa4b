package dev.dragops.web.api;

import dev.dragops.platform.DatabaseSource;
import dev.dragops.vault.Vault;
import dev.dragops.web.Traffic;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Whether the product lives and can work, on the application's own port on every server. Public, and says no more. */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class HealthResource {
    private static final Logger LOG = Logger.getLogger(HealthResource.class.getName());
    private static final int SECONDS_TO_ANSWER = 2;

    @EJB
    private Vault vault;

    @Inject
    private Traffic traffic;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource database;

    /** The whole, as MicroProfile Health shapes it: up where every check is. */
    record HealthView(String status, List<CheckView> checks) {
        static HealthView of(List<CheckView> checks) {
            return new HealthView(word(checks.stream().allMatch(check -> check.status.equals("UP"))), checks);
        }
    }

    /** One thing that the product needs. */
    record CheckView(String name, String status, Optional<DrainView> data) {
        static CheckView of(String name, boolean up) {
            return new CheckView(name, word(up), Optional.empty());
        }
    }

    /** That this server is to be stopped, and what it has yet to end. */
    record DrainView(String reason, int inFlight) {}

    @GET
    @Path("live")
    public Response live() {
        return Response.ok(HealthView.of(List.of())).build();
    }

    @GET
    @Path("ready")
    public Response ready() {
        if (!traffic.isOpen()) {
            // no more is asked: a database that is away must not keep anybody waiting for the end
            DrainView drain = new DrainView("draining", traffic.inFlight());
            return unready(HealthView.of(List.of(new CheckView("traffic", word(false), Optional.of(drain)))));
        }
        HealthView health = HealthView.of(List.of(
                CheckView.of("traffic", true),
                CheckView.of("database", isDatabaseThere()),
                CheckView.of("keys", vault.readiness().keysLoaded())));
        return health.status.equals("UP") ? Response.ok(health).build() : unready(health);
    }

    private static Response unready(HealthView health) {
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .header("Retry-After", "5")
                .entity(health)
                .build();
    }

    private boolean isDatabaseThere() {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(SECONDS_TO_ANSWER);
        } catch (SQLException away) {
            LOG.log(Level.WARNING, away, () -> "the database cannot be reached");
            return false;
        }
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
