package dev.dragops.connections;

import dev.dragops.oauth.ProviderAccount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a provider granted to a connection, without the tokens.
 *
 * @param scopesRequested what was asked for
 * @param scopes what was granted; as requested where the provider did not say
 * @param expiresAt when the access token ends; empty where it does not
 * @param account whose account the tokens act for
 * @param refreshable whether a new token can be had without a person
 * @param nextAttempt when a refresh that failed is tried again
 */
public record Grant(
        List<String> scopesRequested,
        List<String> scopes,
        Optional<Instant> expiresAt,
        Optional<ProviderAccount> account,
        boolean refreshable,
        Optional<Instant> nextAttempt) {
    public Grant {
        scopesRequested = List.copyOf(scopesRequested);
        scopes = List.copyOf(scopes);
    }
}
