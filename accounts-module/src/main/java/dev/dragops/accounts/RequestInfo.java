package dev.dragops.accounts;

import java.util.Optional;

/**
 * What the audit trail, the throttle and the list of sessions know of a request.
 *
 * @param requestId is also in the log and in the answer's {@code X-Request-Id}
 * @param remoteAddress the address of the client
 * @param userAgent what the client calls itself, as it came
 */
public record RequestInfo(String requestId, String remoteAddress, Optional<String> userAgent) {
    /** Of a client that does not say what it is. */
    public RequestInfo(String requestId, String remoteAddress) {
        this(requestId, remoteAddress, Optional.empty());
    }
}
