package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.SignedIn;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Signing in and out. */
@Path("/")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class SignInPages {
    @EJB
    Accounts accounts;

    @Inject
    Layout layout;

    @Inject
    SessionStart sessions;

    @Inject
    Visit visit;

    @Inject
    CurrentRequest current;

    @GET
    @Path("sign-in")
    @ForVisitors
    public Response form(
            @QueryParam("returnTo") @DefaultValue(ReturnTo.HOME) String returnTo,
            @QueryParam("notice") @DefaultValue("") String notice) {
        String next = ReturnTo.safe(returnTo);
        if (visit.known().isPresent()) {
            return Layout.seeOther(next).build();
        }
        return Layout.answer(200, page("", next, FormErrors.none(), notice));
    }

    @POST
    @Path("sign-in")
    @ForVisitors
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response signIn() {
        PostedForm form = visit.form();
        String email = form.text("email");
        String next = ReturnTo.safe(form.text("returnTo"));
        Optional<Plaintext> entered = form.secret("password");
        if (email.isEmpty() || entered.isEmpty()) {
            entered.ifPresent(Plaintext::close);
            return refused(400, email, next, Messages.text("sign-in.both-required"))
                    .build();
        }
        try (Plaintext password = entered.get()) {
            SignedIn signedIn = accounts.login(email, password, current.info());
            return sessions.begin(signedIn, next);
        } catch (AccountsException.InvalidLogin wrong) {
            return refused(401, email, next, wrong.getMessage())
                    .header("WWW-Authenticate", "Bearer")
                    .build();
        } catch (AccountsException.TooManyAttempts throttled) {
            return refused(429, email, next, throttled.getMessage())
                    .header("Retry-After", throttled.retryAfterSeconds())
                    .build();
        } catch (AccountsException.Invalid invalid) {
            return refused(400, email, next, Messages.text("sign-in.both-required"))
                    .build();
        }
    }

    @POST
    @Path("sign-out")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response signOut() {
        accounts.logout(visit.caller());
        return sessions.end();
    }

    private Response.ResponseBuilder refused(int status, String email, String next, String reason) {
        View page = page(email, next, FormErrors.whole(reason), "");
        return Response.status(status).type(MediaType.TEXT_HTML_TYPE).entity(page);
    }

    private View page(String email, String next, FormErrors errors, String notice) {
        return layout.visitorPage("sign-in/sign-in", notice)
                .with("email", FormField.email("email", "username").filled(email, errors))
                .with("password", FormField.secret("password", "current-password"))
                .with("returnTo", next)
                .with("error", errors.whole())
                .with("registrationOpen", accounts.signInOptions().localRegistration());
    }
}
