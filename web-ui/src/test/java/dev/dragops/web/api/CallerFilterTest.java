package dev.dragops.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerFilterTest {
    @Test
    void asksForACallerEverywhereButWhereOneSignsIn() {
        assertThat(CallerFilter.needsCaller("GET", "api/connections")).isTrue();
        assertThat(CallerFilter.needsCaller("GET", "/api/nothing")).isTrue();
        assertThat(CallerFilter.needsCaller("OPTIONS", "api/auth/login")).isTrue();
        assertThat(CallerFilter.needsCaller("GET", "api/auth/register")).isTrue();
        assertThat(CallerFilter.needsCaller("POST", "api/auth/register")).isFalse();
        assertThat(CallerFilter.needsCaller("POST", "/api/auth/login")).isFalse();
        assertThat(CallerFilter.needsCaller("HEAD", "api/auth/providers")).isFalse();
        assertThat(CallerFilter.needsCaller("GET", "connections")).isFalse();
        assertThat(CallerFilter.needsCaller("GET", "health/ready")).isFalse();
    }

    @Test
    void readsTheBearer() {
        assertThat(CallerFilter.bearer(List.of("Bearer drs_abc-_=="))).contains("drs_abc-_==");
        assertThat(CallerFilter.bearer(List.of("bearer drs_abc"))).contains("drs_abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer a,Bearer b", "Bearer ä", "drs_abc"})
    void seesNoBearerInAnythingElse(String header) {
        assertThat(CallerFilter.bearer(List.of(header))).isEmpty();
    }

    @Test
    void believesNoneOfTwoHeaders() {
        assertThat(CallerFilter.bearer(List.of("Bearer a", "Bearer a"))).isEmpty();
        assertThat(CallerFilter.bearer(null)).isEmpty();
    }
}
