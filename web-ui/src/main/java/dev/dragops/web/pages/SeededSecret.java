package dev.dragops.web.pages;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.secrets.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A secret that has its value from a connection, as a page lists it.
 *
 * @param environments where it is, by name
 */
public record SeededSecret(String name, List<String> environments) {
    public SeededSecret {
        environments = List.copyOf(environments);
    }

    /** One for each name, in the order in which they come. */
    static List<SeededSecret> of(List<Secret> secrets, EnvironmentNames names) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (Secret secret : secrets) {
            EnvironmentId environment = secret.environment();
            byName.computeIfAbsent(secret.name().value(), name -> new ArrayList<>())
                    .add(names.of(environment));
        }
        return byName.entrySet().stream()
                .map(entry -> new SeededSecret(entry.getKey(), entry.getValue()))
                .toList();
    }
}
