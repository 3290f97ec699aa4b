package dev.dragops.oauth;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of an authorization, such as {@code oaz_01jd…}. */
public record AuthorizationId(String value) {
    private static final String PREFIX = "oaz";

    public AuthorizationId {
        Ids.require(PREFIX, value);
    }

    static AuthorizationId next() {
        return new AuthorizationId(Ids.next(PREFIX));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<AuthorizationId> parse(String text) {
        return Ids.parse(PREFIX, text).map(AuthorizationId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
