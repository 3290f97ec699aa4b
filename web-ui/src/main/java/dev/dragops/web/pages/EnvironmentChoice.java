package dev.dragops.web.pages;

import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentId;
import java.util.List;

/** An environment to choose in a form. */
public record EnvironmentChoice(String id, String name, boolean selected) {
    static List<EnvironmentChoice> of(List<Environment> environments, EnvironmentId selected) {
        return environments.stream()
                .map(environment -> new EnvironmentChoice(
                        environment.id().value(),
                        environment.name(),
                        environment.id().equals(selected)))
                .toList();
    }
}
