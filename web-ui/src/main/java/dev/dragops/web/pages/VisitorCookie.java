package dev.dragops.web.pages;

import java.util.Optional;

/** The random value that the forms before signing in are bound to, and whether the browser is still to be given it. */
final class VisitorCookie {
    /** The property of a request that holds it: an answer may be written when the request is out of reach. */
    static final String PROPERTY = VisitorCookie.class.getName();

    private final String value;
    private final boolean sent;
    private boolean used;

    VisitorCookie(Optional<String> sentBefore) {
        sent = sentBefore.isPresent();
        value = sentBefore.orElseGet(PageCookies::random);
    }

    String use() {
        used = true;
        return value;
    }

    /** The value, where a form is bound to it that the browser does not have. */
    Optional<String> toBeGiven() {
        return used && !sent ? Optional.of(value) : Optional.empty();
    }
}
