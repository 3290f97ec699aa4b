package dev.dragops.connections;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of an external service: {@code [a-z][a-z0-9-]{0,63}}. */
public record Provider(String value) {
    private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    public Provider {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("a provider's name is a-z, 0-9 and -, and starts with a letter");
        }
    }

    /** The provider that the text names, empty where it is no such name. */
    public static Optional<Provider> parse(String text) {
        return VALID.matcher(text).matches() ? Optional.of(new Provider(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
