package dev.dragops.accounts;

import dev.dragops.vault.EnvelopeDigest;

/**
 * A sealed value that a change left behind, for the audit trail, which so knows what has to be in its row.
 *
 * @param kind what it is the envelope of: {@code connection}, {@code grant}, {@code secret}
 * @param id of its row
 */
public record SealedValue(String kind, String id, EnvelopeDigest digest) {
    public SealedValue {
        if (kind.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException("a sealed value has a kind and an id");
        }
    }

    /** The value that is in that envelope. */
    public static SealedValue of(String kind, String id, byte[] envelope) {
        return new SealedValue(kind, id, EnvelopeDigest.of(envelope));
    }

    /** A value that is sealed no more: its row has gone, or has no envelope. */
    public static SealedValue gone(String kind, String id) {
        return new SealedValue(kind, id, EnvelopeDigest.NONE);
    }

    /** How the trail names it, apart from the objects that a reader is told of. */
    String object() {
        return kind + ":" + id;
    }
}
