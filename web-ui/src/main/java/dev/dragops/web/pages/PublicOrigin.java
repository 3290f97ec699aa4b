package dev.dragops.web.pages;

import dev.dragops.platform.Settings;
import jakarta.enterprise.context.ApplicationScoped;

/** The check of a form's origin against {@code DRAGOPS_PUBLIC_URL}. */
@ApplicationScoped
class PublicOrigin {
    private final OriginCheck check = new OriginCheck(Settings.fromEnvironment().publicUrl());

    OriginCheck check() {
        return check;
    }
}
