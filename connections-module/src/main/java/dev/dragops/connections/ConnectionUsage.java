package dev.dragops.connections;

import dev.dragops.accounts.Usage;
import dev.dragops.secrets.Kept;
import dev.dragops.secrets.Secret;
import java.util.List;

/**
 * What uses a connection: its last use, the patterns and nodes seen, and its secrets.
 *
 * @param secrets those that have their value from it
 * @param kept those that it would seed, and that have their value from elsewhere
 */
public record ConnectionUsage(Usage seen, List<Secret> secrets, List<Kept> kept) {
    public ConnectionUsage {
        secrets = List.copyOf(secrets);
        kept = List.copyOf(kept);
    }
}
