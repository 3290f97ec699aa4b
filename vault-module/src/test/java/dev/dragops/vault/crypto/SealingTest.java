package dev.dragops.vault.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SealingTest {
    private static final int KEK_ID = 0x01020304;

    /** What SealContextTest freezes: connection, usr_1, conn_1, slack, api_key, 1. */
    private static final byte[] CONTEXT = HexFormat.of()
            .parseHex("0000000a636f6e6e656374696f6e000000057573725f3100000006636f6e6e5f3100000005736c61636b"
                    + "000000076170695f6b6579000000080000000000000001");

    private static final byte[] VALUE = "xoxb-1234567890 ü".getBytes(StandardCharsets.UTF_8);

    private final Sealing sealing = new Sealing();
    private final KeyRing keys = ring(key(KEK_ID, 0x11));

    /** Made by another implementation (Python's cryptography, over OpenSSL), with 00 01 02 … in place of chance. */
    @Test
    void keepsTheEnvelopeAsItWasFrozen() throws Exception {
        String frozen = """
                01 01020304
                202122232425262728292a2b
                1d383a305d7d09f0ded7d56cc2bf91af3d4295dadade0e298a443b8204deaa7a51e5bc3882c319d2fc1b46c8106253bf
                2c2d2e2f3031323334353637
                2a925d744fa0d6ff02fdabd103da5a3816b6 8b222262af123f038b9c1d35f54b6690
                """;
        String ofNothing = """
                01 01020304
                202122232425262728292a2b
                1d383a305d7d09f0ded7d56cc2bf91af3d4295dadade0e298a443b8204deaa7a51e5bc3882c319d2fc1b46c8106253bf
                2c2d2e2f3031323334353637
                2023fa26751ad6961188cbf5cba63466
                """;

        assertThat(new Sealing(SealingTest::count).seal(keys, CONTEXT, VALUE)).isEqualTo(hex(frozen));
        assertThat(new Sealing(SealingTest::count).seal(keys, CONTEXT, new byte[0]))
                .isEqualTo(hex(ofNothing));
        assertThat(sealing.open(keys, CONTEXT, hex(frozen))).isEqualTo(VALUE);
        assertThat(sealing.open(keys, CONTEXT, hex(ofNothing))).isEmpty();
    }

    @Test
    void opensWhatItSealedWhateverTheLength() throws Exception {
        for (int length : new int[] {0, 1, 15, 16, 17, 64, 4096, 65_536, 1_048_577}) {
            byte[] value = new byte[length];
            Arrays.fill(value, (byte) 0xa5);
            byte[] envelope = sealing.seal(keys, CONTEXT, value);

            assertThat(envelope).hasSize(length + Sealing.OVERHEAD);
            assertThat(sealing.open(keys, CONTEXT, envelope)).isEqualTo(value);
        }
        assertThat(Sealing.OVERHEAD).isEqualTo(93);
    }

    @Test
    void sealsTheSameValueDifferentlyEachTime() {
        byte[] one = sealing.seal(keys, CONTEXT, VALUE);
        byte[] other = sealing.seal(keys, CONTEXT, VALUE);

        for (int[] part : new int[][] {{5, 17}, {17, 65}, {65, 77}, {77, one.length}}) {
            assertThat(Arrays.copyOfRange(one, part[0], part[1]))
                    .isNotEqualTo(Arrays.copyOfRange(other, part[0], part[1]));
        }
    }

    @Test
    void refusesAnEnvelopeWithAnyBitFlipped() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        for (int bit = 0; bit < 8 * envelope.length; bit++) {
            byte[] flipped = envelope.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(bit < 8 ? UnknownFormatException.class : UnreadableException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> sealing.open(keys, CONTEXT, flipped));
        }
    }

    @Test
    void refusesAnEnvelopeCutAnywhere() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        for (int length = 0; length < envelope.length; length++) {
            byte[] head = Arrays.copyOf(envelope, length);
            byte[] tail = Arrays.copyOfRange(envelope, envelope.length - length, envelope.length);
            assertUnreadable(CONTEXT, head);
            assertThatExceptionOfType(Exception.class)
                    .as("the last %d bytes", length)
                    .isThrownBy(() -> sealing.open(keys, CONTEXT, tail))
                    .isInstanceOfAny(UnreadableException.class, UnknownFormatException.class);
        }
    }

    @Test
    void refusesAnEnvelopeWithBytesAdded() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        for (int more : new int[] {1, 12, 16, 93, envelope.length}) {
            assertUnreadable(CONTEXT, Arrays.copyOf(envelope, envelope.length + more));
        }
    }

    @Test
    void refusesPartsOfTwoEnvelopesPutTogether() {
        byte[] one = sealing.seal(keys, CONTEXT, VALUE);
        byte[] other = sealing.seal(keys, CONTEXT, VALUE);
        byte[] mixed = one.clone();
        System.arraycopy(other, 65, mixed, 65, mixed.length - 65);

        assertUnreadable(CONTEXT, mixed);
    }

    @Test
    void refusesEveryOtherFormat() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        for (int format = 0; format < 256; format++) {
            if (format != Sealing.FORMAT) {
                envelope[0] = (byte) format;
                assertThatExceptionOfType(UnknownFormatException.class)
                        .as("format %d", format)
                        .isThrownBy(() -> sealing.open(keys, CONTEXT, envelope));
            }
        }
    }

    @Test
    void refusesAnEnvelopeInAnotherContext() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        for (int bit = 0; bit < 8 * CONTEXT.length; bit++) {
            byte[] other = CONTEXT.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            assertUnreadable(other, envelope);
        }
        assertUnreadable(Arrays.copyOf(CONTEXT, CONTEXT.length - 1), envelope);
        assertUnreadable(Arrays.copyOf(CONTEXT, CONTEXT.length + 1), envelope);
    }

    @Test
    void refusesToWorkWithoutAContext() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> sealing.seal(keys, new byte[0], VALUE));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> sealing.open(keys, new byte[0], envelope));
    }

    @Test
    void refusesAnEnvelopeOfAnotherKey() {
        byte[] envelope = sealing.seal(ring(key(KEK_ID, 0x12)), CONTEXT, VALUE);
        byte[] ofUnknownKey = sealing.seal(ring(key(9, 0x11)), CONTEXT, VALUE);

        assertUnreadable(CONTEXT, envelope);
        assertUnreadable(CONTEXT, ofUnknownKey);
    }

    @Test
    void refusesAnEnvelopeThatNamesAnotherKeyOfTheSameBytes() {
        KeyRing twins = ring(key(1, 0x11), key(2, 0x11));
        byte[] envelope = sealing.seal(twins, CONTEXT, VALUE);
        envelope[4] = 1;

        assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> sealing.open(twins, CONTEXT, envelope));
    }

    @Test
    void sealsUnderTheNewestKeyAndOpensUnderOlderOnes() throws Exception {
        byte[] old = sealing.seal(ring(key(1, 0x11)), CONTEXT, VALUE);
        KeyRing both = ring(key(2, 0x22), key(1, 0x11));
        byte[] young = sealing.seal(both, CONTEXT, VALUE);

        assertThat(sealing.open(both, CONTEXT, old)).isEqualTo(VALUE);
        assertThat(sealing.open(both, CONTEXT, young)).isEqualTo(VALUE);
        assertThat(Arrays.copyOfRange(young, 1, 5)).containsExactly(0, 0, 0, 2);
    }

    @Test
    void wrapsTheDataKeyAnewAndLeavesThePayloadAsItIs() throws Exception {
        byte[] old = sealing.seal(ring(key(1, 0x11)), CONTEXT, VALUE);
        KeyRing both = ring(key(2, 0x22), key(1, 0x11));

        byte[] moved = sealing.rewrap(both, CONTEXT, old);

        assertThat(Arrays.copyOfRange(moved, 0, 5)).containsExactly(1, 0, 0, 0, 2);
        assertThat(Arrays.copyOfRange(moved, 65, moved.length)).isEqualTo(Arrays.copyOfRange(old, 65, old.length));
        assertThat(Arrays.copyOfRange(moved, 5, 17)).isNotEqualTo(Arrays.copyOfRange(old, 5, 17));
        assertThat(sealing.open(ring(key(2, 0x22)), CONTEXT, moved)).isEqualTo(VALUE);
        assertThat(sealing.rewrap(both, CONTEXT, old)).isNotEqualTo(moved);
    }

    @Test
    void wrapsNothingAnewThatDoesNotOpen() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        for (int bit = 0; bit < 8 * envelope.length; bit++) {
            byte[] flipped = envelope.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(bit < 8 ? UnknownFormatException.class : UnreadableException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> sealing.rewrap(keys, CONTEXT, flipped));
        }
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> sealing.rewrap(keys, new byte[] {1}, envelope));
    }

    @Test
    void neverOpensADataKeyUnderAKeyForHashes() {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        KeyRing swapped = new KeyRing(
                List.of(new VaultKey(KEK_ID, KeyPurpose.MAC, key(KEK_ID, 0x11).key()), key(1, 0x33)),
                Set.of(KEK_ID, 1));

        assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> sealing.open(swapped, CONTEXT, envelope));
    }

    @Test
    void worksOnAfterAnOpeningThatFailed() throws Exception {
        byte[] envelope = sealing.seal(keys, CONTEXT, VALUE);
        byte[] broken = envelope.clone();
        broken[broken.length - 1] ^= 1;

        assertUnreadable(CONTEXT, broken);
        assertThat(sealing.open(keys, CONTEXT, envelope)).isEqualTo(VALUE);
        assertThat(sealing.open(keys, CONTEXT, sealing.seal(keys, CONTEXT, VALUE)))
                .isEqualTo(VALUE);
    }

    @Test
    void keepsCallsOfManyThreadsApart() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                byte[] context = {(byte) thread};
                byte[] value = new byte[100 + thread];
                Arrays.fill(value, (byte) thread);
                work.add(() -> {
                    for (int round = 0; round < 500; round++) {
                        byte[] envelope = sealing.seal(keys, context, value);
                        assertThat(sealing.open(keys, context, envelope)).isEqualTo(value);
                        assertUnreadable(CONTEXT, envelope);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void letsNobodyOutsideChooseANonceOrADataKey() {
        assertThat(Modifier.isPublic(Randomness.class.getModifiers())).isFalse();
        assertThat(Modifier.isPublic(AesGcm.class.getModifiers())).isFalse();
        for (Class<?> open : List.of(Sealing.class, RootKey.class, VaultKey.class, RawKey.class, KeyRing.class)) {
            for (Constructor<?> constructor : open.getConstructors()) {
                assertThat(constructor.getParameterTypes()).doesNotContain(Randomness.class);
            }
            for (Method method : open.getMethods()) {
                assertThat(method.getParameterTypes()).doesNotContain(Randomness.class);
            }
        }
        List<Method> offered = Arrays.stream(Sealing.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .toList();
        assertThat(offered).extracting(Method::getName).containsExactlyInAnyOrder("seal", "open", "rewrap");
        assertThat(offered).allSatisfy(method -> assertThat(method.getParameterTypes())
                .containsExactly(KeyRing.class, byte[].class, byte[].class));
    }

    private void assertUnreadable(byte[] context, byte[] envelope) {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> sealing.open(keys, context, envelope))
                .withMessage("sealed bytes do not open")
                .withNoCause();
    }

    private static void count(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
    }

    private static KeyRing ring(VaultKey... sealing) {
        List<VaultKey> all = new ArrayList<>(List.of(sealing));
        byte[] bytes = new byte[RawKey.LENGTH];
        Arrays.fill(bytes, (byte) 0x77);
        all.add(new VaultKey(0x7fffffff, KeyPurpose.MAC, RawKey.of(bytes)));
        int newest = Arrays.stream(sealing).mapToInt(VaultKey::id).max().orElseThrow();
        return new KeyRing(all, Set.of(newest, 0x7fffffff));
    }

    private static VaultKey key(int id, int everyByte) {
        byte[] bytes = new byte[RawKey.LENGTH];
        Arrays.fill(bytes, (byte) everyByte);
        return new VaultKey(id, KeyPurpose.SEAL, RawKey.of(bytes));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
}
