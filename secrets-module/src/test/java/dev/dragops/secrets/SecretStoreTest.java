package dev.dragops.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.UserId;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.platform.ThreadTransactions;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.TestVault;
import dev.dragops.vault.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecretStoreTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env_01jd3v5w0c8m2xq6d9k4t7h1zr");
    private static final UserId WRITER = new UserId("usr_01jd3v5w0c8m2xq6d9k4t7h1zr");
    private static final SecretName NAME = new SecretName("TAKEN");

    private final Vault vault = TestVault.withNewKeys();
    private final ThreadTransactions transactions = onAnEmptyDatabase();

    private static ThreadTransactions onAnEmptyDatabase() {
        DatabaseSource database = new DatabaseSource(TestMariaDb.emptyDatabase());
        Migrations.apply(database, "sec", Secrets.class);
        return new ThreadTransactions("secrets", database);
    }

    @AfterEach
    void close() {
        transactions.close();
    }

    @Test
    void insertsANameOnceAndKeepsTheFirstValue() {
        StoredSecret first = secret("of the first");
        StoredSecret second = secret("of the second");

        Set<String> inserted = inTransaction(secrets -> secrets.insertWhereFree(List.of(first), WRITER));
        Set<String> late = inTransaction(secrets -> secrets.insertWhereFree(List.of(second), WRITER));

        assertThat(inserted).containsExactly(first.id());
        assertThat(late).isEmpty();
        SecretStore.Sealed kept = inTransaction(secrets -> secrets.sealed(ENVIRONMENT, List.of(NAME)))
                .get(0);
        assertThat(kept.id()).isEqualTo(first.id());
        try (Plaintext value = vault.open(
                StoredSecret.context(kept.environmentId(), kept.id(), kept.name(), kept.version()), kept.envelope())) {
            assertThat(value.revealText()).isEqualTo("of the first");
        }
    }

    @Test
    void insertsTheOthersWhereOneNameIsTaken() {
        inTransaction(secrets -> secrets.insertWhereFree(List.of(secret("kept")), WRITER));
        StoredSecret free = StoredSecret.first(
                ENVIRONMENT, new SecretName("FREE"), Plaintext.ofText("v"), Optional.empty(), vault, Instant.EPOCH);

        Set<String> inserted = inTransaction(secrets -> secrets.insertWhereFree(List.of(free, secret("late")), WRITER));

        assertThat(inserted).containsExactly(free.id());
    }

    private StoredSecret secret(String value) {
        return StoredSecret.first(ENVIRONMENT, NAME, Plaintext.ofText(value), Optional.empty(), vault, Instant.EPOCH);
    }

    private <T> T inTransaction(Function<SecretStore, T> work) {
        return transactions.in(
                () -> work.apply(new SecretStore(transactions.entityManager(), Database.of(transactions))));
    }
}
