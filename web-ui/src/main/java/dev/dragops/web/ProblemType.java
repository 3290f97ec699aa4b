package dev.dragops.web;

import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every error that a caller can get, by its {@code code}: the one table of codes and statuses. */
public enum ProblemType {
    VALIDATION_FAILED(400, "The input is not valid"),
    WRONG_CREDENTIAL_KIND(400, "The provider wants another kind of credential"),
    MALFORMED_JSON(400, "The body is not the JSON that is expected here"),
    MALFORMED_REQUEST(400, "Bad Request"),
    PROVIDER_METADATA_REFUSED(400, "The provider's metadata was not accepted"),
    CALLBACK_REFUSED(400, "What came back from the provider was not accepted"),
    TARGET_REFUSED(400, "The address is not one that this server calls"),
    UNAUTHENTICATED(401, "A session or an API token is required"),
    INVALID_LOGIN(401, "The log-in failed"),
    INSUFFICIENT_SCOPE(403, "The token lacks a scope"),
    SESSION_REQUIRED(403, "A session is required"),
    REAUTHENTICATION_REQUIRED(403, "The password is required again"),
    LOCAL_AUTH_DISABLED(403, "Registration is closed"),
    SETUP_CODE_REQUIRED(403, "The setup code is required"),
    FORM_REFUSED(403, "The form was not accepted"),
    ADMINISTRATOR_REQUIRED(403, "Only administrators may do this"),
    NOT_FOUND(404, "Not Found"),
    CONNECTION_NOT_FOUND(404, "No such connection"),
    ENVIRONMENT_NOT_FOUND(404, "No such environment"),
    WORKSPACE_NOT_FOUND(404, "No such workspace"),
    TOKEN_NOT_FOUND(404, "No such API token"),
    SESSION_NOT_FOUND(404, "No such session"),
    SECRET_NOT_FOUND(404, "No such secret"),
    PROVIDER_NOT_FOUND(404, "No such provider"),
    OAUTH_APP_NOT_FOUND(404, "No such OAuth app"),
    KEY_NOT_FOUND(404, "No such key"),
    ROOT_KEY_NOT_FOUND(404, "No such root key"),
    AUTHORIZATION_NOT_FOUND(404, "No such authorization"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    NOT_ACCEPTABLE(406, "Not Acceptable"),
    EMAIL_ALREADY_EXISTS(409, "The e-mail address has an account"),
    CONNECTION_NAME_TAKEN(409, "The name is taken"),
    NAME_TAKEN(409, "The name is taken"),
    TOKEN_ISSUED_BEFORE(409, "The token was made before"),
    CONNECTION_REVOKED(409, "The connection was revoked"),
    REAUTHENTICATION_REQUIRED_AT_PROVIDER(409, "A person must approve again at the provider"),
    NOT_REFRESHABLE(409, "The connection has nothing to refresh"),
    IMPORT_OVER(404, "No such import, or it is over"),
    AUTHORIZATION_OVER(409, "The authorization was used or has run out"),
    OAUTH_APP_NOT_CONFIGURED(409, "The provider has no OAuth app here"),
    OAUTH_APP_READ_ONLY(409, "The OAuth app comes from the configuration"),
    IDEMPOTENCY_KEY_IN_USE(409, "The first request is still running"),
    KEY_IN_USE(409, "The key is in use"),
    KEY_ROTATION_UNDER_WAY(409, "A key rotation is under way"),
    ROOT_KEY_ROTATION_UNDER_WAY(409, "The root key is being replaced"),
    ROOT_KEY_IN_USE(409, "The root key is in use"),
    ROOT_KEY_FILE_REFUSED(409, "The file of the new root key cannot be made"),
    CONTENT_TOO_LARGE(413, "Content Too Large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used before"),
    TOO_MANY_ATTEMPTS(429, "Too many attempts"),
    INTERNAL_ERROR(500, "Internal Server Error"),
    CREDENTIAL_UNREADABLE(500, "The stored credential cannot be opened"),
    CREDENTIAL_FORMAT_UNKNOWN(500, "The stored credential cannot be opened"),
    TOKEN_UNAVAILABLE(503, "There is no usable token at the moment"),
    PROVIDER_BUSY(503, "The provider is kept busy or does not answer"),
    KEY_EXHAUSTED(503, "The key that seals was used as often as it may"),
    DATABASE_UNAVAILABLE(503, "The database is away"),
    SERVER_STOPPING(503, "The server is being stopped");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /**
     * RFC 9457 section 3.1.1: a URI of ours, or {@code about:blank} where the status says it all and the title is the
     * status's own phrase.
     */
    public String uri() {
        Response.Status phrase = Response.Status.fromStatusCode(status);
        return this == CONTENT_TOO_LARGE || (phrase != null && title.equals(phrase.getReasonPhrase()))
                ? "about:blank"
                : "urn:dragops:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type of that code; empty where the table lacks it, which a test rules out. */
    static Optional<ProblemType> of(String code) {
        return Arrays.stream(values()).filter(type -> type.name().equals(code)).findFirst();
    }

    /** What a bare status means, as the server or JAX-RS gives one. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> CONTENT_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            default -> status >= 400 && status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
        };
    }
}
