package dev.dragops.web.pages;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Places places = new Places(names);
        secrets.forEach(secret -> places.add(secret.name(), secret.environment()));
        return places.list();
    }

    /** As {@link #of}, of what a save left as it was. */
    static List<SeededSecret> kept(List<JustSaved.Kept> secrets, EnvironmentNames names) {
        Places places = new Places(names);
        secrets.forEach(secret -> places.add(secret.name(), secret.environment()));
        return places.list();
    }

    private static final class Places {
        private final Map<String, List<String>> byName = new LinkedHashMap<>();
        private final EnvironmentNames names;

        Places(EnvironmentNames names) {
            this.names = names;
        }

        void add(SecretName name, EnvironmentId environment) {
            byName.computeIfAbsent(name.value(), first -> new ArrayList<>()).add(names.of(environment));
        }

        List<SeededSecret> list() {
            return byName.entrySet().stream()
                    .map(entry -> new SeededSecret(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }
}
