package dev.dragops.web.pages;

import dev.dragops.secrets.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

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
        return secrets.stream()
                .collect(Collectors.groupingBy(
                        Secret::name, LinkedHashMap::new, Collectors.mapping(Secret::environment, Collectors.toList())))
                .entrySet()
                .stream()
                .map(entry -> new SeededSecret(entry.getKey().value(), names.of(entry.getValue())))
                .toList();
    }
}
