package dev.dragops.connections;

import dev.dragops.platform.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Rules of the label by which nodes reference a connection. */
final class DisplayName {
    static final int MAX_LENGTH = 100;

    private static final int ROOM_FOR_NUMBER = 10;

    private DisplayName() {}

    /**
     * The label as it is kept: without white space around it.
     *
     * @throws ConnectionsException.Invalid where it is empty, too long, holds control characters or looks like an id
     */
    static String of(String text) {
        String name = text.strip();
        if (name.isEmpty()) {
            throw invalid("REQUIRED", "displayName must not be blank");
        }
        if (name.codePointCount(0, name.length()) > MAX_LENGTH) {
            throw invalid("TOO_LONG", "displayName must have at most 100 characters");
        }
        if (name.codePoints().anyMatch(DisplayName::isUnprintable)) {
            throw invalid("INVALID", "displayName must not hold control characters");
        }
        if (name.toLowerCase(Locale.ROOT).startsWith("conn_")) {
            throw invalid("INVALID", "displayName must not start with conn_, since nodes would take it for an id");
        }
        return name;
    }

    /** What a default label starts with: the provider's name, cut so that a number still fits behind it. */
    static String base(String providerName) {
        String name = providerName.strip();
        return name.codePointCount(0, name.length()) <= MAX_LENGTH - ROOM_FOR_NUMBER
                ? name
                : name.substring(0, name.offsetByCodePoints(0, MAX_LENGTH - ROOM_FOR_NUMBER))
                        .strip();
    }

    /** The first of {@code base}, {@code base 2}, {@code base 3} … that is not taken, whatever the case. */
    static String free(String base, List<String> taken) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(taken);
        String name = base;
        for (int number = 2; names.contains(name); number++) {
            name = base + " " + number;
        }
        return name;
    }

    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || (type == Character.FORMAT && codePoint != 0x200D); // emoji are joined by U+200D
    }

    private static ConnectionsException.Invalid invalid(String code, String message) {
        return new ConnectionsException.Invalid(List.of(new FieldError("displayName", code, message)));
    }
}
