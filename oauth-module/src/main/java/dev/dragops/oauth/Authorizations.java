package dev.dragops.oauth;

import jakarta.ejb.Stateless;
import java.net.URI;

/** Connecting by OAuth: what a provider must be told about this server. */
@Stateless
public class Authorizations {
    /**
     * Where a provider sends the browser back to; one for each provider, so that one provider's answer can never be
     * taken for another's (RFC 9700 section 4.4.2.2).
     *
     * @param publicUrl the address of this server as browsers see it
     * @param provider the provider's name
     */
    public URI redirectUri(URI publicUrl, String provider) {
        return publicUrl.resolve("/oauth/callback/" + provider);
    }
}
