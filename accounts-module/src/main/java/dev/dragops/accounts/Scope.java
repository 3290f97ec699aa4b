package dev.dragops.accounts;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a caller may do. A session has every scope but {@link #RUNTIME}; an API token has those it was made with. */
public enum Scope {
    CONNECTIONS_READ("connections:read"),
    CONNECTIONS_WRITE("connections:write"),
    SECRETS_READ("secrets:read"),
    SECRETS_WRITE("secrets:write"),
    WORKSPACES_WRITE("workspaces:write"),
    ACTIVITY_READ("activity:read"),
    /** What a monitoring system asks for, in the name of an administrator. */
    METRICS_READ("metrics:read"),
    /** The only scope that opens credentials and secrets. */
    RUNTIME("runtime");

    /** What a session may do. */
    static final Set<Scope> OF_A_SESSION = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(RUNTIME)));

    private final String wire;

    Scope(String wire) {
        this.wire = wire;
    }

    /** The name in requests and answers, such as {@code connections:read}. */
    public String wire() {
        return wire;
    }

    /** The scope of that name on the wire. */
    public static Optional<Scope> parse(String wire) {
        return Arrays.stream(values()).filter(scope -> scope.wire.equals(wire)).findFirst();
    }
}
