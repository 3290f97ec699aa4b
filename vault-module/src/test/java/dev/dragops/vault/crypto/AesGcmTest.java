package dev.dragops.vault.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against the vectors of Project Wycheproof, as far as they have our sizes of key, nonce and tag. */
class AesGcmTest {
    private final AesGcm cipher = new AesGcm();

    @Test
    void agreesWithWycheproof() throws Exception {
        List<String[]> vectors = vectors();
        assertThat(vectors).hasSize(66);
        for (String[] vector : vectors) {
            RawKey key = RawKey.of(hex(vector[4]));
            byte[] nonce = hex(vector[5]);
            byte[] associated = hex(vector[6]);
            byte[] message = hex(vector[7]);
            byte[] sealed = hex(dash(vector[5]) + dash(vector[8]) + dash(vector[9]));
            if (vector[10].equals("valid")) {
                assertThat(cipher.decrypt(key, sealed, 0, sealed.length, associated))
                        .as("opening vector %s", vector[0])
                        .isEqualTo(message);
                byte[] out = Arrays.copyOf(nonce, AesGcm.NONCE + message.length + AesGcm.TAG);
                cipher.encrypt(key, nonce, 0, message, out, AesGcm.NONCE, associated);
                assertThat(out).as("sealing vector %s", vector[0]).isEqualTo(sealed);
            } else {
                assertThatExceptionOfType(UnreadableException.class)
                        .as("vector %s", vector[0])
                        .isThrownBy(() -> cipher.decrypt(key, sealed, 0, sealed.length, associated));
            }
        }
    }

    @Test
    void readsAssociatedDataInPiecesAsOne() throws Exception {
        RawKey key = RawKey.of(new byte[RawKey.LENGTH]);
        byte[] sealed = new byte[AesGcm.NONCE + 1 + AesGcm.TAG];
        cipher.encrypt(key, sealed, 0, new byte[] {9}, sealed, AesGcm.NONCE, new byte[] {1}, new byte[] {2, 3});

        assertThat(cipher.decrypt(key, sealed, 0, sealed.length, new byte[] {1, 2, 3}))
                .containsExactly(9);
    }

    @Test
    void refusesANonceThatItsKeyHasJustUsed() {
        RawKey key = RawKey.of(new byte[RawKey.LENGTH]);
        byte[] out = new byte[1 + AesGcm.TAG];
        cipher.encrypt(key, new byte[AesGcm.NONCE], 0, new byte[] {9}, out, 0);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> cipher.encrypt(key, new byte[AesGcm.NONCE], 0, new byte[] {8}, out, 0));
    }

    private static List<String[]> vectors() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AesGcmTest.class.getResourceAsStream("wycheproof-aes-gcm.tsv")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.split("\t", -1))
                    .filter(vector -> vector[1].equals("256") && vector[2].equals("96") && vector[3].equals("128"))
                    .toList();
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(dash(text));
    }

    private static String dash(String text) {
        return text.equals("-") ? "" : text;
    }
}
