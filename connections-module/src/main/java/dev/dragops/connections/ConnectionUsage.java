package dev.dragops.connections;

import dev.dragops.accounts.Usage;
import dev.dragops.secrets.Secret;
import java.util.List;

/** What uses a connection: its last use, the patterns and nodes seen, and the secrets that have their value from it. */
public record ConnectionUsage(Usage seen, List<Secret> secrets) {
    public ConnectionUsage {
        secrets = List.copyOf(secrets);
    }
}
