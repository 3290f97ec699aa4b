package dev.dragops.secrets;

import dev.dragops.vault.Plaintext;
import java.util.Optional;

/** Asked for values while names are passed on. It keeps each heir from going away until the transaction ends. */
@FunctionalInterface
public interface Heirs {
    /**
     * The value that the heir would seed under that name; empty where the heir is gone, revoked or cannot be opened.
     * The value stays the answerer's to wipe.
     */
    Optional<Plaintext> value(SeedSource heir, SecretName name);
}
