package dev.dragops.accounts;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of a workspace, {@code ws_…} on the wire. */
public record WorkspaceId(String value) {
    private static final String PREFIX = "ws";

    public WorkspaceId {
        Ids.require(PREFIX, value);
    }

    /** A new id. */
    public static WorkspaceId next() {
        return new WorkspaceId(Ids.next(PREFIX));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<WorkspaceId> parse(String text) {
        return Ids.parse(PREFIX, text).map(WorkspaceId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
