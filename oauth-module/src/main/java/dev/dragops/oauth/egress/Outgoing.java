package dev.dragops.oauth.egress;

import dev.dragops.vault.Plaintext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request of ours.
 *
 * @param url where to; checked as it is sent
 * @param headers beside those that say how the body is to be read
 * @param body empty for none; stays the caller's to wipe
 */
public record Outgoing(String method, String url, Map<String, String> headers, Optional<Body> body) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    /** What is sent, and how it is to be read. */
    public record Body(String contentType, Plaintext bytes) {}

    public Outgoing {
        headers = Map.copyOf(headers);
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean ours = lower.equals("host") || lower.equals("content-length") || lower.equals("transfer-encoding");
            // RFC 9110 section 5.5: a line break would begin another header
            if (ours || !NAME.matcher(name).matches() || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IllegalArgumentException("a header cannot be sent as it is");
            }
        });
    }

    @Override
    public String toString() {
        return "Outgoing[" + method + "]";
    }
}
