package dev.dragops.vault.crypto;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key of the vault is for. The label is bound into its wrapping: no key can be put to another's use. */
public enum KeyPurpose {
    /** Wraps data keys. */
    SEAL,
    /** Keyed hashes. */
    MAC;

    /** The word in the database, and in what a wrapped key is bound to. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<KeyPurpose> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(purpose -> purpose.label().equals(label))
                .findFirst();
    }
}
