package dev.dragops.web.pages;

import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Grant;

/** The one thing that a person can do for a connection that is not as it should be. */
final class Remedy {
    /** Approve again at the provider. */
    static final String RECONNECT = "reconnect";
    /** Ask the provider for a token now. */
    static final String RETRY = "retry";
    /** Put this server's OAuth app right. */
    static final String APP = "app";
    /** Enter another credential. */
    static final String REPLACE = "replace";

    static final String NONE = "";

    private Remedy() {}

    static String of(Connection connection) {
        return switch (connection.status()) {
            case REVOKED, REAUTH_REQUIRED -> renewal(connection);
            case FAILING, ACTIVE ->
                connection.statusReason().map(reason -> of(connection, reason)).orElse(NONE);
        };
    }

    private static String of(Connection connection, String reason) {
        boolean ownClient = connection.type() != ConnectionType.OAUTH;
        return switch (reason) {
            case "refresh_failing", "provider_unavailable" ->
                connection.grant().filter(Grant::refreshable).isPresent() ? RETRY : renewal(connection);
            case "app_misconfigured" -> ownClient ? REPLACE : APP;
            default -> renewal(connection);
        };
    }

    private static String renewal(Connection connection) {
        return connection.type() == ConnectionType.OAUTH ? RECONNECT : REPLACE;
    }
}
