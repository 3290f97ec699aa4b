package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

class RoutesTest {
    @SuppressWarnings("UnusedMethod") // asked for by their names
    @Path("api/things")
    static class Things {
        @Path("{id: thing_[^/]*}/parts/{name}")
        void part() {}

        @Path("/")
        void all() {}

        void many() {}
    }

    private static String route(String method) throws NoSuchMethodException {
        return Routes.route(Things.class, Things.class.getDeclaredMethod(method));
    }

    @Test
    void keepsTheNamesOfWhatStandsInAPathAndNothingElse() throws NoSuchMethodException {
        assertThat(route("part")).isEqualTo("/api/things/{id}/parts/{name}");
        assertThat(route("all")).isEqualTo("/api/things");
        assertThat(route("many")).isEqualTo("/api/things");
    }
}
