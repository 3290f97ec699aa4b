package dev.dragops.accounts;

import java.time.Instant;
import java.util.Optional;

/**
 * A session that has not ended, as the person whose it is sees it; never its bearer.
 *
 * @param lastSeenAt accurate to a minute
 * @param expiresAt when it ends at the latest
 * @param current whether it is the one that asks
 * @param userAgent what the browser or program called itself at sign-in, at most 200 characters of printable ASCII
 * @param network the IPv4 address or the /64 network of the IPv6 address that signed in
 */
public record Session(
        SessionId id,
        Instant createdAt,
        Instant lastSeenAt,
        Instant expiresAt,
        boolean current,
        Optional<String> userAgent,
        Optional<String> network) {}
