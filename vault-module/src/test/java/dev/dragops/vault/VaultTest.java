package dev.dragops.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaultTest {
    private static final SealContext CONTEXT = new SealContext("connection", "usr_1", "conn_1", "slack", "api_key", 1);

    private final Vault vault = TestVault.withNewKeys();

    @Test
    void opensWhatItSealed() {
        try (Plaintext value = Plaintext.ofText("xoxb-1234567890");
                Plaintext opened = vault.open(CONTEXT, vault.seal(CONTEXT, value))) {
            assertThat(opened).isEqualTo(value);
            assertThat(opened.revealText()).isEqualTo("xoxb-1234567890");
        }
    }

    @Test
    void refusesAValueMovedToAnyOtherPlace() {
        byte[] envelope = vault.seal(CONTEXT, Plaintext.ofText("xoxb-1234567890"));

        for (SealContext elsewhere : List.of(
                new SealContext("secret", "usr_1", "conn_1", "slack", "api_key", 1),
                new SealContext("connection", "usr_2", "conn_1", "slack", "api_key", 1),
                new SealContext("connection", "usr_1", "conn_2", "slack", "api_key", 1),
                new SealContext("connection", "usr_1", "conn_1", "jira", "api_key", 1),
                new SealContext("connection", "usr_1", "conn_1", "slack", "credentials", 1),
                new SealContext("connection", "usr_1", "conn_1", "slack", "api_key", 2),
                new SealContext("connectio", "nusr_1", "conn_1", "slack", "api_key", 1),
                new SealContext("connection", "conn_1", "usr_1", "slack", "api_key", 1))) {
            assertThatExceptionOfType(VaultException.Unreadable.class)
                    .as(elsewhere.toString())
                    .isThrownBy(() -> vault.open(elsewhere, envelope));
        }
    }

    @Test
    void tellsTheSameOfEverythingUnreadable() {
        byte[] envelope = vault.seal(CONTEXT, Plaintext.ofText("xoxb-1234567890"));
        byte[] flipped = envelope.clone();
        flipped[envelope.length - 1] ^= 1;
        byte[] ofUnknownKey = envelope.clone();
        ofUnknownKey[4] = 99;
        byte[] ofAnotherVault = TestVault.withNewKeys().seal(CONTEXT, Plaintext.ofText("xoxb-1234567890"));

        for (byte[] unreadable : new byte[][] {flipped, ofUnknownKey, ofAnotherVault, {}, {1}}) {
            assertThatExceptionOfType(VaultException.Unreadable.class)
                    .isThrownBy(() -> vault.open(CONTEXT, unreadable))
                    .withMessage("The stored credential cannot be opened.")
                    .withNoCause()
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo("CREDENTIAL_UNREADABLE"));
        }
    }

    @Test
    void tellsAnUnknownFormatApart() {
        byte[] envelope = vault.seal(CONTEXT, Plaintext.ofText("xoxb-1234567890"));
        envelope[0] = 2;

        assertThatExceptionOfType(VaultException.UnknownFormat.class)
                .isThrownBy(() -> vault.open(CONTEXT, envelope))
                .withNoCause()
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("CREDENTIAL_FORMAT_UNKNOWN"));
    }

    @Test
    void refusesToSealAValueThatWasWiped() {
        Plaintext value = Plaintext.ofText("xoxb-1234567890");
        value.close();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> vault.seal(CONTEXT, value));
    }

    @Test
    void hashesTheSameEachTimeAndDifferentlyForEachPurposeMessageAndVault() {
        byte[] message = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] hash = vault.mac("idempotency", message);

        assertThat(hash).hasSize(32).isEqualTo(vault.mac("idempotency", message));
        assertThat(vault.mac("idempotenc", "y{}".getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(hash);
        assertThat(vault.mac("throttle", message)).isNotEqualTo(hash);
        assertThat(vault.mac("idempotency", new byte[0])).isNotEqualTo(hash);
        assertThat(TestVault.withNewKeys().mac("idempotency", message)).isNotEqualTo(hash);
    }

    @Test
    void isReadyUntilItIsStopped() {
        assertThat(vault.readiness()).isEqualTo(new Readiness(true, TestVault.FINGERPRINT, 2));

        vault.stop();

        assertThat(vault.readiness()).isEqualTo(new Readiness(false, "", 0));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> vault.seal(CONTEXT, Plaintext.ofText("a")));
    }
}
