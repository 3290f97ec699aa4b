package dev.dragops.web.api;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.Registration;
import dev.dragops.accounts.SignedIn;
import dev.dragops.accounts.User;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Accounts and sessions. */
@Path("api/auth")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class AuthResource {
    @EJB
    private Accounts accounts;

    @Inject
    private CurrentRequest current;

    /** A session: the bearer is shown here, and never again. */
    record SessionView(String token, UserView user) {
        static SessionView of(SignedIn signedIn) {
            return new SessionView(signedIn.token(), UserView.of(signedIn.user()));
        }
    }

    /** A person. */
    record UserView(String id, String email, String firstName, String lastName, String role) {
        static UserView of(User user) {
            return new UserView(
                    user.id().value(),
                    user.email(),
                    user.firstName(),
                    user.lastName(),
                    user.role().wire());
        }
    }

    /** How to get in. */
    record ProvidersView(boolean local, boolean setupCodeRequired) {
        static ProvidersView of(Accounts.SignInOptions options) {
            return new ProvidersView(options.localRegistration(), options.setupCodeRequired());
        }
    }

    @POST
    @Path("register")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response register(JsonBody body) {
        String email = body.required("email");
        String firstName = body.required("firstName");
        String lastName = body.required("lastName");
        String password = body.present("password");
        Optional<String> setupCode = body.optional("setupCode");
        body.check();
        try (Plaintext secret = Plaintext.ofText(password)) {
            SignedIn signedIn =
                    accounts.register(new Registration(email, firstName, lastName, secret, setupCode), current.info());
            return Response.status(Response.Status.CREATED)
                    .entity(SessionView.of(signedIn))
                    .build();
        }
    }

    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response login(JsonBody body) {
        String email = body.required("email");
        String password = body.present("password");
        body.check();
        try (Plaintext secret = Plaintext.ofText(password)) {
            return Response.ok(SessionView.of(accounts.login(email, secret, current.info())))
                    .build();
        }
    }

    @POST
    @Path("logout")
    public void logout() {
        accounts.logout(current.caller());
    }

    @GET
    @Path("me")
    public Response me() {
        return Response.ok(UserView.of(accounts.me(current.caller()))).build();
    }

    @PATCH
    @Path("me")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response rename(JsonBody body) {
        Optional<String> firstName = body.optional("firstName");
        Optional<String> lastName = body.optional("lastName");
        body.check();
        return Response.ok(UserView.of(accounts.rename(current.caller(), firstName, lastName)))
                .build();
    }

    @PUT
    @Path("password")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response changePassword(JsonBody body) {
        String currentPassword = body.present("currentPassword");
        String newPassword = body.present("newPassword");
        body.check();
        try (Plaintext old = Plaintext.ofText(currentPassword);
                Plaintext next = Plaintext.ofText(newPassword)) {
            return Response.ok(new SessionsResource.EndedView(accounts.changePassword(current.caller(), old, next)))
                    .build();
        }
    }

    @GET
    @Path("providers")
    public Response providers() {
        return Response.ok(ProvidersView.of(accounts.signInOptions())).build();
    }
}
