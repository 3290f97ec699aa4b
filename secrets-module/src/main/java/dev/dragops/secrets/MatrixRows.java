package dev.dragops.secrets;

import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.platform.Database;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads matrices, each by one statement, whatever the number of names and environments. */
final class MatrixRows {
    /** No name contains anything else, and MariaDB fails to compare an ASCII column with the rest of Unicode. */
    private static final Pattern PART_OF_A_NAME = Pattern.compile("[A-Z0-9_]{0,128}");

    private final Database database;

    MatrixRows(Database database) {
        this.database = database;
    }

    private record Found(SecretMatrix.Cell cell, long total) {}

    SecretMatrix page(List<Environment> environments, MatrixQuery query) {
        String text = query.text().strip().toUpperCase(Locale.ROOT);
        if (environments.isEmpty() || !PART_OF_A_NAME.matcher(text).matches()) {
            return new SecretMatrix(environments, List.of(), 0);
        }
        List<String> ids = environments.stream()
                .map(environment -> environment.id().value())
                .toList();
        String in = String.join(", ", Collections.nCopies(ids.size(), "?"));
        List<Object> parameters = new ArrayList<>(ids);
        Collections.addAll(
                parameters,
                text,
                query.missing() ? ids.size() - 1 : ids.size(),
                query.size(),
                (query.page() - 1L) * query.size());
        parameters.addAll(ids);
        List<Found> found = database.list(
                "SELECT s.environment_id, s.name, s.version, s.seeded_by, s.created_at, s.updated_at, page.total,"
                        + " (SELECT v.seeded_by FROM sec_version v WHERE v.secret_id = s.id"
                        + " AND v.seeded_by IS NOT NULL ORDER BY v.version DESC LIMIT 1) AS once_seeded_by"
                        + " FROM (SELECT name, COUNT(*) OVER () AS total FROM sec_secret"
                        + " WHERE environment_id IN (" + in + ") AND INSTR(name, ?) > 0"
                        + " GROUP BY name HAVING COUNT(*) <= ? ORDER BY name LIMIT ? OFFSET ?) page"
                        + " JOIN sec_secret s ON s.name = page.name AND s.environment_id IN (" + in + ")"
                        + " ORDER BY s.name",
                row -> {
                    Optional<SeedSource> seededBy =
                            Optional.ofNullable(row.getString("seeded_by")).map(SeedSource::new);
                    Optional<SeedSource> once =
                            Optional.ofNullable(row.getString("once_seeded_by")).map(SeedSource::new);
                    Secret secret = new Secret(
                            new EnvironmentId(row.getString("environment_id")),
                            new SecretName(row.getString("name")),
                            row.getLong("version"),
                            seededBy,
                            Database.instant(row, "created_at"),
                            Database.instant(row, "updated_at"));
                    return new Found(
                            new SecretMatrix.Cell(secret, seededBy.isPresent() ? Optional.empty() : once),
                            row.getLong("total"));
                },
                parameters.toArray());
        Map<SecretName, Map<EnvironmentId, SecretMatrix.Cell>> cells = new LinkedHashMap<>();
        found.forEach(one -> {
            Secret secret = one.cell().secret();
            cells.computeIfAbsent(secret.name(), any -> new HashMap<>()).put(secret.environment(), one.cell());
        });
        return new SecretMatrix(
                environments,
                cells.entrySet().stream()
                        .map(entry -> new SecretMatrix.Row(entry.getKey(), entry.getValue()))
                        .toList(),
                found.stream().findFirst().map(Found::total).orElse(0L));
    }

    /** How many secrets each of the environments has. */
    Map<EnvironmentId, Long> count(List<EnvironmentId> environments) {
        Map<EnvironmentId, Long> counts = new HashMap<>();
        if (!environments.isEmpty()) {
            database.list(
                            "SELECT environment_id, COUNT(*) AS secrets FROM sec_secret WHERE environment_id IN ("
                                    + String.join(", ", Collections.nCopies(environments.size(), "?"))
                                    + ") GROUP BY environment_id",
                            row -> Map.entry(
                                    new EnvironmentId(row.getString("environment_id")), row.getLong("secrets")),
                            environments.stream().map(EnvironmentId::value).toArray())
                    .forEach(count -> counts.put(count.getKey(), count.getValue()));
        }
        environments.forEach(environment -> counts.putIfAbsent(environment, 0L));
        return counts;
    }
}
