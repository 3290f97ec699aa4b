package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Registration;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Making an account. */
@Path("sign-up")
@Page
@RequestScoped
@ForVisitors
@Produces(MediaType.TEXT_HTML)
public class SignUpPages {
    private static final List<String> FIELDS = List.of("email", "firstName", "lastName", "password", "setupCode");

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
    public Response form() {
        return visit.known().isPresent()
                ? Layout.seeOther(ReturnTo.HOME).build()
                : Layout.answer(200, page(Optional.empty(), FormErrors.none()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response signUp() {
        PostedForm form = visit.form();
        try (Plaintext password = form.secret("password").orElseGet(() -> Plaintext.of(new byte[0]))) {
            Registration registration = new Registration(
                    form.text("email"),
                    form.text("firstName"),
                    form.text("lastName"),
                    password,
                    Optional.of(form.text("setupCode")).filter(code -> !code.isEmpty()));
            return sessions.begin(accounts.register(registration, current.info()), ReturnTo.HOME);
        } catch (AccountsException.Invalid invalid) {
            return again(400, form, FormErrors.of(invalid, FIELDS, UnaryOperator.identity()));
        } catch (AccountsException.EmailAlreadyExists taken) {
            return again(409, form, FormErrors.field("email", taken.getMessage()));
        } catch (AccountsException.SetupCodeRequired required) {
            return again(403, form, FormErrors.field("setupCode", required.getMessage()));
        } catch (AccountsException.LocalAuthDisabled closed) {
            return again(403, form, FormErrors.none());
        } catch (AccountsException.TooManyAttempts throttled) {
            return Response.fromResponse(again(429, form, FormErrors.whole(throttled.getMessage())))
                    .header("Retry-After", throttled.retryAfterSeconds())
                    .build();
        }
    }

    private Response again(int status, PostedForm form, FormErrors errors) {
        return Layout.answer(status, page(Optional.of(form), errors));
    }

    private View page(Optional<PostedForm> form, FormErrors errors) {
        Accounts.SignInOptions options = accounts.signInOptions();
        UnaryOperator<FormField> filled =
                field -> field.filled(form.map(sent -> sent.text(field.name())).orElse(""), errors);
        return layout.visitorPage("sign-in/sign-up", "")
                .with("open", options.localRegistration())
                .with("setupCodeRequired", options.setupCodeRequired())
                .with("email", filled.apply(FormField.email("email", "username")))
                .with("firstName", filled.apply(FormField.text("firstName", "given-name")))
                .with("lastName", filled.apply(FormField.text("lastName", "family-name")))
                .with("password", filled.apply(FormField.secret("password", "new-password")))
                .with("setupCode", filled.apply(FormField.secret("setupCode", "off")))
                .with("error", errors.whole());
    }
}
