package dev.dragops.accounts;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of a user, {@code usr_…} on the wire. */
public record UserId(String value) {
    private static final String PREFIX = "usr";

    public UserId {
        Ids.require(PREFIX, value);
    }

    /** A new id. */
    public static UserId next() {
        return new UserId(Ids.next(PREFIX));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<UserId> parse(String text) {
        return Ids.parse(PREFIX, text).map(UserId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
