package dev.dragops.platform;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A refusal or failure that the product foresees. Each module has one sealed family below it; the web layer knows
 * which status each {@link #code()} has. The message is meant for the caller: it never holds input values, SQL or
 * class names. Every EJB module declares this class as an application exception that rolls back (ejb-jar.xml), so it
 * crosses bean boundaries as it is.
 */
public abstract class DragopsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    @SuppressWarnings("serial") // a list of records, immutable
    private final List<FieldError> fieldErrors;

    protected DragopsException(String code, String message) {
        this(code, message, List.of());
    }

    protected DragopsException(String code, String message, List<FieldError> fieldErrors) {
        super(message);
        this.code = code;
        this.fieldErrors = List.copyOf(fieldErrors);
    }

    protected DragopsException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fieldErrors = List.of();
    }

    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** The upper-case constant by which programs tell errors apart, such as {@code CONNECTION_NOT_FOUND}. */
    public final String code() {
        return code;
    }

    /** The fields that were refused; empty where the fault is not one of input. */
    public final List<FieldError> fieldErrors() {
        return fieldErrors;
    }

    /**
     * The id of the object that this failure is about, for the audit trail: known to exist and to be the caller's, empty
     * else. Callers are not told.
     */
    public Optional<String> concerns() {
        return Optional.empty();
    }
}
