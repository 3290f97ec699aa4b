package dev.dragops.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.secrets.SeedResult.Detail;
import dev.dragops.secrets.SeedResult.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedResultTest {
    private static final SecretName KEY = new SecretName("SLACK_API_KEY");
    private static final SecretName BOT = new SecretName("SLACK_BOT_TOKEN");
    private final EnvironmentId development = EnvironmentId.next();
    private final EnvironmentId production = EnvironmentId.next();

    @Test
    void namesWhatWasWrittenOrKeptInAtLeastOneEnvironmentOnceAndInTheirOrder() {
        SeedResult result = new SeedResult(
                Optional.empty(),
                List.of(
                        new Detail(development, KEY, Outcome.SEEDED),
                        new Detail(development, BOT, Outcome.SEEDED),
                        new Detail(production, KEY, Outcome.KEPT),
                        new Detail(production, BOT, Outcome.SEEDED)));

        assertThat(result.seeded()).containsExactly(KEY, BOT);
        assertThat(result.kept()).containsExactly(KEY);
    }

    @Test
    void isEmptyWhereThereWasNothingToSeedInto() {
        assertThat(SeedResult.none().seeded()).isEmpty();
        assertThat(SeedResult.none().kept()).isEmpty();
        assertThat(SeedResult.none().workspace()).isEmpty();
    }
}
