package dev.dragops.secrets;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a secret: {@code [A-Z][A-Z0-9_]{0,127}}. */
public record SecretName(String value) implements Comparable<SecretName> {
    private static final Pattern VALID = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");

    public SecretName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("a secret's name is A-Z, 0-9 and _, and starts with a letter");
        }
    }

    /** The name that the text is, empty where it is none. */
    public static Optional<SecretName> parse(String text) {
        return VALID.matcher(text).matches() ? Optional.of(new SecretName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(SecretName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
