package dev.dragops.accounts;

import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import java.util.List;

/** What accounts refuses. */
public abstract sealed class AccountsException extends DragopsException {
    private static final long serialVersionUID = 1L;

    AccountsException(String code, String message) {
        super(code, message);
    }

    AccountsException(String code, String message, List<FieldError> fieldErrors) {
        super(code, message, fieldErrors);
    }

    /** Fields of the input that make no sense. */
    public static final class Invalid extends AccountsException {
        private static final long serialVersionUID = 1L;

        public Invalid(List<FieldError> errors) {
            super("VALIDATION_FAILED", "Some fields are not valid", errors);
        }
    }

    /** The e-mail address has an account. */
    public static final class EmailAlreadyExists extends AccountsException {
        private static final long serialVersionUID = 1L;

        EmailAlreadyExists() {
            super("EMAIL_ALREADY_EXISTS", "An account with this e-mail address already exists");
        }
    }

    /** Registration is closed on this server. */
    public static final class LocalAuthDisabled extends AccountsException {
        private static final long serialVersionUID = 1L;

        LocalAuthDisabled() {
            super("LOCAL_AUTH_DISABLED", "Registration is closed on this server");
        }
    }

    /** The first account needs the setup code that the server printed at start. */
    public static final class SetupCodeRequired extends AccountsException {
        private static final long serialVersionUID = 1L;

        SetupCodeRequired() {
            super(
                    "SETUP_CODE_REQUIRED",
                    "The first account of this server needs the setup code that was printed at its start");
        }
    }

    /** The e-mail address and password do not belong together, whichever of them is wrong. */
    public static final class InvalidLogin extends AccountsException {
        private static final long serialVersionUID = 1L;

        InvalidLogin() {
            super("INVALID_LOGIN", "The e-mail address or the password is wrong");
        }
    }

    /** Too many bad log-ins for this account or from this address. */
    public static final class TooManyAttempts extends AccountsException {
        private static final long serialVersionUID = 1L;

        private final long retryAfterSeconds;

        TooManyAttempts(long retryAfterSeconds) {
            super("TOO_MANY_ATTEMPTS", "Too many attempts to sign in; try again later");
            this.retryAfterSeconds = retryAfterSeconds;
        }

        /** For {@code Retry-After}, RFC 9110 section 10.2.3. */
        public long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** The password is asked for again, and was missing or wrong. */
    public static final class ReauthenticationRequired extends AccountsException {
        private static final long serialVersionUID = 1L;

        ReauthenticationRequired() {
            super("REAUTHENTICATION_REQUIRED", "Your password is required for this, again");
        }
    }

    /** The token lacks a scope. */
    public static final class InsufficientScope extends AccountsException {
        private static final long serialVersionUID = 1L;

        InsufficientScope(Scope scope) {
            super("INSUFFICIENT_SCOPE", "This needs the scope " + scope.wire());
        }
    }

    /** Only a signed-in person may do this. */
    public static final class SessionRequired extends AccountsException {
        private static final long serialVersionUID = 1L;

        SessionRequired() {
            super("SESSION_REQUIRED", "Only a session may do this, not an API token");
        }
    }

    /** No such workspace, or not the caller's. */
    public static final class WorkspaceNotFound extends AccountsException {
        private static final long serialVersionUID = 1L;

        public WorkspaceNotFound() {
            super("WORKSPACE_NOT_FOUND", "There is no such workspace");
        }
    }

    /** No such environment, or not the caller's. */
    public static final class EnvironmentNotFound extends AccountsException {
        private static final long serialVersionUID = 1L;

        public EnvironmentNotFound() {
            super("ENVIRONMENT_NOT_FOUND", "There is no such environment");
        }
    }

    /** No such API token, or not the caller's. */
    public static final class TokenNotFound extends AccountsException {
        private static final long serialVersionUID = 1L;

        public TokenNotFound() {
            super("TOKEN_NOT_FOUND", "There is no such API token");
        }
    }

    /** No such session, or not the caller's, or it has ended. */
    public static final class SessionNotFound extends AccountsException {
        private static final long serialVersionUID = 1L;

        public SessionNotFound() {
            super("SESSION_NOT_FOUND", "There is no such session");
        }
    }

    /** The form of an API token was sent a second time. */
    public static final class TokenIssuedBefore extends AccountsException {
        private static final long serialVersionUID = 1L;

        TokenIssuedBefore() {
            super("TOKEN_ISSUED_BEFORE", "This token was made before, and was shown then");
        }
    }

    /** Only administrators may do this. */
    public static final class AdministratorRequired extends AccountsException {
        private static final long serialVersionUID = 1L;

        AdministratorRequired() {
            super("ADMINISTRATOR_REQUIRED", "Only an administrator may do this");
        }
    }

    /** A workspace or environment of that name exists. */
    public static final class NameTaken extends AccountsException {
        private static final long serialVersionUID = 1L;

        NameTaken(String what) {
            super("NAME_TAKEN", "There is already " + what + " with this name");
        }
    }
}
