package dev.dragops.connections;

import dev.dragops.connections.ConnectionQuery.Sort;
import dev.dragops.platform.FieldError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a page of a list ended: the sort key of its last row, which no two rows of a user share.
 *
 * @param after the values of {@link #columns}
 */
record Cursor(Sort sort, List<Object> after) {
    private static final String BETWEEN = "|";
    /** Microseconds of a DATETIME; with a digit more the year would have five. */
    private static final Pattern MICROSECONDS = Pattern.compile("\\d{1,16}");

    Cursor {
        after = List.copyOf(after);
    }

    static Cursor of(Sort sort, ConnectionStore.Row last) {
        return new Cursor(
                sort,
                switch (sort) {
                    case CREATED, NEWEST -> List.of(last.position());
                    case NAME, NAME_DESCENDING -> List.of(last.displayName());
                    case PROVIDER, PROVIDER_DESCENDING -> List.of(last.provider(), last.displayName());
                    case CHANGED, LATEST_CHANGE -> List.of(last.updatedAt(), last.position());
                });
    }

    /**
     * Reads the cursor of a list that was sorted in that way.
     *
     * @throws ConnectionsException.Invalid where it is none
     */
    static Cursor parse(Sort sort, String text) {
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            String prefix = sort.wire() + ":";
            if (decoded.startsWith(prefix)) {
                Optional<List<Object>> after = after(sort, decoded.substring(prefix.length()));
                if (after.isPresent()) {
                    return new Cursor(sort, after.get());
                }
            }
        } catch (IllegalArgumentException notOurs) {
            // told below
        }
        throw new ConnectionsException.Invalid(List.of(
                new FieldError("cursor", "INVALID", "cursor must be the nextCursor of a list with the same sort")));
    }

    private static Optional<List<Object>> after(Sort sort, String text) {
        int end = text.indexOf(BETWEEN);
        String first = end < 0 ? text : text.substring(0, end);
        String second = end < 0 ? "" : text.substring(end + BETWEEN.length());
        return switch (sort) {
            case CREATED, NEWEST -> Optional.of(List.of(Long.valueOf(text)));
            case NAME, NAME_DESCENDING -> Optional.of(List.of(text));
            case PROVIDER, PROVIDER_DESCENDING ->
                Provider.parse(first).map(provider -> List.of(provider.value(), second));
            case CHANGED, LATEST_CHANGE ->
                Optional.of(first)
                        .filter(MICROSECONDS.asMatchPredicate())
                        .map(at -> List.of(
                                Instant.EPOCH.plus(Long.parseLong(at), ChronoUnit.MICROS), Long.valueOf(second)));
        };
    }

    String text() {
        String values = after.stream()
                .map(value -> value instanceof Instant at ? Long.toString(microseconds(at)) : value.toString())
                .collect(Collectors.joining(BETWEEN));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((sort.wire() + ":" + values).getBytes(StandardCharsets.UTF_8));
    }

    private static long microseconds(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** What is sorted by. */
    static List<String> columns(Sort sort) {
        return switch (sort) {
            case CREATED, NEWEST -> List.of("c.position");
            case NAME, NAME_DESCENDING -> List.of("c.displayName");
            case PROVIDER, PROVIDER_DESCENDING -> List.of("c.provider", "c.displayName");
            case CHANGED, LATEST_CHANGE -> List.of("c.updatedAt", "c.position");
        };
    }

    /** What holds of the rows that come after, with {@code :after0} and so on for the values. */
    String condition() {
        String beyond = sort.isDescending() ? " < " : " > ";
        List<String> columns = columns(sort);
        if (columns.size() == 1) {
            return columns.get(0) + beyond + ":after0";
        }
        // the first part alone makes a range of the index; an OR at the top would not
        return columns.get(0) + beyond.stripTrailing() + "= :after0 and (" + columns.get(0) + beyond + ":after0 or "
                + columns.get(1) + beyond + ":after1)";
    }

    static String order(Sort sort) {
        List<String> columns = new ArrayList<>(columns(sort));
        columns.replaceAll(column -> column + (sort.isDescending() ? " desc" : ""));
        return String.join(", ", columns);
    }
}
