package dev.dragops.accounts;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of an environment, {@code env_…} on the wire. */
public record EnvironmentId(String value) {
    private static final String PREFIX = "env";

    public EnvironmentId {
        Ids.require(PREFIX, value);
    }

    /** A new id. */
    public static EnvironmentId next() {
        return new EnvironmentId(Ids.next(PREFIX));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<EnvironmentId> parse(String text) {
        return Ids.parse(PREFIX, text).map(EnvironmentId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
