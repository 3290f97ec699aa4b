package dev.dragops.connections;

import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.Rotation;
import java.time.Duration;
import java.util.Optional;

/**
 * How a provider's tokens are kept fresh.
 *
 * @param ownClient whether the connection's own fields are the client, so that a token can always be had and asking
 *     again harms nobody (RFC 6749 section 4.4)
 * @param buffer how long before its end a token is renewed
 * @param keepAlive after how long without a refresh one is made
 * @param defaultLifetime where the first reply names none
 */
record RefreshPolicy(
        boolean ownClient,
        boolean possible,
        Rotation rotation,
        Duration buffer,
        Optional<Duration> keepAlive,
        Optional<Duration> defaultLifetime) {
    static RefreshPolicy of(OAuthProvider provider) {
        boolean ownClient = provider.grant() == OAuthProvider.Grant.CLIENT_CREDENTIALS;
        return new RefreshPolicy(
                ownClient,
                provider.refreshing().possible(),
                ownClient ? Rotation.STABLE : provider.refreshing().rotation(),
                provider.refreshing().buffer(),
                ownClient ? Optional.empty() : provider.refreshing().keepAlive(),
                provider.replies().defaultLifetime());
    }

    boolean canRefresh(boolean hasRefreshToken) {
        return ownClient || (possible && hasRefreshToken);
    }
}
