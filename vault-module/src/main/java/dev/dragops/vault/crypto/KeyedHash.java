package dev.dragops.vault.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/** HMAC-SHA-256 (RFC 2104) over {@code length of domain(4) | domain | message}, so that no two domains ever collide. */
public final class KeyedHash {
    private KeyedHash() {}

    /** The 32 bytes for this message under the ring's key for hashes. */
    public static byte[] of(KeyRing keys, byte[] domain, byte[] message) {
        return of(keys.mac().key(), domain, message);
    }

    static byte[] of(RawKey key, byte[] domain, byte[] message) {
        if (domain.length == 0) {
            throw new IllegalArgumentException("nothing is hashed without a purpose");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, domain.length));
            mac.update(domain);
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", impossible);
        }
    }
}
