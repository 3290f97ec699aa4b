package dev.dragops.web.pages;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Switching between light and dark. */
@Path("theme")
@Page
@RequestScoped
public class ThemePage {
    @Inject
    PageCookies cookies;

    @Inject
    Visit visit;

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response choose() {
        PostedForm form = visit.form();
        return Layout.seeOther(ReturnTo.safe(form.text("returnTo")))
                .header("Set-Cookie", cookies.remember(Theme.of(form.text("theme"))))
                .build();
    }
}
