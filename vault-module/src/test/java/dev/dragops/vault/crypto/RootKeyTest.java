package dev.dragops.vault.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootKeyTest {
    private final RootKey root = RootKey.of(counting(0x40, 32), RootKeyTest::count);

    /** Made by another implementation (Python's cryptography and hmac). */
    @Test
    void keepsWrappedKeysAndTheFingerprintAsTheyWereFrozen() throws Exception {
        String seal = "01000102030405060708090a0b2b147d69669d55b1d30391d3a9fcddaa92d53c187d5dbc42ff31f98750a0784f"
                + "5a7a94f32e4f651b58cc93ca6d7169bb";
        String mac = "01000102030405060708090a0b18274e5a55ae6682e030a2e09acfee99a1e60f2b4e6e8f71cc02cab463934b7c"
                + "13eb7ce8a737410dcc48b28a0cdd3365";

        assertThat(root.fingerprint()).isEqualTo("0968a52c2a452dbf");
        assertThat(HexFormat.of().formatHex(root.wrap(sealKey()))).isEqualTo(seal);
        assertThat(HexFormat.of().formatHex(root.wrap(macKey()))).isEqualTo(mac);
        assertThat(root.unwrap(1, KeyPurpose.SEAL, HexFormat.of().parseHex(seal))
                        .key()
                        .getEncoded())
                .isEqualTo(filled(0x11));
        assertThat(root.unwrap(2, KeyPurpose.MAC, HexFormat.of().parseHex(mac))
                        .key()
                        .getEncoded())
                .isEqualTo(filled(0x22));
    }

    @Test
    void refusesAWrappedKeyOfAnotherIdOrPurposeOrRoot() {
        byte[] wrapped = root.wrap(sealKey());

        assertUnreadable(root, 2, KeyPurpose.SEAL, wrapped);
        assertUnreadable(root, 1, KeyPurpose.MAC, wrapped);
        assertUnreadable(RootKey.random(), 1, KeyPurpose.SEAL, wrapped);
    }

    @Test
    void refusesAWrappedKeyThatWasChanged() {
        byte[] wrapped = root.wrap(sealKey());
        for (int bit = 0; bit < 8 * wrapped.length; bit++) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(bit < 8 ? UnknownFormatException.class : UnreadableException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> root.unwrap(1, KeyPurpose.SEAL, flipped));
        }
        for (int length = 0; length < 100; length++) {
            if (length != wrapped.length) {
                assertUnreadable(root, 1, KeyPurpose.SEAL, Arrays.copyOf(wrapped, length));
            }
        }
    }

    @Test
    void wrapsUnderAFreshNonceEachTime() {
        RootKey real = RootKey.random();

        assertThat(real.wrap(sealKey())).isNotEqualTo(real.wrap(sealKey()));
    }

    @Test
    void makesEachKeyByChance() {
        assertThat(RootKey.random().reveal()).isNotEqualTo(RootKey.random().reveal());
        assertThat(VaultKey.random(1, KeyPurpose.SEAL).key().getEncoded())
                .isNotEqualTo(VaultKey.random(1, KeyPurpose.SEAL).key().getEncoded());
    }

    @Test
    void refusesKeysOfAnotherLength() {
        for (int length : new int[] {0, 16, 31, 33}) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> RootKey.of(new byte[length]));
        }
    }

    @Test
    void neitherPrintsNorWritesOutAKey() {
        KeyRing ring = new KeyRing(List.of(sealKey(), macKey()), Set.of(1, 2));

        assertThat(sealKey().toString()).isEqualTo("VaultKey[id=1, purpose=SEAL, key=RawKey[redacted]]");
        assertThat(root).hasToString("RootKey[0968a52c2a452dbf]");
        assertThat(ring).hasToString("KeyRing[2 keys]");
        assertThatExceptionOfType(NotSerializableException.class)
                .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream())
                        .writeObject(sealKey().key()));
    }

    @Test
    void refusesToUseAKeyThatWasWiped() {
        byte[] bytes = counting(1, 32);
        RawKey key = RawKey.of(bytes);
        key.destroy();

        assertThat(key.isDestroyed()).isTrue();
        assertThat(bytes).containsOnly(0);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(key::getEncoded);
    }

    @Test
    void refusesARingWithoutAKeyForEachPurposeOrWithAnIdTwice() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new KeyRing(List.of(sealKey()), Set.of(1, 2)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new KeyRing(List.of(macKey()), Set.of(1, 2)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new KeyRing(List.of(sealKey(), sealKey(), macKey()), Set.of(1, 2)));
    }

    @Test
    void hashesAsFrozenAndEachDomainForItself() {
        KeyRing ring = new KeyRing(List.of(sealKey(), macKey()), Set.of(1, 2));

        assertThat(HexFormat.of().formatHex(KeyedHash.of(ring, ascii("idempotency"), ascii("{}"))))
                .isEqualTo("57df4e97820589344757e524b11df7c65520211f24222217a8f6fd4379ae2aec");
        assertThat(KeyedHash.of(ring, ascii("ab"), ascii("c")))
                .isNotEqualTo(KeyedHash.of(ring, ascii("a"), ascii("bc")));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> KeyedHash.of(ring, new byte[0], ascii("c")));
    }

    private static void assertUnreadable(RootKey root, int id, KeyPurpose purpose, byte[] wrapped) {
        assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> root.unwrap(id, purpose, wrapped));
    }

    private static VaultKey sealKey() {
        return new VaultKey(1, KeyPurpose.SEAL, RawKey.of(filled(0x11)));
    }

    private static VaultKey macKey() {
        return new VaultKey(2, KeyPurpose.MAC, RawKey.of(filled(0x22)));
    }

    private static byte[] filled(int everyByte) {
        byte[] bytes = new byte[RawKey.LENGTH];
        Arrays.fill(bytes, (byte) everyByte);
        return bytes;
    }

    private static byte[] counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    private static void count(byte[] bytes) {
        System.arraycopy(counting(0, bytes.length), 0, bytes, 0, bytes.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
