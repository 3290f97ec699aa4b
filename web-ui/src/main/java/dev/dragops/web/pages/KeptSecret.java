package dev.dragops.web.pages;

import dev.dragops.secrets.Kept;
import java.util.Comparator;
import java.util.List;

/**
 * A secret that a connection would seed and that has its value from elsewhere, as a page lists it.
 *
 * @param environment its name
 * @param why the key of the reason
 * @param take where a form goes that has it replaced
 */
public record KeptSecret(String name, String environment, String why, String take) {
    static List<KeptSecret> of(String connection, List<Kept> kept, EnvironmentNames names) {
        return kept.stream()
                .sorted(Comparator.comparing((Kept secret) -> secret.name().value())
                        .thenComparingInt(secret -> names.place(secret.environment())))
                .map(secret -> new KeptSecret(
                        secret.name().value(),
                        names.of(secret.environment()),
                        secret.lost() ? "edited" : "was-there",
                        "/connections/" + connection + "/secrets/" + secret.environment() + "/" + secret.name()
                                + "/replace"))
                .toList();
    }
}
