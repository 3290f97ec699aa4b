package dev.dragops.accounts;

import dev.dragops.vault.EnvelopeDigest;

/**
 * A sealed value that a change left behind, for the audit trail, which so knows what has to be in its row.
 *
 * @param table where its row is
 * @param id of its row
 */
public record SealedValue(String table, String id, EnvelopeDigest digest) {
    public SealedValue {
        if (table.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException("a sealed value is in a row");
        }
    }

    /** The value that is in that envelope. */
    public static SealedValue of(String table, String id, byte[] envelope) {
        return new SealedValue(table, id, EnvelopeDigest.of(envelope));
    }

    /** A value that is sealed no more: its row has gone, or has no envelope. */
    public static SealedValue gone(String table, String id) {
        return new SealedValue(table, id, EnvelopeDigest.NONE);
    }

    /** How the trail names it, apart from the objects that a reader is told of. */
    String object() {
        return table + ":" + id;
    }
}
