package dev.dragops.oauth;

import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import java.util.List;

/** What the OAuth client refuses. */
public abstract sealed class OAuthException extends DragopsException {
    private static final long serialVersionUID = 1L;

    OAuthException(String code, String message) {
        super(code, message);
    }

    OAuthException(String code, String message, List<FieldError> fieldErrors) {
        super(code, message, fieldErrors);
    }

    /** Fields of the input that make no sense. */
    public static final class Invalid extends OAuthException {
        private static final long serialVersionUID = 1L;

        public Invalid(List<FieldError> errors) {
            super("VALIDATION_FAILED", "Some fields are not valid", errors);
        }
    }

    /** A field of the connection is needed to know where the provider is. */
    public static final class FieldMissing extends OAuthException {
        private static final long serialVersionUID = 1L;

        public FieldMissing(String field) {
            super(
                    "VALIDATION_FAILED",
                    "Some fields are not valid",
                    List.of(new FieldError("fields." + field, "REQUIRED", "This field is required")));
        }
    }

    /** No app is known for the provider: nobody can connect to it yet. */
    public static final class AppNotConfigured extends OAuthException {
        private static final long serialVersionUID = 1L;

        public AppNotConfigured() {
            super(
                    "OAUTH_APP_NOT_CONFIGURED",
                    "An administrator must register this server as an OAuth app of the provider first");
        }
    }

    /** There is no such app to show, change or remove. */
    public static final class AppNotFound extends OAuthException {
        private static final long serialVersionUID = 1L;

        public AppNotFound() {
            super("OAUTH_APP_NOT_FOUND", "There is no such OAuth app");
        }
    }

    /** The app comes from the server's configuration and can only be changed there. */
    public static final class AppReadOnly extends OAuthException {
        private static final long serialVersionUID = 1L;

        public AppReadOnly() {
            super("OAUTH_APP_READ_ONLY", "This OAuth app comes from the server's configuration; change it there");
        }
    }

    /** Only administrators see and change OAuth apps. */
    public static final class AdministratorRequired extends OAuthException {
        private static final long serialVersionUID = 1L;

        public AdministratorRequired() {
            super("ADMINISTRATOR_REQUIRED", "Only an administrator may do this");
        }
    }

    /** The provider's metadata cannot be read, or is not that of the issuer it was asked of. */
    public static final class MetadataRefused extends OAuthException {
        private static final long serialVersionUID = 1L;

        public MetadataRefused(String message) {
            super("PROVIDER_METADATA_REFUSED", message);
        }
    }

    /** No such authorization, or another's. */
    public static final class AuthorizationNotFound extends OAuthException {
        private static final long serialVersionUID = 1L;

        public AuthorizationNotFound() {
            super("AUTHORIZATION_NOT_FOUND", "There is no such authorization");
        }
    }

    /** The authorization was used, or its ten minutes are over. */
    public static final class AuthorizationOver extends OAuthException {
        private static final long serialVersionUID = 1L;

        public AuthorizationOver() {
            super("AUTHORIZATION_OVER", "This authorization was used or has run out; start again");
        }
    }

    /** What came back to the redirect URI was not asked for here: no token call is made. */
    public static final class CallbackRefused extends OAuthException {
        private static final long serialVersionUID = 1L;

        public CallbackRefused(String message) {
            super("CALLBACK_REFUSED", message);
        }
    }

    /** The target of an outgoing call is not one that this server calls (threats.md, 8). */
    public static final class TargetRefused extends OAuthException {
        private static final long serialVersionUID = 1L;

        public TargetRefused(String message) {
            super("TARGET_REFUSED", message);
        }
    }

    /** Too many calls to this provider are waiting. */
    public static final class ProviderBusy extends OAuthException {
        private static final long serialVersionUID = 1L;

        public ProviderBusy() {
            super("PROVIDER_BUSY", "Too many calls to this provider are waiting; try again in a few seconds");
        }
    }
}
