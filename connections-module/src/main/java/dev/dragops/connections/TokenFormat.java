package dev.dragops.connections;

import dev.dragops.vault.Plaintext;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How tokens lie inside of their envelope: access token, refresh token and type, each as a length of four bytes,
 * big-endian, and its bytes. A refresh token that is not there has the length -1.
 */
final class TokenFormat {
    private static final int ABSENT = -1;

    private TokenFormat() {}

    /** The bytes to seal; the tokens stay their owner's to wipe. */
    static Plaintext write(Plaintext accessToken, Optional<Plaintext> refreshToken, String tokenType) {
        byte[] type = tokenType.getBytes(StandardCharsets.UTF_8);
        byte[] written = new byte
                [3 * Integer.BYTES
                        + accessToken.length()
                        + refreshToken.map(Plaintext::length).orElse(0)
                        + type.length];
        ByteBuffer buffer = ByteBuffer.wrap(written);
        buffer.putInt(accessToken.length()).put(accessToken.reveal());
        if (refreshToken.isPresent()) {
            buffer.putInt(refreshToken.get().length()).put(refreshToken.get().reveal());
        } else {
            buffer.putInt(ABSENT);
        }
        buffer.putInt(type.length).put(type);
        return Plaintext.of(written);
    }

    /**
     * The tokens that were written; the bytes read from are not wiped.
     *
     * @throws IllegalStateException where the bytes, though authentic, are not of this format
     */
    static Credential.OAuthTokens read(Plaintext written, Optional<Instant> expiresAt) {
        ByteBuffer buffer = ByteBuffer.wrap(written.reveal());
        try {
            Plaintext accessToken = Plaintext.of(take(buffer, buffer.getInt()));
            int length = buffer.getInt();
            Optional<Plaintext> refreshToken =
                    length == ABSENT ? Optional.empty() : Optional.of(Plaintext.of(take(buffer, length)));
            String tokenType = new String(take(buffer, buffer.getInt()), StandardCharsets.UTF_8);
            if (buffer.hasRemaining()) {
                throw new IllegalStateException("tokens are longer than they say");
            }
            return new Credential.OAuthTokens(accessToken, refreshToken, tokenType, expiresAt);
        } catch (BufferUnderflowException cut) {
            throw new IllegalStateException("tokens are shorter than they say", cut);
        }
    }

    /** The lower-case hexadecimal SHA-256 of a token, by which a program names it without telling it. */
    static String fingerprint(Plaintext token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.reveal()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalStateException("tokens are shorter than they say");
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
