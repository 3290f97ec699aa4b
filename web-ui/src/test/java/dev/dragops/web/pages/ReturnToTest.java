package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnToTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/connections",
                "/connections?q=slack&status=active",
                "/connections/conn_01jd3v5w0c8m2xq6d9k4t7h1zr",
                "/secrets?environment=env_01jd3v5w0c8m2xq6d9k4t7h1zr",
                "/connections?q=%2F%2Fevil.example"
            })
    void keepsAPathOfOurs(String path) {
        assertThat(ReturnTo.safe(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "connections",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "/\r\nSet-Cookie: a=b",
                " //evil.example",
                "/ /evil",
                "https://evil.example/",
                "https:/evil.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "/connections\u0000",
                "/ünïcode",
                "/%",
                "/%zz",
                "/api/connections",
                "/openapi",
                "/sign-in",
                "/sign-in?returnTo=/sign-in",
                "/sign-out"
            })
    void goesHomeInsteadOfAnywhereElse(String path) {
        assertThat(ReturnTo.safe(path)).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1025, 100_000})
    void goesHomeInsteadOfFarAway(int length) {
        assertThat(ReturnTo.safe("/" + "a".repeat(length))).isEqualTo("/");
    }
}
