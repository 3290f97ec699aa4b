package dev.dragops.systemtests.provider;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one approval gave: a family of tokens, of which the refresh token that was issued last is good. */
final class Grant {
    private final String account;
    private final List<String> scopes;
    private final Set<String> refreshTokens = new HashSet<>();
    private final Map<String, Instant> accessTokens = new HashMap<>();
    private String refreshToken = "";
    private boolean alive = true;

    Grant(String account, List<String> scopes) {
        this.account = account;
        this.scopes = scopes;
    }

    String account() {
        return account;
    }

    List<String> scopes() {
        return scopes;
    }

    boolean isAlive() {
        return alive;
    }

    void end() {
        alive = false;
    }

    /** Whether it ever issued that token. */
    boolean knows(String token) {
        return refreshTokens.contains(token) || accessTokens.containsKey(token);
    }

    boolean everIssued(String refresh) {
        return refreshTokens.contains(refresh);
    }

    boolean isCurrent(String refresh) {
        return refreshToken.equals(refresh);
    }

    void rotate(String refresh) {
        refreshToken = refresh;
        refreshTokens.add(refresh);
    }

    String refreshToken() {
        return refreshToken;
    }

    void issue(String access, Instant until) {
        accessTokens.put(access, until);
    }

    void endAllAccess() {
        accessTokens.replaceAll((token, until) -> Instant.MIN);
    }

    boolean accepts(String access) {
        return alive && Instant.now().isBefore(accessTokens.getOrDefault(access, Instant.MIN));
    }
}
