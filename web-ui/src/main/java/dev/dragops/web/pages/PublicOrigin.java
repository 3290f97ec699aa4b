package dev.dragops.web.pages;

import dev.dragops.platform.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** {@code DRAGOPS_PUBLIC_URL}: how browsers and programs reach the product, and the check of a form's origin against it. */
@ApplicationScoped
class PublicOrigin {
    private final URI url;
    private final OriginCheck check;

    PublicOrigin() {
        this(Settings.fromEnvironment().publicUrl());
    }

    PublicOrigin(URI url) {
        this.url = url;
        this.check = new OriginCheck(url);
    }

    OriginCheck check() {
        return check;
    }

    /** Without a slash at its end. */
    URI url() {
        return url;
    }
}
