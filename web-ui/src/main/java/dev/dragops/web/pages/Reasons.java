package dev.dragops.web.pages;

import java.util.Set;

/** Why a connection is as it is, and why an authorization failed, in words; what has no words of its own is named. */
final class Reasons {
    /** Of a connection's status. */
    static final Set<String> OF_STATUS = Set.of(
            "expiring",
            "refresh_failing",
            "verification_failed",
            "app_misconfigured",
            "provider_unavailable",
            "refresh_token_rejected",
            "refresh_outcome_unknown",
            "token_expired",
            "rejected_by_provider",
            "app_changed");

    /** Of an authorization. */
    static final Set<String> OF_FAILURE = Set.of(
            "access_denied",
            "invalid_client",
            "unauthorized_client",
            "invalid_grant",
            "invalid_scope",
            "server_error",
            "temporarily_unavailable",
            "provider_unavailable",
            "unusable_answer",
            "outcome_unknown",
            "oauth_app_not_configured",
            "connection_name_taken",
            "internal_error");

    private Reasons() {}

    static String ofStatus(String reason) {
        return OF_STATUS.contains(reason)
                ? Messages.text("reason." + reason)
                : Messages.text("connection.reason.other", reason);
    }

    static String ofFailure(String code) {
        return OF_FAILURE.contains(code)
                ? Messages.text("failure." + code)
                : Messages.text("connection.failure.other", code);
    }
}
