package dev.dragops.connections;

import java.util.Locale;

/** How a connection authenticates. */
public enum ConnectionType {
    API_KEY,
    CREDENTIALS,
    OAUTH;

    /** The name in requests and answers, such as {@code api_key}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
