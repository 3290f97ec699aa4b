package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.secrets.Secret;
import dev.dragops.secrets.SecretName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeededSecretTest {
    @Test
    void listsEnvironmentsAsTheirWorkspaceDoesHoweverTheirIdsAreSorted() {
        EnvironmentId development = EnvironmentId.next();
        EnvironmentId production = EnvironmentId.next();
        Map<EnvironmentId, String> names = new LinkedHashMap<>();
        names.put(development, "development");
        names.put(production, "production");
        SecretName secret = new SecretName("SLACK_BOT_TOKEN");

        List<SeededSecret> shown = SeededSecret.of(
                List.of(seeded(production, secret), seeded(development, secret)), new EnvironmentNames(names));

        assertThat(shown).containsExactly(new SeededSecret("SLACK_BOT_TOKEN", List.of("development", "production")));
    }

    private static Secret seeded(EnvironmentId environment, SecretName name) {
        return new Secret(environment, name, 1, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
    }
}
