package dev.dragops.vault;

import java.util.Objects;

/**
 * Whether the vault can seal and open.
 *
 * @param keysLoaded false after the vault was stopped; one that could not load its keys never started
 * @param rootKeyFingerprint names the root key: 16 hexadecimal digits, empty where no keys are loaded
 * @param liveKeys how many keys the root key has opened
 */
public record Readiness(boolean keysLoaded, String rootKeyFingerprint, int liveKeys) {
    public Readiness {
        Objects.requireNonNull(rootKeyFingerprint);
    }
}
