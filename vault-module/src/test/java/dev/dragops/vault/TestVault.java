package dev.dragops.vault;

import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.VaultKey;
import java.util.List;

/** A vault for the tests of any module, with keys of its own and without a server, a database or a file. */
public final class TestVault {
    static final String FINGERPRINT = "0123456789abcdef";

    private TestVault() {}

    public static Vault withNewKeys() {
        KeyRing keys = new KeyRing(List.of(VaultKey.random(1, KeyPurpose.SEAL), VaultKey.random(2, KeyPurpose.MAC)));
        return new Vault(new Installation.Unlocked(keys, FINGERPRINT));
    }
}
