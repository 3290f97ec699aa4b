package dev.dragops.secrets;

import static dev.dragops.secrets.SecretsFixture.ADA;
import static dev.dragops.secrets.SecretsFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.secrets.SecretMatrix.Cell;
import dev.dragops.secrets.SecretMatrix.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMatrixTest {
    private final SecretsFixture fixture = new SecretsFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private SecretMatrix matrix(String text, boolean missing, int page, int size) {
        return fixture.secrets.matrix(ADA, fixture.workspace, new MatrixQuery(text, missing, page, size));
    }

    private static List<String> names(SecretMatrix matrix) {
        return matrix.rows().stream().map(row -> row.name().value()).toList();
    }

    @Test
    void showsWhereEachNameHasAValue() {
        fixture.put(fixture.staging, "B", "1");
        fixture.put(fixture.staging, "B", "2");
        fixture.put(fixture.production, "B", "1");
        fixture.put(fixture.development, "A", "1");

        SecretMatrix matrix = matrix("", false, 1, 100);

        assertThat(matrix.environments()).isEqualTo(fixture.environments);
        assertThat(matrix.total()).isEqualTo(2);
        assertThat(names(matrix)).containsExactly("A", "B");
        Row row = matrix.rows().get(1);
        assertThat(row.cells()).containsOnlyKeys(fixture.staging, fixture.production);
        Cell cell = Objects.requireNonNull(row.cells().get(fixture.staging));
        assertThat(cell.secret()).isEqualTo(fixture.secrets.get(ADA, fixture.staging, new SecretName("B")));
        assertThat(cell.secret().version()).isEqualTo(2);
    }

    @Test
    void tellsSeededFromEditedSince() {
        fixture.seed(fixture.development, "KEY", "conn_1");
        fixture.seed(fixture.staging, "KEY", "conn_1");
        fixture.put(fixture.staging, "KEY", "mine");
        fixture.put(fixture.production, "KEY", "mine");

        Row row = matrix("", false, 1, 100).rows().get(0);

        Optional<SeedSource> source = Optional.of(new SeedSource("conn_1"));
        Cell seeded = Objects.requireNonNull(row.cells().get(fixture.development));
        assertThat(seeded.secret().seededBy()).isEqualTo(source);
        assertThat(seeded.editedSince()).isEmpty();
        Cell edited = Objects.requireNonNull(row.cells().get(fixture.staging));
        assertThat(edited.secret().seededBy()).isEmpty();
        assertThat(edited.editedSince()).isEqualTo(source);
        assertThat(Objects.requireNonNull(row.cells().get(fixture.production)).editedSince())
                .isEmpty();
    }

    @Test
    void findsByPartOfTheNameAndWhatIsMissingSomewhere() {
        for (var environment : fixture.environments) {
            fixture.put(environment.id(), "EVERY_WHERE", "v");
        }
        fixture.put(fixture.staging, "ONE_PLACE", "v");
        fixture.put(fixture.staging, "ONEXPLACE", "v");

        assertThat(names(matrix("", true, 1, 100))).containsExactly("ONEXPLACE", "ONE_PLACE");
        assertThat(names(matrix(" one_ ", false, 1, 100))).containsExactly("ONE_PLACE");
        assertThat(names(matrix("where", true, 1, 100))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "'", "\u00e4", "A B", "\uD83D\uDE80", "\u0000"})
    void findsNothingByWhatNoNameContains(String text) {
        fixture.put(fixture.staging, "AB", "v");

        assertThat(matrix(text, false, 1, 100).rows()).isEmpty();
    }

    @Test
    void pagesByNameAndNotByCell() {
        for (int i = 0; i < 5; i++) {
            fixture.put(fixture.staging, "N" + i, "v");
            fixture.put(fixture.production, "N" + i, "v");
        }

        assertThat(names(matrix("", false, 1, 2))).containsExactly("N0", "N1");
        assertThat(names(matrix("", false, 3, 2))).containsExactly("N4");
        assertThat(matrix("", false, 3, 2).total()).isEqualTo(5);
        assertThat(matrix("", false, 4, 2).rows()).isEmpty();
    }

    @Test
    void countsTheSecretsOfEachEnvironment() {
        fixture.put(fixture.staging, "A", "v");
        fixture.put(fixture.staging, "B", "v");

        assertThat(fixture.secrets.count(ADA, fixture.workspace))
                .isEqualTo(Map.of(fixture.development, 0L, fixture.staging, 2L, fixture.production, 0L));
    }

    @Test
    void answersAnothersWorkspaceLikeOneThatNobodyHas() {
        assertThatThrownBy(() -> fixture.secrets.matrix(BOB, fixture.workspace, new MatrixQuery("", false, 1, 100)))
                .isInstanceOf(AccountsException.WorkspaceNotFound.class);
        assertThatThrownBy(() -> fixture.secrets.count(ADA, WorkspaceId.next()))
                .isInstanceOf(AccountsException.WorkspaceNotFound.class);
    }
}
