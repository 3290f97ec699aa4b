package dev.dragops.oauth;

import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import java.time.Instant;
import java.util.Optional;

/**
 * This server as a client that is registered with a provider; its secret is never in here.
 *
 * @param authentication instead of the pack's
 * @param source where it was configured
 * @param problem why calls with it fail, such as {@code invalid_client}; empty where nothing is known to be wrong
 * @param problemSince since when
 */
public record OAuthApp(
        String provider,
        String clientId,
        Optional<ClientAuthentication> authentication,
        Source source,
        Optional<String> problem,
        Optional<Instant> problemSince) {
    /** Where an app was configured. */
    public enum Source {
        /** An environment variable or a file of the operator. */
        CONFIGURATION,
        /** The API or the admin page. */
        DATABASE
    }
}
