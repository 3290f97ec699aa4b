package dev.dragops.connections;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Usage;
import dev.dragops.secrets.SecretName;
import java.util.List;
import java.util.Optional;

/**
 * What would break if a connection ended now.
 *
 * @param seen the patterns and nodes that were seen to use it lately; which ones still do, the engine alone knows
 * @param secrets those that have their value from it
 */
public record Ending(Usage seen, List<Fate> secrets) {
    public Ending {
        secrets = List.copyOf(secrets);
    }

    /**
     * What would become of a secret.
     *
     * @param passesOn whether another connection waits for it; else it is removed
     * @param heir that connection, where it is the caller's own
     */
    public record Fate(EnvironmentId environment, SecretName name, boolean passesOn, Optional<Connection> heir) {}
}
