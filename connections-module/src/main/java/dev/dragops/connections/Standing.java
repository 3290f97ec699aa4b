package dev.dragops.connections;

import java.util.Optional;

/** The status of a connection together with the reason for it. */
record Standing(ConnectionStatus status, Optional<String> reason) {
    static final String EXPIRING = "expiring";
    static final String REFRESH_FAILING = "refresh_failing";
    static final String VERIFICATION_FAILED = "verification_failed";
    static final String APP_MISCONFIGURED = "app_misconfigured";
    static final String PROVIDER_UNAVAILABLE = "provider_unavailable";
    static final String REFRESH_TOKEN_REJECTED = "refresh_token_rejected";
    static final String REFRESH_OUTCOME_UNKNOWN = "refresh_outcome_unknown";
    static final String TOKEN_EXPIRED = "token_expired";
    static final String REJECTED_BY_PROVIDER = "rejected_by_provider";
    static final String APP_CHANGED = "app_changed";

    /** Nothing is wrong. */
    static final Standing GOOD = new Standing(ConnectionStatus.ACTIVE, Optional.empty());

    static Standing active(String reason) {
        return new Standing(ConnectionStatus.ACTIVE, Optional.of(reason));
    }

    static Standing failing(String reason) {
        return new Standing(ConnectionStatus.FAILING, Optional.of(reason));
    }

    static Standing reauthRequired(String reason) {
        return new Standing(ConnectionStatus.REAUTH_REQUIRED, Optional.of(reason));
    }

    boolean is(String expected) {
        return reason.filter(expected::equals).isPresent();
    }

    /** The same where the token has ended meanwhile. */
    Standing lapsed() {
        return failing(is(APP_MISCONFIGURED) ? APP_MISCONFIGURED : PROVIDER_UNAVAILABLE);
    }

    /** Whether it says that the provider did not take the credential. */
    boolean isOfTheCredential() {
        return is(VERIFICATION_FAILED) || is(REJECTED_BY_PROVIDER);
    }

    /** For the audit trail. */
    String words() {
        return reason.map(why -> status.wire() + " " + why).orElse(status.wire());
    }
}
