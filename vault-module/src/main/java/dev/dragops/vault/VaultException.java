package dev.dragops.vault;

import dev.dragops.platform.DragopsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with sealed bytes, told in the same words for every cause, so that nobody learns by probing; and what
 * cannot be done with keys.
 */
public abstract sealed class VaultException extends DragopsException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String concerns;

    private VaultException(String code, String message, @Nullable String concerns) {
        super(code, message);
        this.concerns = concerns;
    }

    /** The same failure, told of the object whose value it was; only its module knows that object. */
    public VaultException about(String objectId) {
        return this;
    }

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

    /** {@code KEY_EXHAUSTED}: the active key has sealed 2^32 times. Nothing is sealed until it was rotated. */
    public static final class KeyExhausted extends VaultException {
        private static final long serialVersionUID = 1L;

        KeyExhausted() {
            super("KEY_EXHAUSTED", "The key that seals was used as often as it may: rotate it.", null);
        }
    }

    /** {@code KEY_NOT_FOUND}: no key of that id, or it is destroyed. */
    public static final class KeyNotFound extends VaultException {
        private static final long serialVersionUID = 1L;

        KeyNotFound() {
            super("KEY_NOT_FOUND", "There is no such key.", null);
        }
    }

    /** {@code KEY_IN_USE}: it seals, or rows are under it. Nothing was changed. */
    public static final class KeyInUse extends VaultException {
        private static final long serialVersionUID = 1L;

        KeyInUse() {
            super("KEY_IN_USE", "The key is in use: it is active, or something is still sealed under it.", null);
        }
    }

    /** {@code KEY_ROTATION_UNDER_WAY}: a key is pending: wait until it is active. */
    public static final class RotationUnderWay extends VaultException {
        private static final long serialVersionUID = 1L;

        RotationUnderWay() {
            super("KEY_ROTATION_UNDER_WAY", "A new key is already on its way to the nodes.", null);
        }
    }

    /** {@code ROOT_KEY_ROTATION_UNDER_WAY}: the database has two root keys, and a node has one: it could not wrap a new key under both. */
    public static final class RootRotationUnderWay extends VaultException {
        private static final long serialVersionUID = 1L;

        RootRotationUnderWay() {
            super("ROOT_KEY_ROTATION_UNDER_WAY", "The root key is being replaced: end that first.", null);
        }
    }

    /** {@code ROOT_KEY_NOT_FOUND}: no root key of that name opens this database. */
    public static final class RootKeyNotFound extends VaultException {
        private static final long serialVersionUID = 1L;

        RootKeyNotFound() {
            super("ROOT_KEY_NOT_FOUND", "There is no such root key.", null);
        }
    }

    /**
     * {@code ROOT_KEY_IN_USE}: it is the only one, or a node that runs was started with it, or it is the one in the file
     * of whoever asks. Nothing was changed.
     */
    public static final class RootKeyInUse extends VaultException {
        private static final long serialVersionUID = 1L;

        RootKeyInUse() {
            super(
                    "ROOT_KEY_IN_USE",
                    "The root key is in use: it is the only one, or a node that runs was started with it.",
                    null);
        }
    }

    /** {@code ROOT_KEY_FILE_REFUSED}: the file of the new root key cannot be made beside that of the old one. Nothing was changed. */
    public static final class RootKeyFileRefused extends VaultException {
        private static final long serialVersionUID = 1L;

        RootKeyFileRefused() {
            super(
                    "ROOT_KEY_FILE_REFUSED",
                    "The file of the new root key cannot be made beside that of the old one.",
                    null);
        }
    }
}
