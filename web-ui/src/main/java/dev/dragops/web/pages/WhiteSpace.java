package dev.dragops.web.pages;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * White space around a value, found in its bytes in UTF-8: blanks and control characters, and what comes along from web
 * pages and editors and cannot be seen (no-break space, zero-width space, byte order mark).
 */
final class WhiteSpace {
    private static final List<byte[]> UNSEEN = Stream.of("\u00a0", "\u200b", "\ufeff")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    private WhiteSpace() {}

    /** Where the value starts; its length where there is nothing else. */
    static int start(byte[] value) {
        int start = 0;
        while (start < value.length) {
            int length = lengthAt(value, start);
            if (length == 0) {
                return start;
            }
            start += length;
        }
        return start;
    }

    /** Where the value ends. */
    static int end(byte[] value) {
        int end = value.length;
        while (end > 0) {
            int length = lengthBefore(value, end);
            if (length == 0) {
                return end;
            }
            end -= length;
        }
        return end;
    }

    private static int lengthAt(byte[] value, int from) {
        if (isBlank(value[from])) {
            return 1;
        }
        return UNSEEN.stream()
                .filter(unseen -> from + unseen.length <= value.length
                        && Arrays.equals(value, from, from + unseen.length, unseen, 0, unseen.length))
                .mapToInt(unseen -> unseen.length)
                .findFirst()
                .orElse(0);
    }

    private static int lengthBefore(byte[] value, int to) {
        if (isBlank(value[to - 1])) {
            return 1;
        }
        return UNSEEN.stream()
                .filter(unseen ->
                        to >= unseen.length && Arrays.equals(value, to - unseen.length, to, unseen, 0, unseen.length))
                .mapToInt(unseen -> unseen.length)
                .findFirst()
                .orElse(0);
    }

    private static boolean isBlank(byte one) {
        return one >= 0 && one <= ' ';
    }
}
