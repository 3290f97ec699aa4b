package dev.dragops.web.pages;

import dev.dragops.accounts.Caller;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** What is known of the request for a page: who makes it, from which address, and the form that came with it. */
@RequestScoped
class Visit {
    private Optional<Caller> caller = Optional.empty();
    private Optional<PostedForm> form = Optional.empty();
    private VisitorCookie visitorCookie = new VisitorCookie(Optional.of(""));
    private String path = "/";
    private Theme theme = Theme.SYSTEM;
    private boolean byHtmx;

    VisitorCookie begin(String pagePath, Optional<Caller> known, Optional<String> cookie) {
        path = pagePath;
        caller = known;
        visitorCookie = new VisitorCookie(cookie);
        return visitorCookie;
    }

    /** How the browser wants the page. */
    void shownAs(Theme wanted, boolean asPart) {
        theme = wanted;
        byHtmx = asPart;
    }

    void bring(PostedForm posted) {
        form = Optional.of(posted);
    }

    /** Who is signed in, where anybody is. */
    Optional<Caller> known() {
        return caller;
    }

    /** Who is signed in; asked on pages that need a session. */
    Caller caller() {
        return caller.orElseThrow(() -> new IllegalStateException("this page was reached without a session"));
    }

    /** The form that was sent; asked on POST only. */
    PostedForm form() {
        return form.orElseThrow(() -> new IllegalStateException("this page was reached without a form"));
    }

    Theme theme() {
        return theme;
    }

    /** Whether htmx asks, which wants the part of the page that changes, and not the whole. */
    boolean wantsPart() {
        return byHtmx;
    }

    String path() {
        return path;
    }

    /** The random value that forms before signing in are bound to. */
    String visitorCookie() {
        return visitorCookie.use();
    }

    @PreDestroy
    void wipe() {
        form.ifPresent(PostedForm::close);
    }
}
