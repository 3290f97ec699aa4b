package dev.dragops.accounts;

import dev.dragops.platform.Transactions;
import dev.dragops.vault.KeyBook;
import dev.dragops.vault.KeyLife;
import dev.dragops.vault.KeyLife.Action;
import dev.dragops.vault.Vault;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.UserTransaction;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/** The life of the vault's keys, for administrators who signed in: each change with its row in the audit trail. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Keys {
    @Resource
    private UserTransaction userTransaction;

    @EJB
    private Vault vault;

    @EJB
    private AuditTrail auditTrail;

    /** For the server. */
    public Keys() {}

    /**
     * How the keys stand.
     *
     * @throws AccountsException.AdministratorRequired for a member
     */
    public KeyBook book(Caller administrator) {
        require(administrator);
        return vault.life().book();
    }

    /**
     * Begins to replace the key that seals, and answers the id of the new one. It seals once every node has loaded it;
     * then everything moves to it.
     *
     * @param reencrypt whether every value is encrypted anew, and not only its data key wrapped anew
     * @throws dev.dragops.vault.VaultException.RotationUnderWay where a new key is on its way already
     * @throws dev.dragops.vault.VaultException.RootRotationUnderWay where the root key is being replaced
     */
    public int rotate(Caller administrator, boolean reencrypt) {
        require(administrator);
        return change(
                administrator,
                life -> life.rotate(reencrypt),
                key -> entry(reencrypt ? Action.REENCRYPT : Action.ROTATE, OptionalInt.of(key)));
    }

    /**
     * Destroys a key under which nothing is sealed any more.
     *
     * @throws dev.dragops.vault.VaultException.KeyNotFound where there is none, or no more
     * @throws dev.dragops.vault.VaultException.KeyInUse where something is, or may be in a moment, under it
     */
    public void destroy(Caller administrator, int key) {
        require(administrator);
        change(
                administrator,
                life -> {
                    life.destroy(key);
                    return key;
                },
                destroyed -> entry(Action.DESTROY, OptionalInt.of(key)));
    }

    /**
     * Makes a new root key in a file on this node, under which every key is wrapped too.
     *
     * @throws dev.dragops.vault.VaultException.RootRotationUnderWay where there are two already
     * @throws dev.dragops.vault.VaultException.RootKeyFileRefused where the file cannot be made
     */
    public KeyLife.NewRoot rotateRoot(Caller administrator) {
        require(administrator);
        KeyLife life = vault.life();
        return new Transactions(userTransaction)
                .run(() -> life.rotateRoot(made -> auditTrail.record(administrator, entry(made))));
    }

    /**
     * Takes a root key's word from this database.
     *
     * @throws dev.dragops.vault.VaultException.RootKeyNotFound where it opens nothing here
     * @throws dev.dragops.vault.VaultException.RootKeyInUse where it is the only one, or a node was started with it, this
     *     one included
     */
    public void dropRoot(Caller administrator, String fingerprint) {
        require(administrator);
        change(
                administrator,
                life -> {
                    life.dropRoot(fingerprint);
                    return fingerprint;
                },
                dropped -> AuditEntry.of("root_key.dropped", List.of(dropped), Map.of("rootKey", dropped)));
    }

    private <T> T change(Caller administrator, Function<KeyLife, T> change, Function<T, AuditEntry> entry) {
        KeyLife life = vault.life();
        return new Transactions(userTransaction).run(() -> {
            T changed = change.apply(life);
            auditTrail.record(administrator, entry.apply(changed));
            return changed;
        });
    }

    private static void require(Caller caller) {
        caller.requireSession();
        caller.requireAdministrator();
    }

    /** What was done, for the audit trail; about that key, where there is one. */
    static AuditEntry entry(Action done, OptionalInt key) {
        return entry(
                switch (done) {
                    case ROTATE -> "key.rotated";
                    case REENCRYPT -> "key.reencrypted";
                    case DESTROY -> "key.destroyed";
                },
                key);
    }

    /** What was asked of the nodes, and not done yet. */
    static AuditEntry requested(Action asked, OptionalInt key) {
        return entry(
                switch (asked) {
                    case ROTATE -> "key.rotation_requested";
                    case REENCRYPT -> "key.reencryption_requested";
                    case DESTROY -> "key.destruction_requested";
                },
                key);
    }

    private static AuditEntry entry(String action, OptionalInt key) {
        return key.isEmpty()
                ? AuditEntry.of(action, List.of(), Map.of())
                : AuditEntry.of(action, List.of("key_" + key.getAsInt()), Map.of("key", "" + key.getAsInt()));
    }

    static AuditEntry entry(KeyLife.NewRoot made) {
        return AuditEntry.of("root_key.rotated", List.of(made.fingerprint()), Map.of("rootKey", made.fingerprint()));
    }
}
