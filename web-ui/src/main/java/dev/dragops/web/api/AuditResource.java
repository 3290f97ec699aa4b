package dev.dragops.web.api;

import dev.dragops.accounts.AuditProof;
import dev.dragops.accounts.AuditSealer;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How far the audit trail is proved, for an administrator, or a program of theirs that keeps the head elsewhere. */
@Path("api/admin/audit")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class AuditResource {
    @EJB
    private AuditSealer sealer;

    @Inject
    private CurrentRequest current;

    /** Where the chain begins, where it ends, and how far behind it is. */
    record ProofView(
            Optional<Instant> begunAt,
            Optional<Long> foundTo,
            Optional<Long> place,
            Optional<String> hash,
            Optional<String> line,
            long unsealed,
            long lagSeconds,
            CopyView headFile) {
        static ProofView of(AuditProof proof) {
            return new ProofView(
                    proof.begun().map(AuditProof.Begun::at),
                    proof.begun().map(AuditProof.Begun::foundTo),
                    proof.head().map(AuditProof.Head::place),
                    proof.head().map(AuditProof.Head::hash),
                    proof.head().map(AuditProof.Head::line),
                    proof.unsealed(),
                    proof.lag().toSeconds(),
                    CopyView.of(proof.copy()));
        }
    }

    /** The head outside the database, on the node that answers. */
    record CopyView(boolean configured, Optional<Instant> writtenAt, Optional<String> fault) {
        static CopyView of(AuditProof.Copy copy) {
            return new CopyView(
                    copy.configured(), copy.writtenAt(), copy.fault().map(fault -> fault.name()
                            .toLowerCase(Locale.ROOT)));
        }
    }

    @GET
    @Path("head")
    public Response head() {
        return Response.ok(ProofView.of(sealer.proof(current.caller()))).build();
    }
}
