package dev.dragops.vault.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with nonces of 96 and tags of 128 bits, and no other sizes. Keeps its cipher, since
 * looking one up costs more than a short message does. For one thread at a time.
 */
final class AesGcm {
    static final int NONCE = 12;
    static final int TAG = 16;

    private static final RawKey NO_KEY = RawKey.of(new byte[RawKey.LENGTH]);
    private static final GCMParameterSpec NO_NONCE = new GCMParameterSpec(8 * TAG, new byte[NONCE]);

    private final Cipher cipher;

    AesGcm() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no AES-GCM", impossible);
        }
    }

    /**
     * Writes {@code ciphertext | tag} into {@code out}.
     *
     * @param nonces holds the nonce at {@code nonceAt}; one may never be used twice with a key
     * @param associated the associated data, in pieces that are read as one
     */
    void encrypt(RawKey key, byte[] nonces, int nonceAt, byte[] message, byte[] out, int outAt, byte[]... associated) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonces, nonceAt, NONCE));
            for (byte[] piece : associated) {
                cipher.updateAAD(piece);
            }
            cipher.doFinal(message, 0, message.length, out, outAt);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM failed to encrypt", impossible);
        }
    }

    /**
     * Answers the message of {@code nonce | ciphertext | tag}, which lies in {@code sealed} from {@code from} and is
     * {@code length} bytes long.
     *
     * @throws UnreadableException where key, nonce, ciphertext, tag and associated data do not belong together
     */
    byte[] decrypt(RawKey key, byte[] sealed, int from, int length, byte[]... associated) throws UnreadableException {
        if (length < NONCE + TAG) {
            throw new UnreadableException();
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, sealed, from, NONCE));
            for (byte[] piece : associated) {
                cipher.updateAAD(piece);
            }
            return cipher.doFinal(sealed, from + NONCE, length - NONCE);
        } catch (AEADBadTagException notOurs) {
            throw new UnreadableException();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM failed to decrypt", impossible);
        }
    }

    /** Makes the cipher forget the key that it decrypted with last. One that encrypts forgets it with its next key. */
    void forget() {
        try {
            cipher.init(Cipher.DECRYPT_MODE, NO_KEY, NO_NONCE);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM refused a key", impossible);
        }
    }
}
