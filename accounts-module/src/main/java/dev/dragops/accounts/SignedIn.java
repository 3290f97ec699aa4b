package dev.dragops.accounts;

import java.time.Instant;

/**
 * A fresh session.
 *
 * @param token the bearer of the session, 256 bits; only its hash is stored
 * @param expiresAt when it ends at the latest
 */
public record SignedIn(String token, User user, Instant expiresAt) {
    @Override
    public String toString() {
        return "SignedIn[user=" + user.id() + "]";
    }
}
