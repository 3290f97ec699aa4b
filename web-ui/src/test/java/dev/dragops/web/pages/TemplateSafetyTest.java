package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no template may hold, since our policy forbids it in the browser, or since it could run what a person typed. */
class TemplateSafetyTest {
    private static final Map<String, Pattern> FORBIDDEN = new LinkedHashMap<>();

    static {
        forbid("unescaped text", "th:utext|data-th-utext");
        forbid("unescaped inlining", "\\[\\(");
        forbid("preprocessing", "__");
        forbid("inline style", "\\sstyle\\s*=|th:style|th:styleappend|<style");
        forbid("script with a body", "<script(?![^>]*\\bsrc=)[^>]*>|<script[^>]*>\\s*[^<\\s]");
        forbid("event handler", "\\s(?:th:)?on[a-z]+\\s*=");
        forbid("script address", "javascript:");
        forbid("another origin", "(?:href|src|action)=\"(?:https?:)?//");
    }

    private static void forbid(String what, String pattern) {
        FORBIDDEN.put(what, Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
    }

    static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/templates"))) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void holdsNothingForbidden(Path template) throws IOException {
        assertThat(faults(Files.readString(template))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void carriesTheTokenInEveryFormThatPosts(Path template) throws IOException {
        String html = Files.readString(template);
        int forms = html.split("<form[^>]*method=\"post\"", -1).length - 1;
        int tokens = html.split("name=\"csrf\" th:value=\"\\$\\{shell.csrf\\(\\)}\"", -1).length - 1;
        assertThat(tokens).isEqualTo(forms);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p th:utext=\"${x}\">",
                "<p>[(${x})]</p>",
                "<p th:text=\"__${x}__\">",
                "<p style=\"color:red\">",
                "<script>alert(1)</script>",
                "<script src=\"a.js\">alert(1)</script>",
                "<p onclick=\"x()\">",
                "<p th:onclick=\"x()\">",
                "<a href=\"javascript:x()\">",
                "<img src=\"https://elsewhere.example/x.png\">",
                "<img src=\"//elsewhere.example/x.png\">"
            })
    void findsWhatIsForbidden(String html) {
        assertThat(faults(html)).isNotEmpty();
    }

    @Test
    void looksAtTheTemplates() throws IOException {
        assertThat(templates()).hasSizeGreaterThan(10);
    }

    private static List<String> faults(String html) {
        return FORBIDDEN.entrySet().stream()
                .filter(rule -> rule.getValue().matcher(html).find())
                .map(Map.Entry::getKey)
                .toList();
    }
}
