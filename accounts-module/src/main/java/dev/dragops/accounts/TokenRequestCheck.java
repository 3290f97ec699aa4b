package dev.dragops.accounts;

import java.time.Instant;
import java.util.List;

/** A request for an API token that makes sense. */
record TokenRequestCheck(String name, List<Scope> scopes) {
    /** The last instant that a DATETIME column can say. */
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * Checks all of it at once.
     *
     * @throws AccountsException.Invalid naming each field that makes no sense
     */
    static TokenRequestCheck of(ApiToken.Request request, Instant now) {
        InputCheck check = new InputCheck();
        String name = check.name("name", request.name());
        List<Scope> scopes = request.scopes().stream().distinct().sorted().toList();
        if (scopes.isEmpty()) {
            check.refuse("scopes", "REQUIRED", "At least one scope is required");
        }
        if (request.expiresAt().filter(at -> !at.isAfter(now)).isPresent()) {
            check.refuse("expiresAt", "INVALID", "The expiry must be in the future");
        }
        if (request.expiresAt().filter(at -> at.isAfter(END_OF_TIME)).isPresent()) {
            check.refuse("expiresAt", "INVALID", "The expiry must be before the year 10000");
        }
        check.refuseFaults();
        return new TokenRequestCheck(name, scopes);
    }
}
