package dev.dragops.platform;

import java.util.Locale;
import java.util.Optional;

/** A host and a port, as the operator names them in {@code DRAGOPS_EGRESS_ALLOW}. */
public record HostPort(String host, int port) {
    public HostPort {
        host = host.toLowerCase(Locale.ROOT);
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a host and a port from 1 to 65535 are required");
        }
    }

    /** Reads {@code host:port} or {@code [v6]:port}; empty where the text is neither. */
    static Optional<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        boolean wellFormed = bracketed ? host.matches("[0-9A-Fa-f:.]+") : host.matches("[A-Za-z0-9._-]+");
        return wellFormed && port >= 1 && port <= 65_535 ? Optional.of(new HostPort(host, port)) : Optional.empty();
    }
}
