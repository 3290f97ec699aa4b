package dev.dragops.platform;

import java.util.Objects;

/**
 * One field of the input that was refused. Carries the field's name and what is wrong with it, never the value.
 *
 * @param field the name as the caller wrote it, dotted where it is nested ({@code credentials.base-url})
 * @param code an upper-case constant for programs
 * @param message one sentence for a person
 */
public record FieldError(String field, String code, String message) {
    public FieldError {
        Objects.requireNonNull(field);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
    }
}
