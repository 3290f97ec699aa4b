package dev.dragops.vault;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a sealed value belongs to. It is bound into the envelope as associated data, so a value that someone with access
 * to the database moves elsewhere does not open there. Every part is mandatory.
 *
 * @param purpose which table: {@code connection}, {@code secret}
 * @param owner the id of the user or environment that it belongs to
 * @param record the id of the row
 * @param kind the provider, or what the row has in place of one
 * @param name the type of the credential, or the secret's name
 * @param version the credential version, from 1; moves only when the value does
 */
public record SealContext(String purpose, String owner, String record, String kind, String name, long version) {
    public SealContext {
        requireText("purpose", purpose);
        requireText("owner", owner);
        requireText("record", record);
        requireText("kind", kind);
        requireText("name", name);
        if (version < 1) {
            throw new IllegalArgumentException("a seal context's version starts at 1");
        }
    }

    private static void requireText(String part, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a seal context needs its " + part);
        }
        utf8(part, text);
    }

    /** Each part as {@code length(4) | bytes}, in the order of the components; the version as 8 bytes, big-endian. */
    byte[] encoded() {
        ByteBuffer[] parts = {
            utf8("purpose", purpose),
            utf8("owner", owner),
            utf8("record", record),
            utf8("kind", kind),
            utf8("name", name)
        };
        int size = Integer.BYTES + Long.BYTES;
        for (ByteBuffer part : parts) {
            size += Integer.BYTES + part.remaining();
        }
        ByteBuffer encoded = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            encoded.putInt(part.remaining()).put(part);
        }
        return encoded.putInt(Long.BYTES).putLong(version).array();
    }

    private static ByteBuffer utf8(String part, String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException loneSurrogate) {
            // replacing what UTF-8 cannot say would make two contexts one
            throw new IllegalArgumentException("a seal context's " + part + " is not valid Unicode");
        }
    }
}
