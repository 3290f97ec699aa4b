package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.vault.KeyLife.Request;
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
 * Writes down what nodes do with keys for nobody who waits. What a full re-encryption leaves behind, since the trail
 * knows sealed values by what is in them: without that, each would look like a row that was put back to its past. And
 * what became of a request of the operator's command, in the transaction in which it became so.
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
        vault.register(KeyWitness::answered);
    }

    static void answered(Database transaction, Request request) {
        AuditEntry done = Keys.entry(request.action(), request.key());
        String outcome = request.outcome().orElseThrow();
        AuditEntry entry = outcome.equals("DONE")
                ? done
                : new AuditEntry(
                        done.action(),
                        AuditEntry.Outcome.REFUSED,
                        done.objects(),
                        done.with("code", outcome).details(),
                        Optional.empty());
        new AuditRows(transaction, Clock.systemUTC())
                .write(Optional.empty(), Optional.empty(), KeysCommand.from(request.id()), entry);
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
