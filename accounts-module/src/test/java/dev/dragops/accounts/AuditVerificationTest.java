package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.TestMariaDb;
import dev.dragops.vault.EnvelopeDigest;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.TestVault;
import dev.dragops.vault.Vault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerificationTest {
    @TempDir
    Path folder;

    private final DatabaseSource source = new DatabaseSource(TestMariaDb.emptyDatabase());
    private final Database database = Database.of(source);
    private final AuditRows rows = new AuditRows(database, Clock.systemUTC());
    private final Vault vault = TestVault.withNewKeys();
    private final AuditChain chain = new AuditChain(vault);

    @BeforeEach
    void makeTables() {
        Migrations.apply(source, "acc", Accounts.class);
        database.update("CREATE TABLE t_sealed (id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,"
                + " envelope MEDIUMBLOB)");
    }

    @Test
    void findsNothingWrongWithATrailThatIsAsItWasWritten() throws SQLException, IOException {
        assertThat(verify()).containsExactly();
        write(3);
        seal();
        write(1300);
        seal();
        write(2);

        AuditVerification.Report report = report(List.of(head()), List.of());
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes())
                .anyMatch(note -> note.contains("Rows up to number 3 were there before"))
                .anyMatch(note -> note.startsWith("The chain holds: 1303 rows"))
                .anyMatch(note -> note.startsWith("2 rows are not sealed yet"))
                // one of each sealing, and one more where that takes ten seconds
                .anyMatch(note -> note.matches("[2-9] lines of .*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at = at + INTERVAL 1 MICROSECOND",
                "user_id = 'usr_x'",
                "access_id = NULL",
                "request_id = 'r'",
                "remote_address = '192.0.2.2'",
                "action = 'connection.created'",
                "outcome = 'FAILED'",
                "details = '{}'",
                "execution_id = ''",
                "pattern_id = 'p'",
                "node_id = 'n'",
                "chain_hash = REPEAT('x', 32)"
            })
    void namesARowThatWasChanged(String change) throws SQLException, IOException {
        write(5);
        seal();
        database.update("UPDATE acc_audit SET " + change + " WHERE seq = 3");
        assertThat(verify())
                .singleElement()
                .asString()
                .startsWith("Row 3 of the chain is not what was sealed: number 3, ")
                .endsWith("the 2 rows before it hold.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM acc_audit_object WHERE audit_seq = 3",
                "UPDATE acc_audit_object SET object_id = 'conn_b' WHERE audit_seq = 3",
                "UPDATE acc_audit_object SET digest = REPEAT('x', 32) WHERE audit_seq = 3",
                "INSERT INTO acc_audit_object (object_id, audit_seq) VALUES ('conn_b', 3)"
            })
    void namesARowWhoseObjectsWereChanged(String change) throws SQLException, IOException {
        write(5);
        seal();
        database.update(change);
        assertThat(verify()).singleElement().asString().startsWith("Row 3 of the chain is not what was sealed");
    }

    @Test
    void namesRowsThatAreMissing() throws SQLException, IOException {
        write(6);
        seal();
        database.update("DELETE FROM acc_audit WHERE seq IN (3, 4)");
        assertThat(verify()).containsExactly("Rows 3 to 4 of the chain are missing, before number 5.");
    }

    @Test
    void namesARowThatTookThePlaceOfAMissingOne() throws SQLException, IOException {
        write(4);
        seal();
        database.update("DELETE FROM acc_audit WHERE seq = 2");
        database.update("UPDATE acc_audit SET chain_seq = 2 WHERE seq = 3");
        database.update("UPDATE acc_audit SET chain_seq = 3 WHERE seq = 4");
        assertThat(verify())
                .singleElement()
                .asString()
                .startsWith("Row 2 of the chain is not what was sealed: number 3");
    }

    @Test
    void namesRowsThatWereExchanged() throws SQLException, IOException {
        write(4);
        seal();
        database.update("UPDATE acc_audit SET chain_seq = 9 WHERE seq = 2");
        database.update("UPDATE acc_audit SET chain_seq = 2 WHERE seq = 3");
        database.update("UPDATE acc_audit SET chain_seq = 3 WHERE seq = 2");
        assertThat(verify())
                .singleElement()
                .asString()
                .startsWith("Row 2 of the chain is not what was sealed: number 3");
    }

    @Test
    void namesARowThatWasPutBehindTheLast() throws SQLException, IOException {
        write(2);
        seal();
        write(1);
        database.update("UPDATE acc_audit SET chain_seq = 3, chain_hash = REPEAT('x', 32) WHERE seq = 3");
        assertThat(verify())
                .singleElement()
                .asString()
                .startsWith("Row 3 of the chain is not what was sealed: number 3");
    }

    @Test
    void findsThatTheStartWasChangedOrRemoved() throws SQLException, IOException {
        write(2);
        seal();
        database.update("UPDATE acc_audit_chain SET found_to = 1");
        assertThat(verify()).singleElement().asString().startsWith("Row 1 of the chain is not what was sealed");
        database.update("DELETE FROM acc_audit_chain");
        assertThat(verify()).singleElement().asString().startsWith("The row that tells where the proof begins");
    }

    @Test
    void findsThatTheEndWasCutOnlyByTheHeadFile() throws SQLException, IOException {
        write(3);
        seal();
        write(2);
        seal();
        database.update("DELETE FROM acc_audit WHERE seq > 4");
        assertThat(verify()).isEmpty();
        assertThat(verify(head()))
                .containsExactly(
                        "The chain ends with row 4, but line 2 of " + head() + " tells row 5: the last rows were"
                                + " removed, or the trail was put back to an older backup.");
    }

    @Test
    void findsThatTheTrailWentOnAfterItWasCut() throws SQLException, IOException {
        write(3);
        seal();
        database.update("DELETE FROM acc_audit WHERE seq > 2");
        write(4);
        Files.copy(head(), folder.resolve("kept"));
        seal();
        assertThat(verify()).isEmpty();
        assertThat(verify(folder.resolve("kept")))
                .singleElement()
                .asString()
                .startsWith("Row 3 of the chain is not what line 1 of");
    }

    @Test
    void findsThatAllWasChainedAnew() throws SQLException, IOException {
        write(3);
        seal();
        Files.copy(head(), folder.resolve("kept"));
        database.update("UPDATE acc_audit SET details = '{}', chain_seq = NULL, chain_hash = NULL");
        database.update("DELETE FROM acc_audit_chain");
        seal();
        assertThat(verify()).isEmpty();
        assertThat(verify(folder.resolve("kept"))).hasSize(1);
    }

    @Test
    void comparesLinesThatTwoNodesWroteInAnotherOrder() throws SQLException, IOException {
        write(2);
        seal();
        write(2);
        seal();
        List<String> lines = Files.readAllLines(head());
        Path exchanged = Files.write(folder.resolve("exchanged"), List.of(lines.get(1), lines.get(0)));
        assertThat(verify(exchanged)).isEmpty();
        database.update("DELETE FROM acc_audit WHERE seq > 2");
        database.update("UPDATE acc_audit SET chain_seq = NULL, chain_hash = NULL WHERE seq = 2");
        write(3);
        seal();
        assertThat(verify()).isEmpty();
        assertThat(verify(exchanged)).singleElement().asString().startsWith("Row 4 of the chain is not what line 1 of");
    }

    @Test
    void believesNoLineThatTheProductDidNotWrite() throws SQLException, IOException {
        write(2);
        seal();
        Path forged = Files.writeString(
                folder.resolve("forged"), Files.readString(head()).replaceFirst(" 2 ", " 1 ") + "nonsense\n");
        AuditVerification.Report report = report(List.of(forged), List.of());
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).anyMatch(note -> note.startsWith("0 lines of") && note.contains(" 2 were not"));
    }

    @Test
    void findsASealedValueThatWasPutBackToItsPast() throws SQLException, IOException {
        byte[] first = sealed("first");
        byte[] second = sealed("second");
        put("a", first);
        put("b", first);
        put("a", second);
        seal();
        assertThat(verifySealed()).isEmpty();

        database.update("UPDATE t_sealed SET envelope = ? WHERE id = 'a'", first);
        assertThat(verifySealed())
                .containsExactly(
                        "t_sealed a has a sealed value that is not its last one: number 3 of the trail left another.");
    }

    @Test
    void findsASealedValueThatIsBackAfterItsEnd() throws SQLException, IOException {
        byte[] value = sealed("first");
        put("a", value);
        database.update("DELETE FROM t_sealed");
        rows.write(
                Optional.empty(),
                Optional.empty(),
                AccountsFixture.REQUEST,
                AuditEntry.of("thing.deleted", List.of(), Map.of())
                        .sealing(List.of(SealedValue.gone("t_sealed", "a"))));
        seal();
        assertThat(verifySealed()).isEmpty();
        database.update("INSERT INTO t_sealed (id, envelope) VALUES ('a', ?)", value);
        assertThat(verifySealed())
                .containsExactly(
                        "t_sealed a has a sealed value that is not its last one: number 2 of the trail erased it.");
    }

    @Test
    void findsNothingWrongWhereADataKeyWasWrappedAnew() throws SQLException, IOException {
        byte[] value = sealed("first");
        put("a", value);
        byte[] rewrapped = value.clone();
        rewrapped[4] ^= 1;
        rewrapped[20] ^= 1;
        database.update("UPDATE t_sealed SET envelope = ? WHERE id = 'a'", rewrapped);
        assertThat(verifySealed()).isEmpty();
    }

    @Test
    void findsASealedValueThatNoRowOfTheTrailKnows() throws SQLException, IOException {
        seal();
        put("a", sealed("first"));
        seal();
        assertThat(verifySealed()).isEmpty();
        database.update("INSERT INTO t_sealed (id, envelope) VALUES ('b', ?)", sealed("second"));
        assertThat(verifySealed()).containsExactly("t_sealed b has a sealed value that the trail knows nothing of.");
    }

    @Test
    void tellsOfValuesFromBeforeTheTrailKeptTheirDigests() throws SQLException, IOException {
        write(1);
        seal();
        database.update("INSERT INTO t_sealed (id, envelope) VALUES ('a', ?)", sealed("old"));
        AuditVerification.Report report = report(List.of(), THINGS);
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).anyMatch(note -> note.contains("1 have not changed since"));
    }

    private static final List<SealedTable> THINGS = List.of(SealedTable.of("t_sealed id envelope"));

    private byte[] sealed(String value) {
        try (Plaintext plain = Plaintext.ofText(value)) {
            return vault.seal(new SealContext("thing", "o", "r", "k", "n", 1), plain);
        }
    }

    private void put(String id, byte[] envelope) {
        database.update("REPLACE INTO t_sealed (id, envelope) VALUES (?, ?)", id, envelope);
        assertThat(EnvelopeDigest.of(envelope)).isNotEqualTo(EnvelopeDigest.NONE);
        rows.write(
                Optional.empty(),
                Optional.empty(),
                AccountsFixture.REQUEST,
                AuditEntry.of("thing.written", List.of("thing_a"), Map.of())
                        .sealing(List.of(SealedValue.of("t_sealed", id, envelope))));
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            rows.write(
                    Optional.of(new UserId("usr_00000000000000000000000000")),
                    Optional.of("ses_1"),
                    AccountsFixture.REQUEST,
                    AuditEntry.of("connection.tried", List.of("conn_a"), Map.of("a", "\u00e9")));
        }
    }

    private void seal() {
        try (AuditRounds node = new AuditRounds(
                source::getConnection,
                chain,
                AuditRounds.lease("node"),
                Optional.of(new HeadFile(head(), chain)),
                Clock.systemUTC())) {
            node.run();
        }
    }

    private Path head() {
        return folder.resolve("audit.head");
    }

    private List<String> verify(Path... heads) throws SQLException, IOException {
        return report(List.of(heads), List.of()).faults();
    }

    private List<String> verifySealed() throws SQLException, IOException {
        return report(List.of(), THINGS).faults();
    }

    /** By the command, whose exit code goes with the report. */
    private AuditVerification.Report report(List<Path> heads, List<SealedTable> tables)
            throws SQLException, IOException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (Connection connection = source.getConnection()) {
            AuditVerification.Report report = new AuditVerification(connection, chain).verify(heads, tables);
            assertThat(new AuditCommand(nowhere, nowhere).verify(source, vault, heads, tables))
                    .isEqualTo(report.faults().isEmpty() ? 0 : 1);
            return report;
        }
    }
}
