package dev.dragops.systemtests.provider;

import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import java.net.URI;

/** An authorization server that others made, on loopback, at the address that its pack names. */
public interface RealProvider extends AutoCloseable {
    /** The name of its pack. */
    String provider();

    /** Its endpoint that tells the account behind an access token. */
    URI userinfo();

    /** Signs in and approves where it asks, and answers the page of the product that this leads to. */
    Page approve(Browser browser, String authorizationUrl);

    @Override
    void close();
}
