package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.Database;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.TestVault;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealedRowsTest {
    private static final Instant NOW = Instant.parse("2026-02-15T10:00:00Z");

    @Test
    void saysOfEachTableWhatItsEnvelopesWereSealedFor() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId granted = fixture.connected(3600);
            EntityManager entityManager = fixture.node().transactions.entityManager();
            fixture.node().ownWork.run(() -> {
                entityManager.persist(StoredConnection.create(
                        GrantsFixture.USER,
                        7,
                        GrantsFixture.PROVIDER,
                        "Acme 7",
                        new Credential.ApiKey(Plaintext.ofText("k")),
                        fixture.vault,
                        NOW));
                entityManager.persist(StoredRevocation.of(
                        GrantsFixture.USER,
                        granted,
                        GrantsFixture.PROVIDER,
                        "client-1",
                        Optional.empty(),
                        Map.of(),
                        Plaintext.ofText("t"),
                        fixture.vault,
                        NOW));
                return granted;
            });

            Database database = Database.of(fixture.database);
            assertThat(TestVault.opened(fixture.vault, StoredConnection.sealedRows(), database))
                    .hasSize(1);
            assertThat(TestVault.opened(fixture.vault, StoredGrant.sealedRows(), database))
                    .containsExactly(granted.value());
            assertThat(TestVault.opened(fixture.vault, StoredRevocation.sealedRows(), database))
                    .hasSize(1);
        }
    }
}
