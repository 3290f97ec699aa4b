package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/** What holds of every answer, whatever was asked. */
final class Invariants {
    private static final Pattern INSIDES = Pattern.compile(
            "(?i)\\bSQL|Exception|\\bat (dev|java|jakarta|org)\\.|java\\.lang|hibernate|mariadb|undertow|RESTEASY|grizzly"
                    + "|payara|wildfly|org\\.jboss");

    private Invariants() {}

    static void check(String path, Answer answer) {
        if (path.startsWith("/openapi")) {
            return; // the server's own answer, which no code of ours sees
        }
        assertThat(answer.header("X-Request-Id")).as(answer.request()).matches("[A-Za-z0-9._-]{1,64}");
        assertThat(answer.header("X-Content-Type-Options")).as(answer.request()).isEqualTo("nosniff");
        assertThat(answer.header("Server")).as(answer.request()).doesNotContain(".");
        assertThat(answer.headers().map()).as(answer.request()).doesNotContainKey("x-powered-by");
        if (path.startsWith("/api/")) {
            assertThat(answer.header("Cache-Control")).as(answer.request()).contains("no-store");
            assertThat(answer.headers().map()).as(answer.request()).doesNotContainKey("set-cookie");
        }
        if (answer.status() == 401) {
            assertThat(answer.header("WWW-Authenticate")).as(answer.request()).startsWith("Bearer");
        }
        if (answer.status() == 204) {
            assertThat(answer.length()).as(answer.request()).isZero();
        }
        if (answer.status() >= 400) {
            assertThat(answer.body()).as(answer.request()).doesNotContainPattern(INSIDES);
            if (path.startsWith("/api/")) {
                checkProblem(answer);
            }
        }
    }

    /** RFC 9457, with the contract's {@code error} and our {@code code}. */
    private static void checkProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).as(answer.request()).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).as(answer.request()).isEqualTo(answer.status());
        assertThat(answer.text("/code")).as(answer.request()).matches("[A-Z][A-Z_]*");
        assertThat(answer.text("/error")).as(answer.request()).isNotBlank();
        assertThat(answer.text("/title")).as(answer.request()).isNotBlank();
        assertThat(answer.text("/type")).as(answer.request()).isNotBlank();
        assertThat(answer.text("/requestId")).as(answer.request()).isEqualTo(answer.header("X-Request-Id"));
    }
}
