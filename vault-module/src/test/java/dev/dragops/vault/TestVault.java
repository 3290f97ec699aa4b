package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.RootKey;
import dev.dragops.vault.crypto.VaultKey;
import java.util.List;
import java.util.Set;

/** A vault for the tests of any module, with keys of its own and without a server, a database or a file. */
public final class TestVault {
    private static final RootKey ROOT = RootKey.random();
    static final String FINGERPRINT = ROOT.fingerprint();

    private TestVault() {}

    /** The rows under a key, which are opened for what the module says that they were sealed for, or refused. */
    public static List<String> opened(Vault vault, SealedRows rows, Database database) {
        return rows.next(database, 1, "", 100).stream()
                .map(row -> {
                    vault.open(row.context(), row.envelope()).close();
                    return row.id();
                })
                .toList();
    }

    public static Vault withNewKeys() {
        KeyRing keys = new KeyRing(
                List.of(VaultKey.random(1, KeyPurpose.SEAL), VaultKey.random(2, KeyPurpose.MAC)), Set.of(1, 2));
        return new Vault(new Installation.Unlocked(keys, ROOT));
    }
}
