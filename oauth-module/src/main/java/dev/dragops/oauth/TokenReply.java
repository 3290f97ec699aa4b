package dev.dragops.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a token request: everything that a caller must tell apart to never lose a token. */
public sealed interface TokenReply {
    /**
     * Tokens came (RFC 6749 section 5.1).
     *
     * @param scopes what was granted; empty where the reply says nothing, which means as requested
     * @param kept values that the pack wants kept with the connection
     * @param account told by a validated ID token, at an exchange
     */
    record Granted(
            TokenSet tokens, Optional<List<String>> scopes, Map<String, String> kept, Optional<ProviderAccount> account)
            implements TokenReply {
        public Granted {
            scopes = scopes.map(List::copyOf);
            kept = Map.copyOf(kept);
        }
    }

    /**
     * The provider refused by an OAuth error (RFC 6749 section 5.2), or by the error its pack declares.
     *
     * @param error the code, cut to 64 characters of a-z, 0-9, {@code _}, {@code .} and {@code -}
     */
    record Refused(String error) implements TokenReply {}

    /**
     * The provider said that it did nothing and may later: 429, or {@code temporarily_unavailable}, {@code slow_down}.
     *
     * @param retryAfter as the provider asks, at most an hour
     */
    record Later(Optional<Duration> retryAfter) implements TokenReply {}

    /** An answer of the 3xx or 4xx kind that is no OAuth answer: the request was refused, nothing was rotated. */
    record Odd(int status) implements TokenReply {}

    /**
     * It is not known what the provider did: bytes were sent, and no OAuth answer came back (time-out, reset, 5xx
     * without an OAuth error, a 200 that cannot be read).
     *
     * @param retryAfter when a server that failed wants to be asked again, at most an hour
     */
    record Unknown(String why, Optional<Duration> retryAfter) implements TokenReply {
        /** Where nobody said when to come again. */
        public Unknown(String why) {
            this(why, Optional.empty());
        }
    }

    /** Nothing was sent: no address, no connection, no TLS, or a target that is refused. */
    record NotSent(String why) implements TokenReply {}
}
