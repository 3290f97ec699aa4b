package dev.dragops.vault;

import dev.dragops.vault.crypto.PayloadDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Tells an envelope from the ones that were in its place before, without its key: sealing anew changes it, wrapping the
 * data key anew does not.
 *
 * @param hex 64 lower-case hex digits
 */
public record EnvelopeDigest(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** Stands where there is no envelope any more. */
    public static final EnvelopeDigest NONE = new EnvelopeDigest("0".repeat(64));

    public EnvelopeDigest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a digest has 64 hex digits");
        }
    }

    public static EnvelopeDigest of(byte[] envelope) {
        return new EnvelopeDigest(HexFormat.of().formatHex(PayloadDigest.of(envelope)));
    }
}
