package dev.dragops.web.api;

import dev.dragops.connections.Backlogs;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.vault.KeyStatus;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.Meters;
import dev.dragops.web.SystemStatus;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an administrator sees of this server. */
@Path("api/admin")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class AdminResource {
    @EJB
    private Packs packs;

    @Inject
    private SystemStatus status;

    @Inject
    private Meters meters;

    @Inject
    private CurrentRequest current;

    /** The packs in use, and what was left out. */
    record PacksView(List<PackView> packs, List<RejectedView> rejected) {
        static PacksView of(Packs.Review review) {
            return new PacksView(
                    review.installed().stream().map(PackView::of).toList(),
                    review.rejected().stream().map(RejectedView::of).toList());
        }
    }

    /** A pack in use. */
    record PackView(
            String provider,
            String name,
            String version,
            List<String> methods,
            Optional<String> file,
            Optional<Boolean> builtIn,
            Optional<Boolean> replacesBuiltIn) {
        static PackView of(Packs.Installed installed) {
            Pack pack = installed.pack();
            return new PackView(
                    pack.provider().value(),
                    pack.name(),
                    pack.version(),
                    pack.methods().stream().map(method -> method.type().wire()).toList(),
                    installed.origin().map(Packs.Origin::file),
                    installed.origin().map(Packs.Origin::builtIn),
                    installed.origin().map(Packs.Origin::replaces));
        }
    }

    /** A reason why a pack file is not used. */
    record RejectedView(String file, Optional<String> field, String reason) {
        static RejectedView of(Packs.Rejected rejected) {
            return new RejectedView(
                    rejected.file(),
                    Optional.of(rejected.field()).filter(field -> !field.isEmpty()),
                    rejected.reason());
        }
    }

    /** How the server is. */
    record SystemView(
            String status,
            VersionsView versions,
            DatabaseView database,
            KeysView keys,
            List<JobView> jobs,
            List<MigrationView> migrations) {
        static SystemView of(SystemStatus.Report report) {
            return new SystemView(
                    report.isWell() ? "UP" : "DEGRADED",
                    VersionsView.of(report.versions()),
                    new DatabaseView(
                            report.database().up() ? "UP" : "DOWN",
                            report.database().millis()),
                    KeysView.of(report.keys()),
                    report.jobs().stream().map(JobView::of).toList(),
                    report.migrations().stream().map(MigrationView::of).toList());
        }
    }

    /** What runs here. */
    record VersionsView(String product, String java, String server, Optional<String> database) {
        static VersionsView of(SystemStatus.Versions versions) {
            return new VersionsView(
                    versions.product(),
                    versions.java(),
                    versions.server(),
                    Optional.of(versions.database()).filter(known -> !known.isEmpty()));
        }
    }

    /** Whether the database answers, and how fast. */
    record DatabaseView(String status, long millis) {}

    /** Which keys are loaded. */
    record KeysView(String rootKeyFingerprint, List<KeyView> keys) {
        static KeysView of(KeyStatus status) {
            return new KeysView(
                    status.rootKeyFingerprint(),
                    status.keys().stream()
                            .map(key -> new KeyView(key.id(), key.purpose(), key.active(), key.createdAt()))
                            .toList());
        }
    }

    /** A key, by all but itself. */
    record KeyView(int id, String purpose, boolean active, Instant createdAt) {}

    /** What a job has still to do. */
    record JobView(String job, int everySeconds, long due, long lateSeconds, long planned, boolean keepsUp) {
        static JobView of(Backlogs.Backlog backlog) {
            return new JobView(
                    backlog.job(),
                    backlog.every(),
                    backlog.due(),
                    backlog.late().toSeconds(),
                    backlog.planned(),
                    backlog.keepsUp());
        }
    }

    /** A script of a module's tables. */
    record MigrationView(String module, String version, String description, Instant appliedAt, boolean succeeded) {
        static MigrationView of(SystemStatus.Migrated migrated) {
            return new MigrationView(
                    migrated.module(),
                    migrated.script().version(),
                    migrated.script().description(),
                    migrated.script().at(),
                    migrated.script().succeeded());
        }
    }

    @GET
    @Path("metrics")
    @Produces(MediaType.TEXT_PLAIN)
    public String metrics() {
        return meters.scrape(current.caller());
    }

    @GET
    @Path("packs")
    public Response packs() {
        return Response.ok(PacksView.of(packs.review(current.caller()))).build();
    }

    @GET
    @Path("system")
    public Response system() {
        return Response.ok(SystemView.of(status.report(current.caller()))).build();
    }
}
