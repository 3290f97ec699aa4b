package dev.dragops.connections.packs;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * What a field's value must match as a whole. RE2 matches in time linear in the value, so that no pattern of a pack and
 * no value of a user can hold a thread; what it costs per character is bounded too.
 */
public final class FieldPattern {
    /** In characters. */
    public static final int LONGEST_VALUE = 4096;

    private static final int LONGEST = 512;
    private static final int MOST_STEPS = 4_000;

    private final Pattern pattern;

    private FieldPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * The pattern that a pack writes.
     *
     * @throws IllegalArgumentException saying what is wrong with the pattern, to be read after its name
     */
    public static FieldPattern of(String regex) {
        if (regex.isEmpty() || regex.length() > LONGEST) {
            throw new IllegalArgumentException("must have 1 to " + LONGEST + " characters");
        }
        // before compiling, since (((a{1000}){1000}){1000}) would need more memory than there is
        if (new Size(regex).steps() > MOST_STEPS) {
            throw new IllegalArgumentException("repeats too much: its counts multiply to more than " + MOST_STEPS);
        }
        try {
            return new FieldPattern(Pattern.compile(regex));
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "is not a regular expression in RE2 syntax: "
                            + malformed.getDescription().toLowerCase(Locale.ROOT),
                    malformed);
        }
    }

    /** Whether the whole value matches; a value of more than {@link #LONGEST_VALUE} characters never does. */
    public boolean matches(String value) {
        return value.length() <= LONGEST_VALUE && pattern.matches(value);
    }

    /** How large a pattern becomes once its counted repetitions are written out: about what RE2 makes of it. */
    private static final class Size {
        private final String regex;
        private final Deque<Double> outer = new ArrayDeque<>();
        private double group;
        private double atom;
        private int at;

        Size(String regex) {
            this.regex = regex;
        }

        double steps() {
            while (at < regex.length()) {
                switch (regex.charAt(at)) {
                    case '\\' -> escape();
                    case '[' -> characterClass();
                    case '(' -> open();
                    case ')' -> close();
                    case '{' -> count();
                    default -> atom(1);
                }
            }
            while (!outer.isEmpty()) {
                close();
            }
            return group;
        }

        private void atom(int characters) {
            atom = 1;
            group += atom;
            at += characters;
        }

        private void open() {
            outer.push(group);
            group = 1;
            at++;
        }

        private void close() {
            atom = group;
            group += outer.isEmpty() ? 0 : outer.pop();
            at++;
        }

        /** {@code {n}}, {@code {n,}} or {@code {n,m}}; any other brace is a character. */
        private void count() {
            int end = regex.indexOf('}', at);
            String inside = end < 0 ? "" : regex.substring(at + 1, end);
            if (!inside.matches("\\d{1,9}(,\\d{0,9})?")) {
                atom(1);
                return;
            }
            double most = 1;
            for (String bound : inside.split(",", 0)) {
                most = Math.max(most, Double.parseDouble(bound));
            }
            group += atom * (most - 1);
            atom *= most;
            at = end + 1;
        }

        /** The braces of {@code \p{Greek}} and {@code \x{10FFFF}} are no counts, and all of {@code \Q…\E} is text. */
        private void escape() {
            char kind = at + 1 < regex.length() ? regex.charAt(at + 1) : ' ';
            int end = at + 2;
            if (kind == 'Q') {
                end = regex.indexOf("\\E", at);
                group += (end < 0 ? regex.length() : end) - at;
                end = end < 0 ? regex.length() : end + 2;
            } else if ("pPx".indexOf(kind) >= 0 && regex.startsWith("{", end)) {
                int brace = regex.indexOf('}', end);
                end = brace < 0 ? regex.length() : brace + 1;
            }
            atom(end - at);
        }

        private void characterClass() {
            int end = at + 1;
            end += regex.startsWith("^", end) ? 1 : 0;
            end += regex.startsWith("]", end) ? 1 : 0;
            while (end < regex.length() && regex.charAt(end) != ']') {
                if (regex.startsWith("[:", end) && regex.indexOf(":]", end) > 0) {
                    end = regex.indexOf(":]", end) + 2;
                } else {
                    end += regex.charAt(end) == '\\' ? 2 : 1;
                }
            }
            atom(end + 1 - at);
        }
    }
}
