package dev.dragops.web.pages;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A secret that has its value from a connection, or was kept when one was saved, as a page lists it.
 *
 * @param environments where it is, by name
 */
public record SeededSecret(String name, List<String> environments) {
    public SeededSecret {
        environments = List.copyOf(environments);
    }

    /** One for each name, in the order in which they come. */
    static List<SeededSecret> of(List<Secret> secrets, EnvironmentNames names) {
        return byName(secrets, Secret::name, Secret::environment, names);
    }

    /** As {@link #of}, of what a save left as it was. */
    static List<SeededSecret> kept(List<JustSaved.Kept> secrets, EnvironmentNames names) {
        return byName(secrets, JustSaved.Kept::name, JustSaved.Kept::environment, names);
    }

    private static <T> List<SeededSecret> byName(
            List<T> secrets,
            Function<T, SecretName> name,
            Function<T, EnvironmentId> environment,
            EnvironmentNames names) {
        return secrets.stream()
                .collect(Collectors.groupingBy(
                        name, LinkedHashMap::new, Collectors.mapping(environment, Collectors.toList())))
                .entrySet()
                .stream()
                .map(entry -> new SeededSecret(entry.getKey().value(), names.of(entry.getValue())))
                .toList();
    }
}
