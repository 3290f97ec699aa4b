package dev.dragops.accounts;

/**
 * What the audit trail and the throttle know of a request.
 *
 * @param requestId the id that is also in the log and in the answer's {@code X-Request-Id}
 * @param remoteAddress the address of the client
 */
public record RequestInfo(String requestId, String remoteAddress) {}
