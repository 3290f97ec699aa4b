package dev.dragops.vault.crypto;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys at one moment; never changed, but replaced as a whole. Every sealing key opens what it sealed; one of them is
 * active and seals. There is one for keyed hashes.
 */
public final class KeyRing {
    private final Map<Integer, RawKey> sealing = new HashMap<>();
    private final VaultKey current;
    private final VaultKey mac;
    private final int size;

    /**
     * A ring of these keys.
     *
     * @param active the ids of those that are used for what is new, one of each purpose
     * @throws IllegalArgumentException where a purpose has not exactly one active key, or two keys share an id
     */
    public KeyRing(Collection<VaultKey> keys, Set<Integer> active) {
        this.current = active(keys, active, KeyPurpose.SEAL);
        this.mac = active(keys, active, KeyPurpose.MAC);
        this.size = keys.size();
        if (keys.stream().map(VaultKey::id).distinct().count() != size) {
            throw new IllegalArgumentException("two keys share an id");
        }
        for (VaultKey key : keys) {
            if (key.purpose() == KeyPurpose.SEAL) {
                sealing.put(key.id(), key.key());
            }
        }
    }

    private static VaultKey active(Collection<VaultKey> keys, Set<Integer> active, KeyPurpose purpose) {
        List<VaultKey> found = keys.stream()
                .filter(key -> key.purpose() == purpose && active.contains(key.id()))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("not one active key for the purpose " + purpose.label());
        }
        return found.get(0);
    }

    /** How many keys there are, of every purpose. */
    public int size() {
        return size;
    }

    /** The id of the key that seals. */
    public int active() {
        return current.id();
    }

    /** The id of the key that the envelope names, where this ring has it; one that is too short to name one names none. */
    public Optional<Integer> keyOf(byte[] envelope) {
        return Sealing.keyOf(envelope).filter(sealing::containsKey);
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
