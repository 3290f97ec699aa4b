package dev.dragops.platform;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One field of the input that was refused. Carries the field's name and what is wrong with it, never the value.
 *
 * @param field the name as the caller wrote it, dotted where it is nested ({@code credentials.base-url})
 * @param code an upper-case constant for programs
 * @param message one sentence for a person
 * @param line where a field of several lines is wrong, from 1; empty where that says nothing
 */
public record FieldError(String field, String code, String message, OptionalInt line) {
    public FieldError {
        Objects.requireNonNull(field);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(line);
    }

    /** Of the field as a whole. */
    public FieldError(String field, String code, String message) {
        this(field, code, message, OptionalInt.empty());
    }
}
