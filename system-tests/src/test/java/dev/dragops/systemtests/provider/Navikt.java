package dev.dragops.systemtests.provider;

import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import java.net.InetAddress;
import java.net.URI;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;

/** navikt's mock-oauth2-server, in this process: it approves at once and rotates refresh tokens. */
public final class Navikt implements RealProvider {
    private final MockOAuth2Server server;
    private final URI issuer;

    public Navikt(Providers providers) {
        server = new MockOAuth2Server(
                OAuth2Config.Companion.fromJson("{\"interactiveLogin\":false,\"rotateRefreshToken\":true}"));
        server.start(InetAddress.getLoopbackAddress(), providers.naviktPort());
        issuer = URI.create("http://127.0.0.1:" + providers.naviktPort() + "/default/");
    }

    @Override
    public String provider() {
        return Providers.NAVIKT;
    }

    @Override
    public URI userinfo() {
        return issuer.resolve("userinfo");
    }

    @Override
    public Page approve(Browser browser, String authorizationUrl) {
        return browser.open(authorizationUrl);
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
