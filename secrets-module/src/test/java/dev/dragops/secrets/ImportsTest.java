package dev.dragops.secrets;

import static dev.dragops.secrets.SecretsFixture.ADA;
import static dev.dragops.secrets.SecretsFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.EnvironmentDeleted;
import dev.dragops.accounts.Scope;
import dev.dragops.platform.Database;
import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.VaultException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImportsTest {
    private final SecretsFixture fixture = new SecretsFixture();
    private final Imports imports = fixture.imports;

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Plaintext text(String dotenv) {
        return Plaintext.ofText(dotenv);
    }

    private static List<String> texts(List<SecretName> names) {
        return names.stream().map(SecretName::value).toList();
    }

    @Test
    void createsReplacesAndKeepsInTheOrderOfTheFile() {
        fixture.put(fixture.staging, "OLD", "old");

        Imported kept = imports.run(ADA, fixture.staging, OnExisting.KEEP, text("Z=1\nOLD=new\nA=2"));
        Imported replaced = imports.run(ADA, fixture.staging, OnExisting.REPLACE, text("Y=3\nOLD=newer\nZ=4"));

        assertThat(texts(kept.created())).containsExactly("Z", "A");
        assertThat(texts(kept.kept())).containsExactly("OLD");
        assertThat(kept.replaced()).isEmpty();
        assertThat(texts(replaced.created())).containsExactly("Y");
        assertThat(texts(replaced.replaced())).containsExactly("OLD", "Z");
        assertThat(replaced.kept()).isEmpty();
        assertThat(fixture.values(fixture.staging)).isEqualTo(Map.of("A", "2", "OLD", "newer", "Y", "3", "Z", "4"));
        assertThat(fixture.secrets
                        .get(ADA, fixture.staging, new SecretName("OLD"))
                        .version())
                .isEqualTo(2);
        assertThat(fixture.values(fixture.production)).isEmpty();
    }

    @Test
    void recordsNamesAndNeverValues() {
        fixture.put(fixture.staging, "OLD", "old");
        fixture.audited.clear();

        imports.run(ADA, fixture.staging, OnExisting.REPLACE, text("B=xyzzy1\nOLD=xyzzy2\nA=xyzzy3"));

        assertThat(fixture.audited).hasSize(1);
        assertThat(fixture.audited.get(0).action()).isEqualTo("secrets.imported");
        assertThat(fixture.audited.get(0).objects()).containsExactly(fixture.staging.value());
        assertThat(fixture.audited.get(0).details()).isEqualTo(Map.of("created", "B,A", "replaced", "OLD"));
        assertThat(fixture.database.list(
                        "SELECT written_by FROM sec_version WHERE version = 2", row -> row.getString("written_by")))
                .containsExactly(ADA.user().value());
    }

    @Test
    void writesNothingWhereItFailsAtTheEnd() {
        fixture.put(fixture.staging, "OLD", "old");
        ImportId staged = imports.stage(ADA, fixture.staging, OnExisting.REPLACE, text("NEW=1\nOLD=2"));
        fixture.auditFails = true;

        assertThatThrownBy(() -> imports.run(ADA, fixture.staging, OnExisting.REPLACE, text("NEW=1\nOLD=2")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> imports.confirm(ADA, staged)).isInstanceOf(IllegalStateException.class);

        assertThat(fixture.values(fixture.staging)).isEqualTo(Map.of("OLD", "old"));
        assertThat(fixture.count("sec_version")).isEqualTo(1);
        fixture.auditFails = false;
        assertThat(texts(imports.confirm(ADA, staged).replaced()))
                .as("the staged file is there again")
                .containsExactly("OLD");
    }

    @Test
    void makesASeededSecretTheWritersOwn() {
        fixture.seed(fixture.staging, "SEEDED", "conn_1");

        imports.run(ADA, fixture.staging, OnExisting.KEEP, text("SEEDED=mine"));
        assertThat(fixture.secrets
                        .get(ADA, fixture.staging, new SecretName("SEEDED"))
                        .seededBy())
                .contains(new SeedSource("conn_1"));

        imports.run(ADA, fixture.staging, OnExisting.REPLACE, text("SEEDED=mine"));
        assertThat(fixture.secrets
                        .get(ADA, fixture.staging, new SecretName("SEEDED"))
                        .seededBy())
                .isEmpty();
        assertThat(fixture.database.list("SELECT standing FROM sec_claim", row -> row.getString("standing")))
                .containsExactly("LOST");
    }

    @Test
    void refusesAFileWithBadLinesAsAWhole() {
        assertThatThrownBy(() -> imports.run(ADA, fixture.staging, OnExisting.KEEP, text("A=1\nb=2\nC='3")))
                .asInstanceOf(InstanceOfAssertFactories.type(SecretsException.Invalid.class))
                .satisfies(refused -> assertThat(refused.fieldErrors().stream()
                                .map(FieldError::line)
                                .map(line -> line.orElse(0)))
                        .containsExactly(2, 3));
        assertThatThrownBy(() -> imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("A=1\nb=2")))
                .isInstanceOf(SecretsException.Invalid.class);
        assertThatThrownBy(() ->
                        imports.run(ADA, fixture.staging, OnExisting.KEEP, text("A=" + "#".repeat(Imports.MAX_BYTES))))
                .isInstanceOf(SecretsException.Invalid.class);

        assertThat(fixture.values(fixture.staging)).isEmpty();
        assertThat(fixture.count("sec_import")).isZero();
    }

    @Test
    void previewsWithoutWritingAnything() {
        fixture.put(fixture.staging, "OLD", "old");

        ImportPreview preview =
                imports.preview(ADA, fixture.staging, OnExisting.KEEP, text("NEW=1\nOLD=2\nbad=3\nLAST=4"));

        assertThat(texts(preview.added())).containsExactly("NEW", "LAST");
        assertThat(texts(preview.existing())).containsExactly("OLD");
        assertThat(preview.faults()).hasSize(1);
        assertThat(preview.complete()).isFalse();
        assertThat(fixture.values(fixture.staging)).hasSize(1);
        assertThat(fixture.count("sec_import")).isZero();
    }

    @Test
    void keepsAStagedFileForOneYes() {
        fixture.put(fixture.staging, "OLD", "old");
        ImportId id = imports.stage(ADA, fixture.staging, OnExisting.REPLACE, text("NEW=1\nOLD=2"));

        ImportPreview preview = imports.staged(ADA, id);
        assertThat(texts(preview.added())).containsExactly("NEW");
        assertThat(texts(preview.existing())).containsExactly("OLD");
        assertThat(preview.onExisting()).isEqualTo(OnExisting.REPLACE);
        assertThat(preview.environment()).isEqualTo(fixture.staging);
        assertThat(fixture.values(fixture.staging)).hasSize(1);

        Imported done = imports.confirm(ADA, id);

        assertThat(texts(done.created())).containsExactly("NEW");
        assertThat(fixture.values(fixture.staging)).isEqualTo(Map.of("NEW", "1", "OLD", "2"));
        assertThat(fixture.count("sec_import")).isZero();
        assertThatThrownBy(() -> imports.confirm(ADA, id)).isInstanceOf(SecretsException.ImportOver.class);
        assertThatThrownBy(() -> imports.staged(ADA, id)).isInstanceOf(SecretsException.ImportOver.class);
    }

    @Test
    void forgetsAStagedFileAfterTenMinutes() {
        ImportId id = imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("A=1"));
        fixture.clock.goOn(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(imports.staged(ADA, id).added()).hasSize(1);
        ImportStore store = new ImportStore(fixture.database, fixture.vault);
        assertThat(store.dropExpired(fixture.clock.instant())).isZero();

        fixture.clock.goOn(Duration.ofSeconds(1));

        assertThatThrownBy(() -> imports.staged(ADA, id)).isInstanceOf(SecretsException.ImportOver.class);
        assertThatThrownBy(() -> imports.confirm(ADA, id)).isInstanceOf(SecretsException.ImportOver.class);
        assertThat(store.dropExpired(fixture.clock.instant())).isEqualTo(1);
        assertThat(fixture.count("sec_import")).isZero();
    }

    @Test
    void keepsOneStagedFileForEachEnvironmentOfAUser() {
        ImportId first = imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("A=1"));
        ImportId other = imports.stage(ADA, fixture.production, OnExisting.KEEP, text("A=1"));
        ImportId second = imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("A=2"));

        assertThatThrownBy(() -> imports.staged(ADA, first)).isInstanceOf(SecretsException.ImportOver.class);
        assertThat(imports.staged(ADA, other).added()).hasSize(1);
        imports.discard(ADA, second);
        assertThatThrownBy(() -> imports.staged(ADA, second)).isInstanceOf(SecretsException.ImportOver.class);
    }

    @Test
    void refusesOthersAndWhoMayNotWrite() {
        ImportId id = imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("A=1"));

        assertThatThrownBy(() -> imports.staged(BOB, id)).isInstanceOf(SecretsException.ImportOver.class);
        assertThatThrownBy(() -> imports.confirm(BOB, id)).isInstanceOf(SecretsException.ImportOver.class);
        imports.discard(BOB, id);
        assertThat(imports.staged(ADA, id).added()).hasSize(1);
        assertThatThrownBy(() -> imports.run(BOB, fixture.staging, OnExisting.KEEP, text("A=1")))
                .isInstanceOf(AccountsException.EnvironmentNotFound.class);
        assertThatThrownBy(() -> imports.run(BOB, fixture.staging, OnExisting.KEEP, text("bad")))
                .as("before anything is told of the file")
                .isInstanceOf(AccountsException.EnvironmentNotFound.class);
        assertThatThrownBy(() -> imports.preview(BOB, fixture.staging, OnExisting.KEEP, text("A=1")))
                .isInstanceOf(AccountsException.EnvironmentNotFound.class);
        assertThatThrownBy(() -> imports.stage(BOB, fixture.staging, OnExisting.KEEP, text("A=1")))
                .isInstanceOf(AccountsException.EnvironmentNotFound.class);

        var reader = SecretsFixture.caller(ADA.user(), EnumSet.of(Scope.SECRETS_READ));
        assertThatThrownBy(() -> imports.run(reader, fixture.staging, OnExisting.KEEP, text("A=1")))
                .isInstanceOf(AccountsException.InsufficientScope.class);
        assertThatThrownBy(() -> imports.confirm(reader, id)).isInstanceOf(AccountsException.InsufficientScope.class);
        assertThat(fixture.values(fixture.staging)).isEmpty();
    }

    @Test
    void sealsWhatItStagesForItsUserEnvironmentAndChoice() {
        String known = "Xyzzy0123456789";
        ImportId id = imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("NAME_OF_IT=" + known));

        byte[] envelope = fixture.database
                .first("SELECT envelope FROM sec_import", row -> row.getBytes("envelope"))
                .orElseThrow();
        assertThat(new String(envelope, StandardCharsets.ISO_8859_1)).doesNotContain(known, "NAME_OF_IT");

        for (String moved : List.of(
                "environment_id = '" + fixture.production + "'",
                "on_existing = 'REPLACE'",
                "user_id = '" + BOB.user() + "'")) {
            ImportId fresh = imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("A=" + known));
            fixture.database.update("UPDATE sec_import SET " + moved + " WHERE id = ?", fresh.value());
            var thief = moved.startsWith("user_id") ? BOB : ADA;
            assertThatThrownBy(() -> imports.confirm(thief, fresh))
                    .as(moved)
                    .isInstanceOfAny(VaultException.Unreadable.class, AccountsException.EnvironmentNotFound.class);
        }
        assertThatThrownBy(() -> imports.staged(ADA, id)).isInstanceOf(SecretsException.ImportOver.class);
    }

    @Test
    void forgetsStagedFilesOfAnEnvironmentThatIsDeleted() {
        imports.stage(ADA, fixture.staging, OnExisting.KEEP, text("A=1"));
        ImportId other = imports.stage(ADA, fixture.production, OnExisting.KEEP, text("A=1"));

        fixture.transactions.in(
                () -> new SecretStore(fixture.transactions.entityManager(), Database.of(fixture.transactions))
                        .removeStaged(new EnvironmentDeleted(fixture.staging).environment()));

        assertThat(fixture.count("sec_import")).isEqualTo(1);
        assertThat(imports.staged(ADA, other).added()).hasSize(1);
    }

    @Test
    void importsAThousandNamesAndReplacesThem() {
        String file = IntStream.range(0, 1000)
                .mapToObj(i -> "N" + i + "=v" + i + "\n")
                .collect(Collectors.joining());

        assertThat(imports.run(ADA, fixture.staging, OnExisting.REPLACE, text(file))
                        .created())
                .hasSize(1000);
        assertThat(imports.run(ADA, fixture.staging, OnExisting.REPLACE, text(file))
                        .replaced())
                .hasSize(1000);

        assertThat(fixture.values(fixture.staging))
                .containsEntry("N999", "v999")
                .hasSize(1000);
        assertThat(fixture.count("sec_version")).isEqualTo(2000);
    }
}
