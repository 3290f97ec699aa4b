package dev.dragops.oauth;

import java.util.Map;
import java.util.Optional;

/**
 * A request to a provider's API that a pack declares: to prove a credential, or to learn whose it is.
 *
 * @param method {@code GET} or {@code POST}
 * @param url may hold the fields of the connection
 * @param headers may hold them too, and {@code ${token}}, {@code ${apiKey}} or a field for the credential
 * @param basic the user and password of HTTP Basic (RFC 7617), where the credential rides there
 * @param body a JSON body; empty for none
 */
public record ProviderRequest(
        String method, Template url, Map<String, Template> headers, Optional<Basic> basic, Optional<String> body) {
    /** User and password of HTTP Basic. */
    public record Basic(Template user, Template password) {}

    public ProviderRequest {
        headers = Map.copyOf(headers);
    }
}
