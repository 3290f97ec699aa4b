package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditEntry.Outcome;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens what is held and hands it to an execution, once the audit trail has that for good. */
final class HandOver {
    private static final String OPENED = "credential.opened";

    private final Vault.Opener vault;
    private final AuditTrail.Recorder auditTrail;

    HandOver(Vault.Opener vault, AuditTrail.Recorder auditTrail) {
        this.vault = vault;
        this.auditTrail = auditTrail;
    }

    /** With its access token where it has a grant, and else with what was saved. */
    Opened open(Caller caller, Held held, Execution execution) {
        Credential credential = held.grant()
                .map(grant -> accessToken(held, grant))
                .orElseGet(() -> held.connection().open(vault));
        boolean handedOver = false;
        try {
            auditTrail.recordAlone(
                    caller,
                    new AuditEntry(
                            OPENED,
                            Outcome.SUCCEEDED,
                            List.of(held.connection().id().value()),
                            Map.of(),
                            Optional.of(execution)));
            handedOver = true;
            return new Opened(held.metadata(), credential);
        } finally {
            if (!handedOver) {
                credential.close();
            }
        }
    }

    /** Without the refresh token: no execution has a use for it. */
    private Credential accessToken(Held held, StoredGrant grant) {
        Credential.OAuthTokens open = grant.open(vault)
                .orElseThrow(() -> new ConnectionsException.ReauthenticationRequired(
                        held.connection().id()));
        open.refreshToken().ifPresent(Plaintext::close);
        return new Credential.OAuthTokens(open.accessToken(), Optional.empty(), open.tokenType(), open.expiresAt());
    }
}
