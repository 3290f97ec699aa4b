package dev.dragops.web.pages;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.Workspaces;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the environments that a person can see are called. */
record EnvironmentNames(Map<EnvironmentId, String> names) {
    EnvironmentNames {
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    /** Those of all workspaces of the caller; where there are several, each name is told with its workspace. */
    static EnvironmentNames of(Workspaces workspaces, Caller caller) {
        List<Workspace> all = workspaces.list(caller);
        Map<EnvironmentId, String> names = new LinkedHashMap<>();
        for (Workspace workspace : all) {
            for (Environment environment : workspaces.environments(caller, workspace.id())) {
                names.put(
                        environment.id(),
                        all.size() == 1 ? environment.name() : workspace.name() + " / " + environment.name());
            }
        }
        return new EnvironmentNames(names);
    }

    /** The name, or the id of an environment that went away meanwhile. */
    String of(EnvironmentId environment) {
        return names.getOrDefault(environment, environment.value());
    }

    /** Where its workspace lists it among all; before all others where it is unknown. */
    int place(EnvironmentId environment) {
        return List.copyOf(names.keySet()).indexOf(environment);
    }

    /** The names of these, in the order in which their workspace lists them. */
    List<String> of(List<EnvironmentId> environments) {
        return environments.stream()
                .sorted(Comparator.comparingInt(this::place))
                .map(this::of)
                .toList();
    }
}
