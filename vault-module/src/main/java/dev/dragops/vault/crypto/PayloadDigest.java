package dev.dragops.vault.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Tells what an envelope holds from what was in its place before, without any key. */
public final class PayloadDigest {
    private static final int PAYLOAD_AT = Sealing.OVERHEAD - AesGcm.NONCE - AesGcm.TAG;

    private PayloadDigest() {}

    /**
     * SHA-256 over the format and all that lies behind the wrapped data key: sealing a value anew changes it, wrapping
     * the data key anew does not. Over the whole where the format is another.
     */
    public static byte[] of(byte[] envelope) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (envelope.length < Sealing.OVERHEAD || envelope[0] != Sealing.FORMAT) {
                return digest.digest(envelope);
            }
            digest.update(Sealing.FORMAT);
            digest.update(envelope, PAYLOAD_AT, envelope.length - PAYLOAD_AT);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }
}
