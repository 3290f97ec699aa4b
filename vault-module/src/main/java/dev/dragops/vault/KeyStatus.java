package dev.dragops.vault;

import java.time.Instant;
import java.util.List;

/**
 * Which keys this server has loaded: their names and ages, and nothing that opens anything.
 *
 * @param rootKeyFingerprint names the root key: 16 hexadecimal digits, empty where no keys are loaded
 * @param keys those in the database that the root key opened at the start of this server, by id
 */
public record KeyStatus(String rootKeyFingerprint, List<Key> keys) {
    public KeyStatus {
        keys = List.copyOf(keys);
    }

    /**
     * A key in the database, wrapped by the root key.
     *
     * @param purpose what it is for, such as {@code seal}
     * @param active whether it is the one that is used for what is new; the others only open what they sealed
     */
    public record Key(int id, String purpose, boolean active, Instant createdAt) {}
}
