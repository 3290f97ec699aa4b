package dev.dragops.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client presents: 256 random bits behind a prefix that tells its kind, and that scanners for leaked secrets
 * can look for. A plain SHA-256 is enough to store, since 256 bits cannot be guessed.
 */
final class Bearer {
    enum Kind {
        SESSION("drs_"),
        API_TOKEN("drt_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final int HINT_LENGTH = 10;
    private static final Pattern RANDOM_PART = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Kind kind;
    private final String text;

    private Bearer(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    static Bearer next(Kind kind) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return new Bearer(
                kind, kind.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** Empty where the text cannot be one, so that no query is spent on it. */
    static Optional<Bearer> parse(String text) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.prefix)
                    && RANDOM_PART.matcher(text.substring(kind.prefix.length())).matches()) {
                return Optional.of(new Bearer(kind, text));
            }
        }
        return Optional.empty();
    }

    Kind kind() {
        return kind;
    }

    /** To be shown to its owner once. */
    String text() {
        return text;
    }

    /** The first characters: enough to tell one from another, far from enough to guess the rest. */
    String hint() {
        return text.substring(0, HINT_LENGTH);
    }

    byte[] hash() {
        return sha256(text);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "Bearer[redacted]";
    }
}
