package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.SignedIn;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;

/** Where a session of a browser begins and ends. */
@ApplicationScoped
class SessionStart {
    @EJB
    Accounts accounts;

    @Inject
    PageCookies cookies;

    @Inject
    Visit visit;

    /** Gives the browser its new session, ends the one that it came with, and leads on. */
    Response begin(SignedIn signedIn, String next) {
        visit.known().ifPresent(accounts::logout);
        return Layout.seeOther(next)
                .header("Set-Cookie", cookies.set(cookies.session(), signedIn.token()))
                .build();
    }

    /** Takes the session from the browser; the visitor's cookie goes too, so that nothing of the person is left. */
    Response end() {
        return Layout.seeOther("/sign-in?notice=signed-out")
                .header("Set-Cookie", cookies.end(cookies.session()))
                .header("Set-Cookie", cookies.end(cookies.visitor()))
                .build();
    }
}
