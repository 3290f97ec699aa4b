package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.platform.FieldError;
import java.util.List;

/**
 * What an import would do as things are. Nothing can be imported while there are faults.
 *
 * @param added the names that the environment does not have, in the order of the file
 * @param existing the names that it has
 * @param faults the lines that make no sense, each without a word of what it says
 */
public record ImportPreview(
        EnvironmentId environment,
        OnExisting onExisting,
        List<SecretName> added,
        List<SecretName> existing,
        List<FieldError> faults) {
    public ImportPreview {
        added = List.copyOf(added);
        existing = List.copyOf(existing);
        faults = List.copyOf(faults);
    }

    /** Whether it can be imported. */
    public boolean complete() {
        return faults.isEmpty();
    }
}
