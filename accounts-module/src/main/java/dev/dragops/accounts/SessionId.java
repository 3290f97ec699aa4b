package dev.dragops.accounts;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of a session, {@code ses_…} on the wire. */
public record SessionId(String value) {
    private static final String PREFIX = "ses";

    public SessionId {
        Ids.require(PREFIX, value);
    }

    /** A new id. */
    public static SessionId next() {
        return new SessionId(Ids.next(PREFIX));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<SessionId> parse(String text) {
        return Ids.parse(PREFIX, text).map(SessionId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
