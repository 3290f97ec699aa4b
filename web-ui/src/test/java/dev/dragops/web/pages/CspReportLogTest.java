package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.web.WebException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CspReportLogTest {
    private final List<String> lines = new ArrayList<>();
    private Instant now = Instant.parse("2026-02-15T10:00:00Z");
    private final CspReportLog log = new CspReportLog(
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            },
            lines::add);

    @Test
    void keepsWhatWasStoppedAndNoQuery() {
        note("""
                {"csp-report":{"document-uri":"http://localhost/connections?q=secret#x","effective-directive":
                "script-src-elem","original-policy":"default-src 'none'","blocked-uri":"inline","line-number":7}}""");

        assertThat(lines)
                .containsExactly("{\"event\":\"CSP report\",\"document\":\"http://localhost/connections\","
                        + "\"directive\":\"script-src-elem\",\"blocked\":\"inline\",\"line\":\"7\"}");
    }

    @Test
    void takesSeveralInOneRequest() {
        note("""
                [{"type":"csp-violation","age":1,"url":"http://localhost/a?b","user_agent":"x","body":
                {"blockedURL":"https://evil.example/x.js?k=v","effectiveDirective":"script-src","lineNumber":1}},
                {"type":"csp-violation","body":{"blockedURL":"eval"}}]""");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("https://evil.example/x.js").doesNotContain("k=v", "user_agent");
        assertThat(lines.get(1)).isEqualTo("{\"event\":\"CSP report\",\"blocked\":\"eval\"}");
    }

    @Test
    void writesOneShortLineOfWhateverComes() {
        note("{\"csp-report\":{\"blocked-uri\":\"" + "a\\r\\n\\u2028".repeat(1000) + "\"}}");

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).hasSizeLessThan(300).doesNotContain("\r", "\n", "\u2028");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{", "{\"a\":1}}", "[[[[[[[[[[]]]]]]]]]]"})
    void refusesWhatIsNoReport(String body) {
        assertThatThrownBy(() -> note(body)).isInstanceOf(WebException.MalformedRequest.class);
        assertThat(lines).isEmpty();
    }

    @Test
    void floodsNoLog() {
        for (int i = 0; i < CspReportLog.LINES + 5; i++) {
            note("{\"csp-report\":{\"blocked-uri\":\"eval\"}}");
        }
        assertThat(lines).hasSize(CspReportLog.LINES);
        now = now.plusSeconds(60);
        note("{\"csp-report\":{\"blocked-uri\":\"eval\"}}");
        assertThat(lines).last().asString().contains("\"notLogged\":5");
    }

    private void note(String json) {
        log.note(json.getBytes(StandardCharsets.UTF_8));
    }
}
