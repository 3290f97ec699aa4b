package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What secrets refuses. */
public abstract sealed class SecretsException extends DragopsException {
    private static final long serialVersionUID = 1L;

    SecretsException(String code, String message) {
        super(code, message);
    }

    SecretsException(String code, String message, List<FieldError> fieldErrors) {
        super(code, message, fieldErrors);
    }

    /** Input that makes no sense. */
    public static final class Invalid extends SecretsException {
        private static final long serialVersionUID = 1L;

        public Invalid(FieldError error) {
            this(List.of(error));
        }

        Invalid(List<FieldError> errors) {
            super("VALIDATION_FAILED", "Some fields are not valid", errors);
        }
    }

    /** No secret of that name in that environment, or of several asked for. */
    public static final class NotFound extends SecretsException {
        private static final long serialVersionUID = 1L;

        private final @Nullable String environment;

        public NotFound() {
            super("SECRET_NOT_FOUND", "There is no such secret");
            environment = null;
        }

        /** Names those that an environment of the caller's lacks, field by field. */
        NotFound(EnvironmentId environment, List<SecretName> missing) {
            super(
                    "SECRET_NOT_FOUND",
                    "Some secrets do not exist in this environment",
                    missing.stream()
                            .map(name -> new FieldError(name.value(), "NOT_FOUND", "There is no such secret"))
                            .toList());
            this.environment = environment.value();
        }

        @Override
        public Optional<String> concerns() {
            return Optional.ofNullable(environment);
        }
    }

    /** The environment has a secret of that name. */
    public static final class NameTaken extends SecretsException {
        private static final long serialVersionUID = 1L;

        NameTaken() {
            super("NAME_TAKEN", "This environment already has a secret of this name");
        }
    }

    /** No such staged file, or not the caller's, or its time is over, or it was imported already. */
    public static final class ImportOver extends SecretsException {
        private static final long serialVersionUID = 1L;

        ImportOver() {
            super("IMPORT_OVER", "This import is over; nothing is kept of it");
        }
    }
}
