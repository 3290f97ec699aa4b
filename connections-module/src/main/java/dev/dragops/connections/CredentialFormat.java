package dev.dragops.connections;

import dev.dragops.vault.Plaintext;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a credential lies inside of its envelope. An API key is its bytes. Fields are a count and then, for each, name
 * and value, every length as four bytes, big-endian: no text format, since that would leave copies of the values in
 * strings that nothing can wipe.
 */
final class CredentialFormat {
    private CredentialFormat() {}

    /** The bytes to seal; the credential stays its owner's to wipe. */
    static Plaintext write(Credential credential) {
        return switch (credential.type()) {
            case API_KEY ->
                Plaintext.of(((Credential.ApiKey) credential).key().reveal().clone());
            case CREDENTIALS -> writeFields(((Credential.Fields) credential).values());
            case OAUTH -> throw new IllegalArgumentException("tokens are not written here");
        };
    }

    private static Plaintext writeFields(Map<String, Plaintext> values) {
        int size = Integer.BYTES;
        for (Map.Entry<String, Plaintext> field : values.entrySet()) {
            size += 2 * Integer.BYTES
                    + utf8(field.getKey()).length
                    + field.getValue().length();
        }
        byte[] written = new byte[size];
        ByteBuffer buffer = ByteBuffer.wrap(written).putInt(values.size());
        values.forEach((name, value) -> {
            put(buffer, utf8(name));
            put(buffer, value.reveal());
        });
        return Plaintext.of(written);
    }

    /**
     * The credential that was written; the bytes read from are not wiped.
     *
     * @throws IllegalStateException where the bytes, though authentic, are not of this format
     */
    static Credential read(ConnectionType type, Plaintext written) {
        return switch (type) {
            case API_KEY -> new Credential.ApiKey(Plaintext.of(written.reveal().clone()));
            case CREDENTIALS -> new Credential.Fields(readFields(ByteBuffer.wrap(written.reveal())));
            case OAUTH -> throw new IllegalArgumentException("tokens are not read here");
        };
    }

    private static Map<String, Plaintext> readFields(ByteBuffer buffer) {
        try {
            Map<String, Plaintext> values = new LinkedHashMap<>();
            for (int remaining = buffer.getInt(); remaining > 0; remaining--) {
                String name = new String(take(buffer), StandardCharsets.UTF_8);
                values.put(name, Plaintext.of(take(buffer)));
            }
            if (buffer.hasRemaining()) {
                throw new IllegalStateException("a credential is longer than its fields");
            }
            return values;
        } catch (BufferUnderflowException cut) {
            throw new IllegalStateException("a credential is shorter than its fields", cut);
        }
    }

    private static void put(ByteBuffer buffer, byte[] bytes) {
        buffer.putInt(bytes.length).put(bytes);
    }

    private static byte[] take(ByteBuffer buffer) {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalStateException("a credential is shorter than its fields");
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
