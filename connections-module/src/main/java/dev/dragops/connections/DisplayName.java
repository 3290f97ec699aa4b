package dev.dragops.connections;

import dev.dragops.platform.FieldError;
import dev.dragops.platform.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        fault(name).ifPresent(fault -> {
            throw new ConnectionsException.Invalid(
                    List.of(new FieldError("displayName", fault.code(), "displayName " + fault.reason())));
        });
        return name;
    }

    /** Why a text cannot be a label; the reason is to be read after the name of its field. */
    record Fault(String code, String reason) {}

    /** What is wrong with a label that has no white space around it; empty where nothing is. */
    static Optional<Fault> fault(String name) {
        if (name.isEmpty()) {
            return Optional.of(new Fault("REQUIRED", "must not be blank"));
        }
        if (name.codePointCount(0, name.length()) > MAX_LENGTH) {
            return Optional.of(new Fault("TOO_LONG", "must have at most 100 characters"));
        }
        if (VisibleText.isMissingIn(name)) {
            return Optional.of(new Fault("INVALID", "must not hold control characters"));
        }
        if (name.toLowerCase(Locale.ROOT).startsWith("conn_")) {
            return Optional.of(new Fault("INVALID", "must not start with conn_, since nodes would take it for an id"));
        }
        return Optional.empty();
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
}
