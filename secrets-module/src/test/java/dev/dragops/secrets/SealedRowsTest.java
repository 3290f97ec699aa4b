package dev.dragops.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.vault.Plaintext;
import dev.dragops.vault.TestVault;
import org.junit.jupiter.api.Test;

class SealedRowsTest {
    @Test
    void saysOfEachTableWhatItsEnvelopesWereSealedFor() {
        try (SecretsFixture fixture = new SecretsFixture()) {
            fixture.put(fixture.staging, "ONE", "1");
            fixture.put(fixture.staging, "ONE", "2");
            ImportId staged = new ImportStore(fixture.database, fixture.vault)
                    .add(
                            SecretsFixture.ADA.user(),
                            fixture.staging,
                            OnExisting.REPLACE,
                            Plaintext.ofText("A=1"),
                            fixture.clock.instant());

            assertThat(TestVault.opened(fixture.vault, StoredSecret.sealedRows(), fixture.database))
                    .hasSize(1);
            assertThat(TestVault.opened(fixture.vault, ImportStore.sealedRows(), fixture.database))
                    .containsExactly(staged.value());
        }
    }
}
