package dev.dragops.oauth.egress;

import dev.dragops.vault.Plaintext;
import java.util.Optional;

/** What came of a call: what a caller must tell apart, to know whether the other side may have acted. */
public sealed interface Answer {
    /**
     * An answer came, whole.
     *
     * @param contentType the media type, in lower case and without parameters; empty where there is none
     * @param retryAfter the header as it came (RFC 9110 section 10.2.3)
     * @param encoded whether the body is compressed, which was not asked for and is not read
     */
    record Received(int status, String contentType, Optional<String> retryAfter, boolean encoded, Plaintext body)
            implements Answer, AutoCloseable {
        /** The JSON in the body; empty where it is none that means the same to everyone, or compressed. */
        public Optional<Json> json() {
            return encoded ? Optional.empty() : Json.read(body.reveal());
        }

        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /** The target is none that this server calls; nothing was sent. */
    record TargetRefused(String message) implements Answer {}

    /** No address, no connection or no TLS; nothing was sent. */
    record NotSent(String why) implements Answer {}

    /**
     * The request was sent, at least in part, and no whole answer came back.
     *
     * @param status the answer's status where at least that came
     */
    record NoAnswer(String why, Optional<Integer> status) implements Answer {}
}
