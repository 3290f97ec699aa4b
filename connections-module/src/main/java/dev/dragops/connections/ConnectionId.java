package dev.dragops.connections;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of a connection, {@code conn_…} on the wire. */
public record ConnectionId(String value) {
    private static final String PREFIX = "conn";

    public ConnectionId {
        Ids.require(PREFIX, value);
    }

    /** A new id. */
    public static ConnectionId next() {
        return new ConnectionId(Ids.next(PREFIX));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<ConnectionId> parse(String text) {
        return Ids.parse(PREFIX, text).map(ConnectionId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
