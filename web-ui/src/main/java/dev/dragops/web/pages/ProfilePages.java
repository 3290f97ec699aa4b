package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Session;
import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.User;
import dev.dragops.vault.Plaintext;
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
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The person who is signed in: their name, password and sessions. */
@Path("profile")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class ProfilePages {
    private static final String SECTION = "profile";
    private static final String FIRST_NAME = "firstName";
    private static final String LAST_NAME = "lastName";
    private static final String CURRENT = "currentPassword";
    private static final String NEXT = "newPassword";
    private static final String ADDRESS = "/profile?notice=";

    @EJB
    Accounts accounts;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /** A session as its person knows it. */
    public record Row(
            String id,
            boolean current,
            String browser,
            String userAgent,
            String network,
            When createdAt,
            When lastSeenAt) {
        static Row of(Session session) {
            return new Row(
                    session.id().value(),
                    session.current(),
                    session.userAgent().map(BrowserName::of).orElseGet(() -> Messages.text("session.browser.unknown")),
                    session.userAgent().orElse(""),
                    session.network().orElse(""),
                    When.of(session.createdAt()),
                    When.of(session.lastSeenAt()));
        }
    }

    @GET
    public Response show(@QueryParam("notice") @DefaultValue("") String notice) {
        return Layout.answer(200, page(Optional.empty(), FormErrors.none(), notice));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response rename() {
        PostedForm form = visit.form();
        try {
            accounts.rename(visit.caller(), Optional.of(form.text(FIRST_NAME)), Optional.of(form.text(LAST_NAME)));
            return Layout.seeOther(ADDRESS + "name-saved").build();
        } catch (AccountsException.Invalid invalid) {
            return Layout.answer(400, page(Optional.of(form), errors(invalid), ""));
        }
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response changePassword() {
        PostedForm form = visit.form();
        try (Plaintext current = form.secret(CURRENT).orElseGet(() -> Plaintext.ofText(""));
                Plaintext next = form.secret(NEXT).orElseGet(() -> Plaintext.ofText(""))) {
            accounts.changePassword(visit.caller(), current, next);
            return Layout.seeOther(ADDRESS + "password-changed").build();
        } catch (AccountsException.Invalid invalid) {
            return Layout.answer(400, page(Optional.empty(), errors(invalid), ""));
        } catch (AccountsException.ReauthenticationRequired wrong) {
            FormErrors errors = FormErrors.field(CURRENT, Messages.text("profile.password.wrong"));
            return Layout.answer(403, page(Optional.empty(), errors, ""));
        } catch (AccountsException.TooManyAttempts throttled) {
            FormErrors errors = FormErrors.field(CURRENT, throttled.getMessage());
            return Response.status(429)
                    .type(MediaType.TEXT_HTML_TYPE)
                    .header("Retry-After", throttled.retryAfterSeconds())
                    .entity(page(Optional.empty(), errors, ""))
                    .build();
        }
    }

    @POST
    @Path("sessions/end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response endSession() {
        try {
            SessionId session =
                    SessionId.parse(visit.form().text("session")).orElseThrow(AccountsException.SessionNotFound::new);
            accounts.endSession(visit.caller(), session);
        } catch (AccountsException.SessionNotFound endedMeanwhile) {
            return Layout.seeOther(ADDRESS + "session-gone").build();
        }
        return Layout.seeOther(ADDRESS + "session-ended").build();
    }

    @POST
    @Path("sessions/end-others")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response endOtherSessions() {
        accounts.endOtherSessions(visit.caller());
        return Layout.seeOther(ADDRESS + "sessions-ended").build();
    }

    private static FormErrors errors(AccountsException.Invalid invalid) {
        return FormErrors.of(invalid, List.of(FIRST_NAME, LAST_NAME, NEXT), UnaryOperator.identity());
    }

    private View page(Optional<PostedForm> names, FormErrors errors, String notice) {
        User user = accounts.me(visit.caller());
        List<Row> sessions =
                accounts.sessions(visit.caller()).stream().map(Row::of).toList();
        return layout.page("profile/profile", SECTION, notice)
                .with("email", user.email())
                .with(
                        FIRST_NAME,
                        FormField.text(FIRST_NAME, "given-name")
                                .filled(names.map(form -> form.text(FIRST_NAME)).orElse(user.firstName()), errors))
                .with(
                        LAST_NAME,
                        FormField.text(LAST_NAME, "family-name")
                                .filled(names.map(form -> form.text(LAST_NAME)).orElse(user.lastName()), errors))
                .with(CURRENT, FormField.secret(CURRENT, "current-password").filled("", errors))
                .with(NEXT, FormField.secret(NEXT, "new-password").filled("", errors))
                .with("error", errors.whole())
                .with("sessions", sessions);
    }
}
