package dev.dragops.systemtests.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.RawHttp;
import dev.dragops.systemtests.driver.SystemTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client of ours sends. What every error looks like is checked with every answer. */
@SystemTest
class BadInputsIT {
    /** Of the server, which has 16 for each processor. */
    private static final int MORE_THAN_THREADS = 32 * Runtime.getRuntime().availableProcessors();

    private static final String CREATE = "/api/connections/api-key";

    private final Dragops dragops;
    private final Person ada;

    BadInputsIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = dragops.register();
    }

    private Answer create(String body) {
        return ada.post(CREATE, body);
    }

    @Test
    void refusesABodyOfMoreThanOneMebibyte() {
        for (int size : new int[] {1_100_000, 3_000_000}) { // the server's own limit would be told with no document
            create("{\"provider\":\"slack\",\"apiKey\":\"" + "k".repeat(size) + "\"}")
                    .expectProblem(413, "CONTENT_TOO_LARGE");
        }
    }

    @Test
    void refusesABodyOfMoreThan64KibibytesOfAnybody() {
        String body = "{\"email\":\"" + "e".repeat(65_536) + "\",\"password\":\"p\"}";

        dragops.anybody().post("/api/auth/login", body).expectProblem(413, "CONTENT_TOO_LARGE");
        create(body.replace("email", "provider")).expectProblem(400, "VALIDATION_FAILED");
    }

    @Test
    void refusesABodyOfMoreThanOneMebibyteThatDoesNotSayItsLength() {
        String chunk = Integer.toHexString(65_536) + "\r\n" + " ".repeat(65_536) + "\r\n";

        Answer refused = RawHttp.send(
                "127.0.0.1",
                dragops.base(),
                "POST " + CREATE + " HTTP/1.1\r\nHost: " + RawHttp.host(dragops) + "\r\nAuthorization: Bearer "
                        + ada.bearer() + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                        + "Connection: close\r\n\r\n" + chunk.repeat(17) + "0\r\n\r\n");

        refused.expectProblem(413, "CONTENT_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n{", "Expect: 100-continue\r\n\r\n"})
    @Tag("once")
    void servesOthersWhileManySendSlowly(String end) throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                Socket socket =
                        new Socket(dragops.base().getHost(), dragops.base().getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write(("POST /api/auth/login HTTP/1.1\r\nHost: " + RawHttp.host(dragops)
                                        + "\r\nContent-Type: application/json\r\nContent-Length: 200\r\n" + end)
                                .getBytes(StandardCharsets.US_ASCII));
            }

            ada.get("/api/connections").expect(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void refusesDepthsThatNoRequestHas() {
        create("{\"provider\":\"slack\",\"apiKey\":\"k\",\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}")
                .expectProblem(400, "MALFORMED_JSON");
        create("{\"a\":".repeat(1000) + "1" + "}".repeat(1000)).expectProblem(400, "MALFORMED_JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"provider\":\"slack\",\"provider\":\"github\",\"apiKey\":\"k\"}",
                "{\"provider\":\"slack\",\"apiKey\":\"k\",\"api\\u004bey\":\"l\"}",
                "{\"provider\":\"slack\",\"apiKey\":\"k\"} trailing",
                "{\"provider\":\"slack\",\"apiKey\":\"k\"}{}",
                "{\"provider\":\"slack\",\"apiKey\":\"k\"",
                "{provider:\"slack\"}",
                "{\"provider\":'slack'}",
                "{\"provider\":\"slack\",}",
                "{\"provider\":\"a\nb\"}",
                "[]",
                "\"text\"",
                "null",
                "42",
                "",
                " ",
                "{\"provider\":\"slack\",\"apiKey\":\"k\",\"n\":01}",
                "{\"provider\":\"slack\",\"apiKey\":\"k\",\"n\":NaN}"
            })
    void refusesWhatIsNoJsonObject(String body) {
        create(body).expectProblem(400, "MALFORMED_JSON");
    }

    @Test
    void refusesDuplicateKeysInside() {
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"a\":\"1\",\"a\":\"2\"}}")
                .expectProblem(400, "MALFORMED_JSON");
    }

    @Test
    void refusesWhatIsNoUtf8() {
        byte[] latin1 = "{\"provider\":\"slack\",\"apiKey\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf16 = "{\"provider\":\"slack\",\"apiKey\":\"k\"}".getBytes(StandardCharsets.UTF_16);

        ada.sendBytes("POST", CREATE, Optional.of(latin1)).expectProblem(400, "MALFORMED_JSON");
        ada.sendBytes("POST", CREATE, Optional.of(utf16)).expectProblem(400, "MALFORMED_JSON");
    }

    @Test
    void refusesLoneSurrogatesByTheirField() {
        create("{\"provider\":\"slack\",\"apiKey\":\"\\ud83d\"}").expectRefusedField("apiKey");
        create("{\"provider\":\"slack\",\"apiKey\":\"k\",\"displayName\":\"a\\udc00\"}")
                .expectRefusedField("displayName");
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"pin\":\"\\ud800\"}}")
                .expectRefusedField("credentials.pin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/json; charset=iso-8859-1"
            })
    void refusesAnotherMediaType(String mediaType) {
        ada.post(CREATE, "{\"provider\":\"slack\",\"apiKey\":\"k\"}", "Content-Type", mediaType)
                .expectProblem(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void refusesAMethodThatAnAddressDoesNotTake() {
        assertThat(ada.put("/api/connections", "{}")
                        .expectProblem(405, "METHOD_NOT_ALLOWED")
                        .header("Allow"))
                .contains("GET");
        ada.get(CREATE.replace("api-key", "credentials") + "/x").expect(404);
        ada.delete("/api/auth/me").expectProblem(405, "METHOD_NOT_ALLOWED");
        assertThat(RawHttp.send(
                                "127.0.0.1",
                                dragops.base(),
                                "TRACE /api/connections HTTP/1.1\r\nHost: " + RawHttp.host(dragops)
                                        + "\r\nX-Mirror: me\r\nConnection: close\r\n\r\n")
                        .expect(405)
                        .body())
                .doesNotContain("X-Mirror");
    }

    @Test
    void knowsNothingAtAnUnknownAddress() {
        ada.get("/api/nothing/here").expectProblem(404, "NOT_FOUND");
        ada.get("/api").expect(404);
        ada.get("/api/connections/conn_x/credentials/../../../../etc/passwd").expect(404);
    }

    @Test
    void refusesAnAnswerInAnotherMediaType() {
        ada.get("/api/connections", "Accept", "text/csv").expectProblem(406, "NOT_ACCEPTABLE");
        ada.get("/api/connections", "Accept", "*/*").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: xchunked\r\nContent-Length: 2",
                "Transfer-Encoding: chunked\r\nContent-Length: 2",
                "Content-Length: 2\r\nContent-Length: 3",
                "X-Nul: a\u0000b\r\nContent-Length: 2",
                " X-Folded: first\r\nContent-Length: 2"
            })
    void refusesWhatIsNoHttp(String headers) {
        Answer refused = RawHttp.send(
                "127.0.0.1",
                dragops.base(),
                "POST " + CREATE + " HTTP/1.1\r\nHost: " + RawHttp.host(dragops)
                        + "\r\nContent-Type: application/json\r\n" + "Connection: close\r\nAuthorization: Bearer "
                        + ada.bearer() + "\r\n" + headers + "\r\n\r\n{}");

        // a server may refuse what it cannot read, in words of its own
        assertThat(refused.status()).as(refused.body()).isBetween(400, 501).isNotEqualTo(500);
        assertThat(refused.body()).doesNotContain(ada.bearer()).doesNotContain("Exception");
    }

    @Test
    void takesARequestIdOnlyWhereItIsHarmless() {
        assertThat(ada.get("/api/auth/me", "X-Request-Id", "harmless-1.2_3").header("X-Request-Id"))
                .isEqualTo("harmless-1.2_3");
        assertThat(ada.get("/api/auth/me", "X-Request-Id", "<script>").header("X-Request-Id"))
                .isNotEqualTo("<script>");
        assertThat(ada.get("/api/auth/me", "X-Request-Id", "x".repeat(65)).header("X-Request-Id"))
                .hasSizeLessThan(65);
    }

    @Test
    void neverRepeatsWhatItRefuses() {
        String secret = "xoxb-must-not-come-back";

        assertThat(create("{\"provider\":\"NO PROVIDER\",\"apiKey\":\"" + secret + "\"}")
                        .body())
                .doesNotContain(secret);
        assertThat(create("{\"provider\":\"" + secret.toUpperCase(java.util.Locale.ROOT) + "\",\"apiKey\":\"k\"}")
                        .body())
                .doesNotContainIgnoringCase(secret);
        assertThat(create("{\"provider\":\"slack\",\"apiKey\":\"" + secret + "\"")
                        .body())
                .doesNotContain(secret);
        assertThat(ada.get("/api/" + secret).body()).doesNotContain(secret);
    }
}
