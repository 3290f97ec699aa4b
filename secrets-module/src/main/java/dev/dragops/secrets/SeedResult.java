package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.SealedValue;
import dev.dragops.accounts.WorkspaceId;
import java.util.List;
import java.util.Optional;

/**
 * What seeding did, secret by secret.
 *
 * @param workspace the workspace of the environments, empty where there were none
 * @param details one for each name in each environment, in the order of the environments and then of the seeds
 * @param sealed what was sealed or removed, for the audit row of whoever seeds
 */
public record SeedResult(Optional<WorkspaceId> workspace, List<Detail> details, List<SealedValue> sealed) {
    public SeedResult {
        details = List.copyOf(details);
        sealed = List.copyOf(sealed);
    }

    /** What was done before, or did nothing. */
    public SeedResult(Optional<WorkspaceId> workspace, List<Detail> details) {
        this(workspace, details, List.of());
    }

    /** Nothing to seed into. */
    public static SeedResult none() {
        return new SeedResult(Optional.empty(), List.of());
    }

    /** What became of one secret in one environment. */
    public record Detail(EnvironmentId environment, SecretName name, Outcome outcome) {}

    /** Whether the value was written, or a secret of that name was there before and was kept. */
    public enum Outcome {
        SEEDED,
        KEPT
    }

    /** The names written in at least one environment. */
    public List<SecretName> seeded() {
        return names(Outcome.SEEDED);
    }

    /** The names kept in at least one environment. */
    public List<SecretName> kept() {
        return names(Outcome.KEPT);
    }

    private List<SecretName> names(Outcome outcome) {
        return details.stream()
                .filter(detail -> detail.outcome() == outcome)
                .map(Detail::name)
                .distinct()
                .toList();
    }
}
