package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes down what a full re-encryption leaves behind, since the trail knows sealed values by what is in them: without
 * that, each would look like a row that was put back to its past.
 */
@Singleton
@Startup
@DependsOn("AccountsStart")
@TransactionManagement(TransactionManagementType.BEAN)
public class KeyWitness {
    @EJB
    private Vault vault;

    @PostConstruct
    void start() {
        vault.register(KeyWitness::record);
    }

    private static void record(Database transaction, SealedRows rows, Map<String, byte[]> envelopes) {
        new AuditRows(transaction, Clock.systemUTC())
                .write(
                        Optional.empty(),
                        Optional.empty(),
                        AuditTrail.OWN_WORK,
                        AuditEntry.of(
                                        "key.rows_reencrypted",
                                        List.of(),
                                        Map.of("table", rows.table(), "rows", Integer.toString(envelopes.size())))
                                .sealing(envelopes.entrySet().stream()
                                        .map(row -> SealedValue.of(rows.table(), row.getKey(), row.getValue()))
                                        .toList()));
    }
}
