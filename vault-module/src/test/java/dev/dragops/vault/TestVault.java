package dev.dragops.vault;

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

    public static Vault withNewKeys() {
        KeyRing keys = new KeyRing(
                List.of(VaultKey.random(1, KeyPurpose.SEAL), VaultKey.random(2, KeyPurpose.MAC)), Set.of(1, 2));
        return new Vault(new Installation.Unlocked(keys, ROOT));
    }
}
