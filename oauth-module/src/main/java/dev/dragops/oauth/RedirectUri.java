package dev.dragops.oauth;

import dev.dragops.platform.Settings;
import java.net.URI;

/** The one redirect URI that this server has for each provider (RFC 9700 section 4.4.2.2: a defence against mix-up). */
final class RedirectUri {
    private static final URI PUBLIC_URL = Settings.fromEnvironment().publicUrl();

    private RedirectUri() {}

    static String of(String provider) {
        return PUBLIC_URL + "/oauth/callback/" + provider;
    }

    /** Where a browser opens an authorization. */
    static URI opening(AuthorizationId id) {
        return URI.create(PUBLIC_URL + "/oauth/authorizations/" + id);
    }
}
