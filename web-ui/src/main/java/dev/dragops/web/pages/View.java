package dev.dragops.web.pages;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A page to be drawn.
 *
 * @param template the template's name below {@code templates/}, without its ending
 * @param part the fragment of the template that is drawn alone; none where the whole page is
 * @param model what the template knows
 */
public record View(String template, Optional<String> part, Map<String, Object> model) {
    public View(String template, Map<String, Object> model) {
        this(template, Optional.empty(), model);
    }

    public View {
        model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
    }

    /** The same page with one thing more in its model. */
    public View with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(model);
        more.put(name, value);
        return new View(template, part, more);
    }

    /** Of the same page that fragment alone, which htmx puts in the place of the one that the browser shows. */
    public View only(String fragment) {
        return new View(template, Optional.of(fragment), model);
    }
}
