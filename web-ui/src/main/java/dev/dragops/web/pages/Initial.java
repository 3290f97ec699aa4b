package dev.dragops.web.pages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands for a name in a round badge: its first character as people see it, whole also where it is an emoji. */
final class Initial {
    /** An extended grapheme cluster of Unicode Standard Annex #29. */
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    private Initial() {}

    /** Empty where the name is. */
    static String of(String name) {
        Matcher first = CHARACTER.matcher(name);
        return first.find() ? first.group() : "";
    }
}
