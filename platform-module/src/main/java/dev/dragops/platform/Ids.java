package dev.dragops.platform;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Ids on the wire: a prefix that names the kind, and a ULID in lower case (48 bits of time, 80 of chance), so that one
 * kind never stands for another and rows of one table are inserted near each other.
 */
public final class Ids {
    private static final int ULID_LENGTH = 26;

    /** Of Crockford's base 32, in lower case. */
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    private Ids() {}

    /** A new id, such as {@code conn_01jd3v5w0c8m2xq6d9k4t7h1zr}. */
    public static String next(String prefix) {
        return prefix + '_' + UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
    }

    /** The id that stands for the first 16 of those bytes, always the same, where an id must not be made twice. */
    public static String of(String prefix, byte[] bytes) {
        return prefix + '_' + Ulid.from(Arrays.copyOf(bytes, 16)).toString().toLowerCase(Locale.ROOT);
    }

    /** Whether the text could have been made by {@link #next} with that prefix. */
    public static boolean isValid(String prefix, String text) {
        int ulid = prefix.length() + 1;
        return text.length() == ulid + ULID_LENGTH
                && text.startsWith(prefix)
                && text.charAt(prefix.length()) == '_'
                && text.charAt(ulid) <= '7'
                && isOfDigits(text, ulid);
    }

    /** By hand, since ids are read many times in each request. */
    private static boolean isOfDigits(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (DIGITS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The text where it is an id of that kind; an id of a typed record is made from the answer. */
    public static Optional<String> parse(String prefix, String text) {
        return isValid(prefix, text) ? Optional.of(text) : Optional.empty();
    }

    /**
     * The text itself, for the compact constructor of a typed id.
     *
     * @throws IllegalArgumentException where it is not an id of that kind; the text is not repeated
     */
    public static String require(String prefix, String text) {
        if (!isValid(prefix, text)) {
            throw new IllegalArgumentException("not an id that starts with " + prefix + "_");
        }
        return text;
    }
}
