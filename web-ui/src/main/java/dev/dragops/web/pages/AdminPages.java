package dev.dragops.web.pages;

import dev.dragops.accounts.AuditProof;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Role;
import dev.dragops.connections.Backlogs;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.platform.Migrations;
import dev.dragops.vault.KeyStatus;
import dev.dragops.web.SystemStatus;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** This server, for its administrators, and for all others as if it were not there. */
@Path("admin")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class AdminPages {
    @EJB
    Packs packs;

    @Inject
    SystemStatus status;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /**
     * A pack in use.
     *
     * @param origin {@code built-in}, {@code own}, {@code replaces}, or empty where it is not known
     */
    public record ShownPack(
            String provider, String name, Mark mark, String version, List<String> methods, String origin, String file) {
        static ShownPack of(Packs.Installed installed) {
            Pack pack = installed.pack();
            return new ShownPack(
                    pack.provider().value(),
                    pack.name(),
                    Mark.of(pack.provider().value(), pack.name()),
                    pack.version(),
                    pack.methods().stream().map(method -> method.type().wire()).toList(),
                    installed
                            .origin()
                            .map(origin -> origin.builtIn() ? "built-in" : origin.replaces() ? "replaces" : "own")
                            .orElse(""),
                    installed.origin().map(Packs.Origin::file).orElse(""));
        }

        boolean matches(String text) {
            return (name + " " + provider).toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
        }
    }

    /** A pack file that is not used, and why. */
    public record Faulty(String file, List<Packs.Rejected> problems) {}

    /** A key, by all but itself. */
    public record ShownKey(int id, String purpose, String state, When createdAt) {
        static ShownKey of(KeyStatus.Key key) {
            return new ShownKey(
                    key.id(), key.purpose(), key.active() ? "active" : "retiring", When.of(key.createdAt()));
        }
    }

    /** The newest tables of a module. */
    public record Tables(String module, String version, int scripts, boolean succeeded, When appliedAt) {}

    @GET
    @Path("packs")
    public Response packs(@QueryParam("q") @DefaultValue("") String q) {
        Packs.Review review = packs.review(administrator());
        String text = q.strip();
        Map<String, List<Packs.Rejected>> byFile = review.rejected().stream()
                .collect(Collectors.groupingBy(Packs.Rejected::file, LinkedHashMap::new, Collectors.toList()));
        View view = layout.page("admin/packs", "packs", "")
                .with("q", text)
                .with("total", review.installed().size())
                .with(
                        "packs",
                        review.installed().stream()
                                .map(ShownPack::of)
                                .filter(pack -> pack.matches(text))
                                .toList())
                .with(
                        "faulty",
                        byFile.entrySet().stream()
                                .map(file -> new Faulty(file.getKey(), file.getValue()))
                                .toList());
        return Layout.answer(200, visit.wantsPart() ? view.only("rows") : view);
    }

    @GET
    @Path("system")
    public Response system() {
        SystemStatus.Report report = status.report(administrator());
        return Layout.answer(
                200,
                layout.page("admin/system", "system", "")
                        .with("well", report.isWell())
                        .with("database", report.database())
                        .with("versions", report.versions())
                        .with("fingerprint", report.keys().rootKeyFingerprint())
                        .with("due", report.keyRotationDue())
                        .with(
                                "keys",
                                report.keys().keys().stream().map(ShownKey::of).toList())
                        .with("jobs", report.jobs().stream().map(ShownJob::of).toList())
                        .with("tables", tables(report))
                        .with("audit", report.audit().map(ShownProof::of).orElse(ShownProof.UNKNOWN)));
    }

    /**
     * How far the audit trail is proved.
     *
     * @param state {@code unknown} while the database is away, {@code none} before the first row was chained, else
     *     {@code begun}
     * @param file {@code none} where this node was given none, {@code written}, {@code waiting} for this node to lead, or
     *     what is wrong with it
     */
    public record ShownProof(
            String state,
            When begunAt,
            long foundTo,
            long place,
            String hash,
            long unsealed,
            long lagSeconds,
            String file,
            When fileAt,
            boolean well) {
        private static final When NEVER = new When("", "");
        static final ShownProof UNKNOWN = new ShownProof("unknown", NEVER, 0, 0, "", 0, 0, "none", NEVER, true);

        static ShownProof of(AuditProof proof) {
            return new ShownProof(
                    proof.begun().isPresent() ? "begun" : "none",
                    proof.begun().map(begun -> When.of(begun.at())).orElse(NEVER),
                    proof.begun().map(AuditProof.Begun::foundTo).orElse(0L),
                    proof.head().map(AuditProof.Head::place).orElse(0L),
                    proof.head().map(AuditProof.Head::hash).orElse(""),
                    proof.unsealed(),
                    proof.lag().toSeconds(),
                    file(proof.copy()),
                    proof.copy().writtenAt().map(When::of).orElse(NEVER),
                    proof.isWell());
        }

        private static String file(AuditProof.Copy copy) {
            String written = copy.writtenAt().isPresent() ? "written" : copy.configured() ? "waiting" : "none";
            return copy.fault()
                    .map(fault -> fault.name().toLowerCase(Locale.ROOT))
                    .orElse(written);
        }
    }

    /** What a job has still to do. */
    public record ShownJob(String job, int every, long due, long planned, boolean keepsUp) {
        static ShownJob of(Backlogs.Backlog backlog) {
            return new ShownJob(backlog.job(), backlog.every(), backlog.due(), backlog.planned(), backlog.keepsUp());
        }
    }

    private static List<Tables> tables(SystemStatus.Report report) {
        Map<String, List<Migrations.Applied>> byModule = new LinkedHashMap<>();
        report.migrations().forEach(one -> byModule.computeIfAbsent(one.module(), module -> new ArrayList<>())
                .add(one.script()));
        return byModule.entrySet().stream()
                .map(module -> {
                    List<Migrations.Applied> scripts = module.getValue();
                    Migrations.Applied last = scripts.get(scripts.size() - 1);
                    return new Tables(
                            module.getKey(),
                            last.version(),
                            scripts.size(),
                            scripts.stream().allMatch(Migrations.Applied::succeeded),
                            When.of(last.at()));
                })
                .toList();
    }

    private Caller administrator() {
        Caller caller = visit.caller();
        if (caller.role() != Role.ADMINISTRATOR) {
            throw new NotFoundException();
        }
        return caller;
    }
}
