package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import java.util.List;

/**
 * What an import did, name by name, each in the order of the file.
 *
 * @param created the names that the environment did not have
 * @param replaced the names that have another value now
 * @param kept the names that were left as they were
 */
public record Imported(
        EnvironmentId environment, List<SecretName> created, List<SecretName> replaced, List<SecretName> kept) {
    public Imported {
        created = List.copyOf(created);
        replaced = List.copyOf(replaced);
        kept = List.copyOf(kept);
    }
}
