package dev.dragops.connections;

import java.util.List;
import java.util.Optional;

/** Some of a user's connections. */
public record ConnectionPage(List<Connection> connections, Optional<String> nextCursor) {
    public ConnectionPage {
        connections = List.copyOf(connections);
    }

    /** Their ids, in the same order. */
    public List<ConnectionId> ids() {
        return connections.stream().map(Connection::id).toList();
    }
}
