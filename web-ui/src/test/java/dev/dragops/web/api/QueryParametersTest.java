package dev.dragops.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dragops.platform.FieldError;
import dev.dragops.web.WebException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
    private final MultivaluedHashMap<String, String> given = new MultivaluedHashMap<>();

    @Test
    void readsWhatIsThere() {
        given.add("limit", "500");
        QueryParameters parameters = new QueryParameters(given);
        assertThat(parameters.number("limit", 1, 500)).contains(500);
        assertThat(parameters.text("cursor")).isEmpty();
        parameters.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "", "x", "1.0", "99999999999999999999", "+5", " 5"})
    void refusesANumberOutOfRangeNamingIt(String text) {
        given.add("limit", text);
        QueryParameters parameters = new QueryParameters(given);
        parameters.number("limit", 1, 500);
        WebException.Invalid refused = catchThrowableOfType(WebException.Invalid.class, parameters::check);
        assertThat(refused.fieldErrors()).extracting(FieldError::field).containsExactly("limit");
    }

    @Test
    void refusesAParameterGivenTwice() {
        given.add("q", "a");
        given.add("q", "b");
        QueryParameters parameters = new QueryParameters(given);
        parameters.text("q");
        WebException.Invalid refused = catchThrowableOfType(WebException.Invalid.class, parameters::check);
        assertThat(refused.fieldErrors()).extracting(FieldError::code).containsExactly("REPEATED");
    }
}
