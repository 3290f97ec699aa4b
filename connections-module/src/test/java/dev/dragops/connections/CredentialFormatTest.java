package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.dragops.vault.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialFormatTest {
    private static final byte[] JIRA = HexFormat.of()
            .parseHex("00000002" + "00000005656d61696c" + "00000003614062" + "00000005746f6b656e" + "00000002000a");

    @Test
    void keepsAnApiKeyByteForByte() {
        byte[] key = {0, 13, 10, -16, -97, -108, -111};

        Credential read = reread(new Credential.ApiKey(Plaintext.of(key.clone())));

        assertThat(((Credential.ApiKey) read).key().reveal()).isEqualTo(key);
    }

    @Test
    void keepsFieldsInTheirOrderByteForByte() {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        values.put("z-last-by-name", Plaintext.ofText("first"));
        values.put("a", Plaintext.of(new byte[] {0}));
        values.put("größe", Plaintext.ofText("🔑\r\n"));

        Map<String, Plaintext> read = ((Credential.Fields) reread(new Credential.Fields(values))).values();

        assertThat(read.keySet()).containsExactly("z-last-by-name", "a", "größe");
        assertThat(read.get("a").reveal()).containsExactly(0);
        assertThat(read.get("größe").revealText()).isEqualTo("🔑\r\n");
    }

    @Test
    void neverChangesItsBytes() {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        values.put("email", Plaintext.of("a@b".getBytes(StandardCharsets.UTF_8)));
        values.put("token", Plaintext.of(new byte[] {0, 10}));

        assertThat(CredentialFormat.write(new Credential.Fields(values)).reveal())
                .isEqualTo(JIRA);
    }

    @Test
    void refusesBytesThatWereCutAnywhereOrHaveMore() {
        for (int length = 0; length < JIRA.length; length++) {
            byte[] cut = Arrays.copyOf(JIRA, length);
            assertThatIllegalStateException().as("%d bytes", length).isThrownBy(() -> readFields(cut));
        }
        assertThatIllegalStateException().isThrownBy(() -> readFields(Arrays.copyOf(JIRA, JIRA.length + 1)));
    }

    @Test
    void wipingTheSealedFormLeavesTheCredentialAlone() {
        Credential.ApiKey key = new Credential.ApiKey(Plaintext.ofText("xoxb-1"));

        CredentialFormat.write(key).close();

        assertThat(key.key().revealText()).isEqualTo("xoxb-1");
    }

    private static Credential reread(Credential credential) {
        return CredentialFormat.read(credential.type(), CredentialFormat.write(credential));
    }

    private static void readFields(byte[] bytes) {
        CredentialFormat.read(ConnectionType.CREDENTIALS, Plaintext.of(bytes));
    }
}
