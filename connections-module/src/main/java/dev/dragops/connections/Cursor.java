package dev.dragops.connections;

import dev.dragops.connections.ConnectionQuery.Sort;
import dev.dragops.platform.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Where a page of a list ended: the sort key of its last row, which no two rows of a user share. */
record Cursor(Sort sort, Object after) {
    static Cursor of(Sort sort, ConnectionStore.Row last) {
        return new Cursor(sort, byName(sort) ? last.displayName() : last.position());
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
                String after = decoded.substring(prefix.length());
                return new Cursor(sort, byName(sort) ? after : (Object) Long.valueOf(after));
            }
        } catch (IllegalArgumentException notOurs) {
            // told below
        }
        throw new ConnectionsException.Invalid(List.of(
                new FieldError("cursor", "INVALID", "cursor must be the nextCursor of a list with the same sort")));
    }

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((sort.wire() + ":" + after).getBytes(StandardCharsets.UTF_8));
    }

    static String column(Sort sort) {
        return byName(sort) ? "c.displayName" : "c.position";
    }

    private static boolean byName(Sort sort) {
        return sort == Sort.NAME || sort == Sort.NAME_DESCENDING;
    }
}
