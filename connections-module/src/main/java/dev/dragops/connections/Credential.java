package dev.dragops.connections;

import dev.dragops.vault.Plaintext;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a connection keeps sealed. Whoever holds one wipes it by {@link #close()}. */
public sealed interface Credential extends AutoCloseable {
    /** The type of connection that keeps such a credential. */
    ConnectionType type();

    @Override
    void close();

    /** A single secret key. */
    record ApiKey(Plaintext key) implements Credential {
        @Override
        public ConnectionType type() {
            return ConnectionType.API_KEY;
        }

        @Override
        public void close() {
            key.close();
        }
    }

    /** Several named values, in the order in which they were given. */
    record Fields(Map<String, Plaintext> values) implements Credential {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public ConnectionType type() {
            return ConnectionType.CREDENTIALS;
        }

        @Override
        public void close() {
            values.values().forEach(Plaintext::close);
        }
    }

    /** Tokens of a provider. */
    record OAuthTokens(
            Plaintext accessToken, Optional<Plaintext> refreshToken, String tokenType, Optional<Instant> expiresAt)
            implements Credential {
        @Override
        public ConnectionType type() {
            return ConnectionType.OAUTH;
        }

        @Override
        public void close() {
            accessToken.close();
            refreshToken.ifPresent(Plaintext::close);
        }
    }
}
