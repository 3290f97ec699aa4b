package dev.dragops.oauth;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a pack with {@code ${name}} places, for the fields of a connection and for what the provider told of it.
 *
 * @param text as it stands in the pack
 */
public record Template(String text) {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_.-]{0,63})\\}");

    /** The names that it needs. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            names.add(places.group(1));
        }
        return names;
    }

    /**
     * The text with every place filled as it is, for parameters and headers; never for addresses.
     *
     * @throws OAuthException.FieldMissing where a value is missing
     */
    public String fill(Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(values, place.group(1))));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new OAuthException.FieldMissing(name);
        }
        return value;
    }
}
