package dev.dragops.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An API token as its owner sees it; the token itself is shown once, in {@link Issued}.
 *
 * @param hint the first characters of the token, to tell one from another
 * @param lastUsedAt accurate to a minute
 */
public record ApiToken(
        TokenId id,
        String name,
        String hint,
        List<Scope> scopes,
        Optional<WorkspaceId> workspace,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt) {
    public ApiToken {
        scopes = List.copyOf(scopes);
    }

    /** A token just made, with the secret that is never shown again. */
    public record Issued(ApiToken token, String secret) {
        @Override
        public String toString() {
            return "Issued[" + token.id() + "]";
        }
    }

    /** What the owner asks for. A {@link Scope#RUNTIME} token needs the password again. */
    public record Request(
            String name,
            List<Scope> scopes,
            Optional<Instant> expiresAt,
            Optional<WorkspaceId> workspace,
            Optional<dev.dragops.vault.Plaintext> password) {
        public Request {
            scopes = List.copyOf(scopes);
        }

        @Override
        public String toString() {
            return "Request[redacted]";
        }
    }
}
