package dev.dragops.web.api;

import dev.dragops.platform.FieldError;
import dev.dragops.web.WebException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parameters of a query, each at most once. Collects what is wrong, as {@link JsonBody} does. */
final class QueryParameters {
    private final Map<String, List<String>> parameters;
    private final List<FieldError> errors = new ArrayList<>();

    QueryParameters(MultivaluedMap<String, String> parameters) {
        this.parameters = parameters;
    }

    /** The text of a parameter; empty where it is missing. */
    Optional<String> text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            reject(name, "REPEATED", "This parameter may be given once only");
        }
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** A parameter in another type, which has no value for a text that makes no sense. */
    <T> Optional<T> as(String name, Function<String, Optional<T>> parse, String expectation) {
        Optional<String> text = text(name);
        Optional<T> value = text.flatMap(parse);
        if (text.isPresent() && value.isEmpty()) {
            reject(name, "INVALID", expectation);
        }
        return value;
    }

    /** A whole number in a range, both ends included. */
    Optional<Integer> number(String name, int least, int most) {
        return as(
                name,
                text -> Optional.of(text)
                        .filter(digits -> digits.matches("\\d{1,9}"))
                        .map(Integer::valueOf)
                        .filter(number -> number >= least && number <= most),
                "This must be a number from " + least + " to " + most);
    }

    /** Whether a parameter is {@code true}; it is not where it is missing. */
    boolean flag(String name) {
        return as(
                        name,
                        text -> Optional.of(text)
                                .filter(List.of("true", "false")::contains)
                                .map(Boolean::valueOf),
                        "This must be true or false")
                .orElse(false);
    }

    private void reject(String name, String code, String message) {
        errors.add(new FieldError(name, code, message));
    }

    /**
     * Ends the reading.
     *
     * @throws WebException.Invalid naming every parameter that is wrong
     */
    void check() {
        if (!errors.isEmpty()) {
            throw new WebException.Invalid(errors);
        }
    }
}
