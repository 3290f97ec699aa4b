package dev.dragops.web;

import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import java.util.List;

/** What the web layer itself refuses, before a module is asked. */
public abstract sealed class WebException extends DragopsException {
    private static final long serialVersionUID = 1L;

    private WebException(String code, String message) {
        super(code, message);
    }

    private WebException(String code, String message, List<FieldError> fieldErrors) {
        super(code, message, fieldErrors);
    }

    /** Fields, parameters or headers that make no sense. */
    public static final class Invalid extends WebException {
        private static final long serialVersionUID = 1L;

        public Invalid(List<FieldError> errors) {
            this("Some fields are not valid", errors);
        }

        public Invalid(FieldError error) {
            this(List.of(error));
        }

        /** The contract's own words stand for the whole. */
        public Invalid(String message, List<FieldError> errors) {
            super("VALIDATION_FAILED", message, errors);
        }
    }

    /** The body is no JSON object as RFC 8259 and our limits have it. */
    public static final class MalformedJson extends WebException {
        private static final long serialVersionUID = 1L;

        public MalformedJson(String message) {
            super("MALFORMED_JSON", message);
        }
    }

    /** The request is not HTTP as RFC 9110 and 9112 have it. */
    public static final class MalformedRequest extends WebException {
        private static final long serialVersionUID = 1L;

        public MalformedRequest() {
            super("MALFORMED_REQUEST", "The request is not well-formed HTTP");
        }
    }

    /** A form that was not sent from a page of ours with its token: nothing was done. */
    public static final class FormRefused extends WebException {
        private static final long serialVersionUID = 1L;

        public FormRefused(String message) {
            super("FORM_REFUSED", message);
        }
    }

    /** The body is larger than anything we take. */
    public static final class ContentTooLarge extends WebException {
        private static final long serialVersionUID = 1L;

        public ContentTooLarge() {
            super("CONTENT_TOO_LARGE", "The body is larger than 1 MiB, or than 64 KiB where nobody is signed in");
        }
    }

    /** Nobody is signed in: no bearer, or one that is unknown, expired or revoked. */
    public static final class Unauthenticated extends WebException {
        private static final long serialVersionUID = 1L;

        public Unauthenticated() {
            super("UNAUTHENTICATED", "A valid session or API token is required: Authorization: Bearer …");
        }
    }
}
