package dev.dragops.secrets;

import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One page of the names of a workspace, and where each has a value. Values are neither shown nor compared.
 *
 * @param environments all of the workspace, in order of creation
 * @param rows by name
 * @param total how many names the query finds; 0 too on a page behind the last one
 */
public record SecretMatrix(List<Environment> environments, List<Row> rows, long total) {
    public SecretMatrix {
        environments = List.copyOf(environments);
        rows = List.copyOf(rows);
    }

    /** A name, with a cell for each environment that has it. */
    public record Row(SecretName name, Map<EnvironmentId, Cell> cells) {
        public Row {
            cells = Map.copyOf(cells);
        }
    }

    /**
     * A secret in an environment.
     *
     * @param editedSince the source that seeded an earlier value, where somebody has written one since
     */
    public record Cell(Secret secret, Optional<SeedSource> editedSince) {}
}
