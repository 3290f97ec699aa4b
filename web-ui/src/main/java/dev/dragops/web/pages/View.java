package dev.dragops.web.pages;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page to be drawn.
 *
 * @param template the template's name below {@code templates/}, without its ending
 * @param model what the template knows
 */
public record View(String template, Map<String, Object> model) {
    public View {
        model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
    }

    /** The same page with one thing more in its model. */
    public View with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(model);
        more.put(name, value);
        return new View(template, more);
    }
}
