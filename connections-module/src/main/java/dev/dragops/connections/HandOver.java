package dev.dragops.connections;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditEntry.Outcome;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.UserId;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Finds what is to be opened, opens it and hands it to an execution, once the audit trail has that for good: for both
 * ways of an opening, so that a new check belongs here.
 */
final class HandOver {
    private static final String OPENED = "credential.opened";

    private final Vault.Opener vault;
    private final AuditTrail.Recorder auditTrail;

    HandOver(Vault.Opener vault, AuditTrail.Recorder auditTrail) {
        this.vault = vault;
        this.auditTrail = auditTrail;
    }

    /**
     * What the caller may open by that name or id; looked up only for whoever may open at all, and never another's,
     * whoever shared the look.
     *
     * @throws ConnectionsException.NotFound where the user has none such
     */
    static Held held(Caller caller, String reference, BiFunction<UserId, String, Optional<Held>> rows) {
        caller.require(Scope.RUNTIME);
        String wanted = reference.strip();
        if (wanted.codePointCount(0, wanted.length()) > DisplayName.MAX_LENGTH) {
            // nothing is called so, and what is compared together is stored as wide as its longest
            throw new ConnectionsException.NotFound();
        }
        Held held = rows.apply(caller.user(), wanted).orElseThrow(ConnectionsException.NotFound::new);
        if (!held.connection().user().equals(caller.user())) {
            throw new IllegalStateException("a connection was found that is another's");
        }
        return held;
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
