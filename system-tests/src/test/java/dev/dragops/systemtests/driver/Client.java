package dev.dragops.systemtests.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Whoever calls the API, with a bearer or without one. Every answer is checked against the API description. */
public class Client {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    final Dragops dragops;
    private final Optional<String> bearer;

    Client(Dragops dragops, Optional<String> bearer) {
        this.dragops = dragops;
        this.bearer = bearer;
    }

    /** What proves who this is. */
    public String bearer() {
        return bearer.orElseThrow();
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, Optional.empty(), headers);
    }

    public Answer post(String path, String json, String... headers) {
        return send("POST", path, Optional.of(json), headers);
    }

    public Answer put(String path, String json, String... headers) {
        return send("PUT", path, Optional.of(json), headers);
    }

    public Answer patch(String path, String json, String... headers) {
        return send("PATCH", path, Optional.of(json), headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, Optional.empty(), headers);
    }

    /** A request without a body, as for {@code POST …/revoke}. */
    public Answer post(String path) {
        return send("POST", path, Optional.empty());
    }

    /** Sends a body as it is; its media type is JSON where the headers name no other. */
    public Answer send(String method, String path, Optional<String> body, String... headers) {
        return sendBytes(method, path, body.map(text -> text.getBytes(StandardCharsets.UTF_8)), headers);
    }

    public Answer sendBytes(String method, String path, Optional<byte[]> body, String... headers) {
        Answer answer = sendUnchecked(method, path, body, headers);
        Invariants.check(path, answer);
        dragops.contract().check(method, path, answer);
        return answer;
    }

    /** As {@link #sendBytes}, whatever answers: while a server stops, that may be another than the product. */
    public Answer sendUnchecked(String method, String path, Optional<byte[]> body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(dragops.at(path)).timeout(PATIENCE);
        bearer.ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
        if (body.isPresent()) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        request.method(method, body.map(BodyPublishers::ofByteArray).orElse(BodyPublishers.noBody()));
        try {
            HttpResponse<byte[]> response = dragops.http().send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(
                    method + " " + path,
                    response.statusCode(),
                    response.headers(),
                    new String(response.body(), StandardCharsets.UTF_8));
        } catch (IOException lost) {
            throw new UncheckedIOException(method + " " + path, lost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    // the words of the domain

    public Answer createApiKeyConnection(String json, String... headers) {
        return post("/api/connections/api-key", json, headers);
    }

    public Answer createCredentialsConnection(String json, String... headers) {
        return post("/api/connections/credentials", json, headers);
    }

    public Answer connections() {
        return get("/api/connections");
    }

    public Answer connection(String id) {
        return get("/api/connections/" + id);
    }

    public Answer renameConnection(String id, String displayName) {
        return patch("/api/connections/" + id, "{\"displayName\":" + Json.quote(displayName) + "}");
    }

    public Answer replaceCredential(String id, String json) {
        return put("/api/connections/" + id + "/credentials", json);
    }

    public Answer revokeConnection(String id) {
        return post("/api/connections/" + id + "/revoke");
    }

    public Answer deleteConnection(String id) {
        return delete("/api/connections/" + id);
    }

    public Answer usage(String id) {
        return get("/api/connections/" + id + "/usage");
    }

    public Answer deletionOf(String id) {
        return get("/api/connections/" + id + "/deletion");
    }

    /** Has a secret that was kept replaced by the connection's value. */
    public Answer takeSecret(String id, String environment, String name) {
        return post("/api/connections/" + id + "/secrets/" + environment + "/" + name + "/replace");
    }

    public Answer secrets(String environment) {
        return get("/api/environments/" + environment + "/secrets");
    }

    public Answer secret(String environment, String name) {
        return get("/api/environments/" + environment + "/secrets/" + name);
    }

    public Answer putSecret(String environment, String name, String value) {
        return put("/api/environments/" + environment + "/secrets/" + name, "{\"value\":" + Json.quote(value) + "}");
    }

    public Answer deleteSecret(String environment, String name) {
        return delete("/api/environments/" + environment + "/secrets/" + name);
    }

    public Answer importSecrets(String environment, String dotenv, String onExisting) {
        return post(
                "/api/environments/" + environment + "/secrets/import",
                "{\"dotenv\":" + Json.quote(dotenv) + ",\"onExisting\":" + Json.quote(onExisting) + "}");
    }

    public Answer openCredential(String json) {
        return post("/api/runtime/credentials", json);
    }

    public Answer openSecrets(String json) {
        return post("/api/runtime/secrets", json);
    }

    // OAuth

    public Answer beginAuthorization(String provider, String json) {
        return post("/api/oauth/" + provider + "/authorizations", json);
    }

    public Answer authorization(String id) {
        return get("/api/oauth/authorizations/" + id);
    }

    public Answer refreshConnection(String id) {
        return post("/api/connections/" + id + "/refresh");
    }

    public Answer verifyConnection(String id) {
        return post("/api/connections/" + id + "/verify");
    }

    public Answer rejectToken(String json) {
        return post("/api/runtime/rejected", json);
    }
}
