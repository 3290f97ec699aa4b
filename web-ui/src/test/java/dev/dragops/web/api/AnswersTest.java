package dev.dragops.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.connections.Credential;
import dev.dragops.vault.Plaintext;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswersTest {
    record Inner(String z, long a) {}

    record Outer(
            String second,
            Optional<String> absent,
            Optional<String> present,
            String nothing,
            Instant at,
            List<Inner> inner) {}

    record Leak(Plaintext value) {}

    @Test
    void writesMembersInTheirOrderAndLeavesOutWhatIsAbsent() {
        Outer answer = new Outer(
                "\"ü",
                Optional.empty(),
                Optional.of("x"),
                null,
                Instant.parse("2026-02-15T10:00:00.123456Z"),
                List.of(new Inner("z", 1)));
        assertThat(new String(RecordWriter.toJson(answer), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"second":"\\"ü","present":"x","nothing":null,"at":"2026-02-15T10:00:00.123Z",\
                        "inner":[{"z":"z","a":1}]}""");
    }

    @Test
    void writesMillisecondsWhereThereAreNone() {
        Outer answer = new Outer(
                "", Optional.empty(), Optional.empty(), null, Instant.parse("2026-02-15T10:00:00Z"), List.of());
        assertThat(new String(RecordWriter.toJson(answer), StandardCharsets.UTF_8))
                .contains("\"2026-02-15T10:00:00.000Z\"");
    }

    @Test
    void refusesToWriteAValueInTheClearByAccident() {
        assertThatThrownBy(() -> RecordWriter.toJson(new Leak(Plaintext.ofText("s"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesEveryValueAsItWasAndWipesIt() throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x250; c++) {
            all.append(c);
        }
        String odd = all.append("\u2028😀\"\\").toString();
        Map<String, Plaintext> values = new LinkedHashMap<>();
        values.put("user-email", Plaintext.ofText(odd));
        values.put("a\"b", Plaintext.ofText("x"));
        byte[] live = values.get("user-email").reveal();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ValuesBody(
                        Optional.of(new RuntimeResource.OpenedView("conn_1", "jira", "Jira", "credentials")),
                        "credentials",
                        values,
                        Optional.empty())
                .write(out);
        JsonObject read =
                Json.createReader(new ByteArrayInputStream(out.toByteArray())).readObject();
        assertThat(read.getJsonObject("credentials").getString("user-email")).isEqualTo(odd);
        assertThat(read.getJsonObject("credentials").getString("a\"b")).isEqualTo("x");
        assertThat(read.getJsonObject("connection").getString("type")).isEqualTo("credentials");
        assertThat(live).containsOnly(0);
    }

    @Test
    void writesATokenWithWhatBelongsToItAndNeverTheRefreshToken() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ValuesBody(
                        Optional.empty(),
                        "credentials",
                        Map.of("accessToken", Plaintext.ofText("t0ken")),
                        RuntimeResource.TokenView.of(new Credential.OAuthTokens(
                                Plaintext.ofText("t0ken"),
                                Optional.of(Plaintext.ofText("refresh")),
                                "Bearer",
                                Optional.empty())))
                .write(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        {"credentials":{"accessToken":"t0ken","tokenType":"Bearer","expiresAt":null}}""");
    }

    @Test
    void namesAMemberAsItsAnnotationSays() {
        assertThat(new String(
                        RecordWriter.toJson(new ProvidersResource.ScopesView(List.of("repo"), List.of())),
                        StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"default":["repo"],"available":[]}""");
    }

    @Test
    void wipesTheValuesWhereTheClientIsGone() {
        Plaintext value = Plaintext.ofText("secret");
        byte[] live = value.reveal();
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() ->
                        new ValuesBody(Optional.empty(), "secrets", Map.of("A", value), Optional.empty()).write(gone))
                .isInstanceOf(IOException.class);
        assertThat(live).containsOnly(0);
    }
}
