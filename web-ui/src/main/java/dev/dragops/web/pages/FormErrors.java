package dev.dragops.web.pages;

import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What is wrong with a form.
 *
 * @param byField one sentence for each field that is wrong, by its name in the form
 * @param whole what is wrong with the form as a whole, empty where nothing is
 */
record FormErrors(Map<String, String> byField, String whole) {
    FormErrors {
        byField = Collections.unmodifiableMap(new LinkedHashMap<>(byField));
    }

    static FormErrors none() {
        return new FormErrors(Map.of(), "");
    }

    static FormErrors whole(String message) {
        return new FormErrors(Map.of(), message);
    }

    static FormErrors field(String name, String message) {
        return new FormErrors(Map.of(name, message), "");
    }

    /**
     * What a module refused. Where it names fields that the form has, the sentences stand beside them; what is left is
     * told of the whole.
     *
     * @param shown the names of the fields that the form shows
     * @param formName what the form calls a field that the module names
     */
    static FormErrors of(DragopsException refused, List<String> shown, UnaryOperator<String> formName) {
        Map<String, String> byField = new LinkedHashMap<>();
        StringBuilder rest = new StringBuilder();
        for (FieldError error : refused.fieldErrors()) {
            String name = formName.apply(error.field());
            if (shown.contains(name)) {
                byField.putIfAbsent(name, error.message());
            } else {
                rest.append(rest.isEmpty() ? "" : " ").append(error.message());
            }
        }
        return new FormErrors(byField, byField.isEmpty() && rest.isEmpty() ? refused.getMessage() : rest.toString());
    }

    String of(String field) {
        return byField.getOrDefault(field, "");
    }

    boolean isEmpty() {
        return byField.isEmpty() && whole.isEmpty();
    }
}
