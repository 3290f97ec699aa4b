package dev.dragops.vault.crypto;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The live keys at one moment; never changed, but replaced as a whole. Every sealing key opens what it sealed; the one
 * with the highest id seals. Likewise the keyed hashes use the newest key of theirs.
 */
public final class KeyRing {
    private final Map<Integer, RawKey> sealing = new HashMap<>();
    private final VaultKey current;
    private final VaultKey mac;
    private final int size;

    /**
     * A ring of these keys.
     *
     * @throws IllegalArgumentException where a purpose has no key, or two keys share an id
     */
    public KeyRing(Collection<VaultKey> live) {
        this.current = newest(live, KeyPurpose.SEAL);
        this.mac = newest(live, KeyPurpose.MAC);
        this.size = live.size();
        if (live.stream().map(VaultKey::id).distinct().count() != size) {
            throw new IllegalArgumentException("two keys share an id");
        }
        for (VaultKey key : live) {
            if (key.purpose() == KeyPurpose.SEAL) {
                sealing.put(key.id(), key.key());
            }
        }
    }

    private static VaultKey newest(Collection<VaultKey> live, KeyPurpose purpose) {
        return live.stream()
                .filter(key -> key.purpose() == purpose)
                .max((one, other) -> Integer.compare(one.id(), other.id()))
                .orElseThrow(() -> new IllegalArgumentException("no live key for the purpose " + purpose.label()));
    }

    /** How many keys are live, of every purpose. */
    public int size() {
        return size;
    }

    VaultKey current() {
        return current;
    }

    Optional<RawKey> sealing(int id) {
        return Optional.ofNullable(sealing.get(id));
    }

    VaultKey mac() {
        return mac;
    }

    @Override
    public String toString() {
        return "KeyRing[" + size + " keys]";
    }
}
