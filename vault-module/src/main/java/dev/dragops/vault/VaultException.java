package dev.dragops.vault;

import dev.dragops.platform.DragopsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be wrong with sealed bytes. The messages are the same for every cause, so that nobody learns by probing. */
public abstract sealed class VaultException extends DragopsException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String concerns;

    private VaultException(String code, String message, @Nullable String concerns) {
        super(code, message);
        this.concerns = concerns;
    }

    /** The same failure, told of the object whose value it was; only its module knows that object. */
    public abstract VaultException about(String objectId);

    @Override
    public final Optional<String> concerns() {
        return Optional.ofNullable(concerns);
    }

    /** {@code CREDENTIAL_UNREADABLE}: changed, cut, moved to another place, or sealed under a key that is not here. */
    public static final class Unreadable extends VaultException {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            this(null);
        }

        private Unreadable(@Nullable String concerns) {
            super("CREDENTIAL_UNREADABLE", "The stored credential cannot be opened.", concerns);
        }

        @Override
        public Unreadable about(String objectId) {
            return new Unreadable(objectId);
        }
    }

    /** {@code CREDENTIAL_FORMAT_UNKNOWN}: sealed in a format that this version of the product does not know. */
    public static final class UnknownFormat extends VaultException {
        private static final long serialVersionUID = 1L;

        UnknownFormat() {
            this(null);
        }

        private UnknownFormat(@Nullable String concerns) {
            super(
                    "CREDENTIAL_FORMAT_UNKNOWN",
                    "The stored credential has a format that this version of the product does not know.",
                    concerns);
        }

        @Override
        public UnknownFormat about(String objectId) {
            return new UnknownFormat(objectId);
        }
    }
}
