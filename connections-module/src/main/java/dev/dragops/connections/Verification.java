package dev.dragops.connections;

import dev.dragops.accounts.Caller;
import dev.dragops.oauth.ProviderAccount;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks a provider whether a credential works, by the request that its pack declares. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Verification {
    /** What the provider says. */
    public enum Outcome {
        WORKS,
        REJECTED,
        /** The provider could not be asked, or its answer tells nothing. */
        INCONCLUSIVE,
        /** The pack declares no way. */
        NOT_SUPPORTED;

        /** The name in answers. */
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The result, and the connection as it is after it. */
    public record Result(
            Outcome outcome, Optional<ProviderAccount> account, Optional<String> detail, Connection connection) {}

    /** Needs {@code connections:write}. */
    public CompletableFuture<Result> verify(Caller caller, ConnectionId id) {
        throw new UnsupportedOperationException();
    }
}
