package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.vault.Installation.Unlocked;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.Sealing;
import dev.dragops.vault.crypto.UnknownFormatException;
import dev.dragops.vault.crypto.UnreadableException;
import java.util.Optional;

/**
 * The keys that a node has loaded, and what is done with them. They are read again when the database's have changed, and
 * at once when an envelope names one that is missing here. For any number of threads.
 */
final class LiveKeys {
    private static final System.Logger LOG = System.getLogger(LiveKeys.class.getName());

    private static final KeyMeter SEALED = new KeyMeter("seal");
    private static final KeyMeter OPENED = new KeyMeter("open");

    private final Sealing sealing = new Sealing();
    private final Uses uses;

    /** Its connections are not those of the pool: whoever asks may hold the last of these. Empty in tests only. */
    private final Optional<Database> database;

    /** Replaced as a whole, never changed. */
    private volatile Unlocked unlocked;

    /** The database has keys that this node could not read. */
    private volatile boolean behind;

    private final Object reading = new Object();

    LiveKeys(Unlocked unlocked, Optional<Database> database, Uses uses) {
        this.unlocked = unlocked;
        this.database = database;
        this.uses = uses;
    }

    Unlocked unlocked() {
        return unlocked;
    }

    boolean isBehind() {
        return behind;
    }

    byte[] seal(byte[] context, byte[] payload) {
        KeyRing keys = counted();
        SEALED.count(keys.active());
        return sealing.seal(keys, context, payload);
    }

    byte[] open(byte[] context, byte[] envelope) throws UnreadableException, UnknownFormatException {
        KeyRing keys = keysFor(envelope);
        keys.keyOf(envelope).ifPresent(OPENED::count);
        return sealing.open(keys, context, envelope);
    }

    /** The same value under the active key: its data key wrapped anew, or all of it sealed anew. */
    byte[] move(byte[] context, byte[] envelope, boolean reseal) throws UnreadableException, UnknownFormatException {
        if (reseal) {
            try (Plaintext value = Plaintext.of(open(context, envelope))) {
                return seal(context, value.reveal());
            }
        }
        keysFor(envelope);
        return sealing.rewrap(counted(), context, envelope);
    }

    KeyRing keys() {
        return unlocked.keys();
    }

    /** The keys, of which the active one may be used once more. */
    private KeyRing counted() {
        KeyRing keys = unlocked.keys();
        try {
            uses.count(keys.active());
            return keys;
        } catch (VaultException.KeyExhausted exhausted) {
            // another node may have rotated it, or destroyed it since
            reread();
            KeyRing now = unlocked.keys();
            if (now.active() == keys.active()) {
                throw exhausted;
            }
            uses.count(now.active());
            return now;
        }
    }

    private KeyRing keysFor(byte[] envelope) {
        if (unlocked.keys().keyOf(envelope).isEmpty()) {
            reread();
        }
        return unlocked.keys();
    }

    /**
     * Reads the keys again where the database has others by now. A node that cannot read them keeps those that it has,
     * and says that it is not ready.
     */
    void reread() {
        if (database.isEmpty()) {
            return;
        }
        synchronized (reading) {
            Unlocked before = unlocked;
            if (!behind && new KeyRows(database.get()).revision() == before.revision()) {
                return;
            }
            try {
                unlocked = Installation.reread(database.get(), before.root());
                behind = false;
                LOG.log(
                        System.Logger.Level.INFO,
                        "The keys were read again: {0} of them, {1} seals",
                        unlocked.keys().size(),
                        unlocked.keys().active());
            } catch (StartRefused refused) {
                if (!behind) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "This node cannot read the keys as they are now, and is not ready until it can: "
                                    + refused.getMessage());
                }
                behind = true;
            }
        }
    }
}
