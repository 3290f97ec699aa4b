package dev.dragops.connections;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What kind of text a field holds. Whether an address may be called is decided where the call is made. */
enum FieldFormat {
    TEXT("text"),
    /** Absolute, http or https, with a host and without user information. */
    URL("an http or https address, such as https://example.com"),
    EMAIL("an e-mail address"),
    /** As RFC 1123, section 2.1: letters, digits and hyphens between dots. */
    HOSTNAME("a host name, such as example.com");

    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_HOSTNAME = 253;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private final String words;

    FieldFormat(String words) {
        this.words = words;
    }

    /** The format that packs call so. */
    static Optional<FieldFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** What it is, to be read after "must be". */
    String words() {
        return words;
    }

    boolean accepts(String value) {
        return switch (this) {
            case TEXT -> true;
            case URL -> isWebAddress(value);
            case EMAIL -> isEmail(value);
            case HOSTNAME -> isHostname(value);
        };
    }

    private static boolean isWebAddress(String value) {
        if (value.length() > LONGEST_URL) {
            return false;
        }
        try {
            URI uri = new URI(value);
            return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null;
        } catch (URISyntaxException notAUri) {
            return false;
        }
    }

    /** Only what a typing slip breaks: which addresses exist, their server alone knows. */
    private static boolean isEmail(String value) {
        int at = value.indexOf('@');
        return value.length() <= LONGEST_EMAIL
                && at > 0
                && at == value.lastIndexOf('@')
                && at < value.length() - 1
                && value.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    private static boolean isHostname(String value) {
        return value.length() <= LONGEST_HOSTNAME
                && Arrays.stream(value.split("\\.", -1))
                        .allMatch(label -> LABEL.matcher(label).matches());
    }
}
