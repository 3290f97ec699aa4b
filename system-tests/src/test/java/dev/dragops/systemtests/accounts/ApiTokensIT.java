package dev.dragops.systemtests.accounts;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** API tokens and what each scope lets a program do. */
@SystemTest
class ApiTokensIT {
    private static final Map<String, Function<Setting, Answer>> CALLS = new LinkedHashMap<>();

    static {
        CALLS.put("connections:read list", s -> s.client.get("/api/connections"));
        CALLS.put("connections:read get", s -> s.client.connection(s.connection));
        CALLS.put("connections:read usage", s -> s.client.usage(s.connection));
        CALLS.put(
                "connections:write create",
                s -> s.client.createApiKeyConnection("{\"provider\":\"x\",\"apiKey\":\"k\"}"));
        CALLS.put(
                "connections:write fields",
                s -> s.client.createCredentialsConnection("{\"provider\":\"x\",\"credentials\":{\"a\":\"b\"}}"));
        CALLS.put("connections:write rename", s -> s.client.renameConnection(s.connection, "Slack"));
        CALLS.put("connections:write replace", s -> s.client.replaceCredential(s.connection, "{\"apiKey\":\"k2\"}"));
        CALLS.put("secrets:read list", s -> s.client.secrets(s.environment));
        CALLS.put("secrets:read get", s -> s.client.secret(s.environment, "PRESENT"));
        CALLS.put("secrets:write put", s -> s.client.putSecret(s.environment, "PRESENT", "v2"));
        CALLS.put(
                "workspaces:write create",
                s -> s.client.post("/api/workspaces", "{\"name\":\"w " + System.nanoTime() + "\"}"));
        CALLS.put(
                "workspaces:write environment",
                s -> s.client.post(
                        "/api/workspaces/" + s.workspace + "/environments",
                        "{\"name\":\"e " + System.nanoTime() + "\"}"));
        CALLS.put("activity:read list", s -> s.client.get("/api/activity"));
        CALLS.put(
                "runtime credentials",
                s -> s.client.openCredential("{\"connection\":\"" + s.connection + "\",\"executionId\":\"r\"}"));
        CALLS.put(
                "runtime secrets",
                s -> s.client.openSecrets(
                        "{\"environmentId\":\"" + s.environment + "\",\"names\":[\"PRESENT\"],\"executionId\":\"r\"}"));
    }

    private final Dragops dragops;
    private final Person ada;
    private final String connection;
    private final String environment;
    private final Map<String, Program> programs = new LinkedHashMap<>();

    ApiTokensIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = dragops.register();
        this.connection = ada.createSlack("xoxb-tokens", "Slack");
        this.environment = ada.environment("production");
        ada.putSecret(environment, "PRESENT", "v").expect(201);
    }

    private record Setting(Client client, String connection, String environment, String workspace) {}

    static Stream<String> scopes() {
        return Stream.of(
                "connections:read",
                "connections:write",
                "secrets:read",
                "secrets:write",
                "workspaces:write",
                "activity:read",
                "runtime");
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void letsAProgramDoWhatItsScopeSaysAndNothingElse(String scope) {
        Program program = programs.computeIfAbsent(scope, ada::program);
        Setting setting = new Setting(program, connection, environment, ada.activeWorkspace());

        CALLS.forEach((call, action) -> {
            Answer answer = action.apply(setting);
            if (call.startsWith(scope + " ")) {
                assertThat(answer.status())
                        .as("%s with %s: %s", call, scope, answer.body())
                        .isBetween(200, 299);
            } else {
                answer.expectProblem(403, "INSUFFICIENT_SCOPE");
            }
        });
    }

    @Test
    void letsASessionDoEverythingButOpen() {
        Setting setting = new Setting(ada, connection, environment, ada.activeWorkspace());

        CALLS.forEach((call, action) -> {
            Answer answer = action.apply(setting);
            if (call.startsWith("runtime ")) {
                answer.expectProblem(403, "INSUFFICIENT_SCOPE");
            } else {
                assertThat(answer.status()).as("%s: %s", call, answer.body()).isBetween(200, 299);
            }
        });
    }

    @Test
    void showsATokenOnce() {
        Answer made = ada.post("/api/tokens", "{\"name\":\"CI\",\"scopes\":[\"connections:read\"]}")
                .expect(201);

        assertThat(made.text("/token")).matches("drt_[A-Za-z0-9_-]{43}");
        Answer list = ada.get("/api/tokens").expect(200);
        assertThat(list.texts("/tokens", "id")).contains(made.id());
        assertThat(list.body()).doesNotContain(made.text("/token"));
        assertThat(list.texts("/tokens", "hint")).allMatch(hint -> hint.length() < 16);
    }

    @Test
    void asksForThePasswordAgainBeforeARuntimeToken() {
        String body = "{\"name\":\"engine\",\"scopes\":[\"connections:read\",\"runtime\"]%s}";

        ada.post("/api/tokens", body.formatted("")).expectProblem(403, "REAUTHENTICATION_REQUIRED");
        ada.post("/api/tokens", body.formatted(",\"password\":\"wrong password\"}".replace("}", "")))
                .expectProblem(403, "REAUTHENTICATION_REQUIRED");
        ada.post("/api/tokens", body.formatted(",\"password\":" + Json.quote(ada.password())))
                .expect(201);
    }

    @Test
    void letsNoProgramManageTokens() {
        Program program = ada.program(scopes().toArray(String[]::new));

        program.get("/api/tokens").expectProblem(403, "SESSION_REQUIRED");
        program.post("/api/tokens", "{\"name\":\"child\",\"scopes\":[\"connections:read\"]}")
                .expectProblem(403, "SESSION_REQUIRED");
        program.post(
                        "/api/tokens",
                        "{\"name\":\"child\",\"scopes\":[\"runtime\"],\"password\":" + Json.quote(ada.password()) + "}")
                .expectProblem(403, "SESSION_REQUIRED");
        program.delete("/api/tokens/" + program.tokenId()).expectProblem(403, "SESSION_REQUIRED");
    }

    @Test
    void endsARevokedTokenAtOnce() {
        Program program = ada.program("connections:read");
        program.connections().expect(200);

        ada.delete("/api/tokens/" + program.tokenId()).expect(204);

        program.connections().expectProblem(401, "UNAUTHENTICATED");
        ada.delete("/api/tokens/" + program.tokenId()).expectProblem(404, "TOKEN_NOT_FOUND");
    }

    @Test
    void endsATokenThatExpires() {
        Instant end = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS);
        Answer made = ada.post("/api/tokens", """
                {"name":"short","scopes":["connections:read"],"expiresAt":"%s"}
                """.formatted(end)).expect(201);
        Client program = dragops.bearing(made.text("/token"));

        program.connections().expect(200);

        Awaitility.await("the token's end")
                .atMost(Duration.ofSeconds(10))
                .until(() -> program.connections().status() == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void remembersWhenATokenWasLastUsed() {
        Program program = ada.program("connections:read");
        program.connections().expect(200);

        assertThatJson(ada.get("/api/tokens").expect(200).body())
                .inPath("$.tokens[?(@.id=='" + program.tokenId() + "')].lastUsedAt")
                .isArray()
                .hasSize(1);
    }

    @Test
    void refusesTokensThatMakeNoSense() {
        ada.post("/api/tokens", "{\"scopes\":[\"connections:read\"]}").expectRefusedField("name");
        ada.post("/api/tokens", "{\"name\":\"x\"}").expectRefusedField("scopes");
        ada.post("/api/tokens", "{\"name\":\"x\",\"scopes\":[]}").expectRefusedField("scopes");
        ada.post("/api/tokens", "{\"name\":\"x\",\"scopes\":[\"everything\"]}").expectProblem(400, "VALIDATION_FAILED");
        ada.post("/api/tokens", "{\"name\":\"x\",\"scopes\":[\"runtime\"],\"expiresAt\":\"tomorrow\"}")
                .expectRefusedField("expiresAt");
        ada.post(
                        "/api/tokens",
                        "{\"name\":\"x\",\"scopes\":[\"connections:read\"],\"expiresAt\":\"2001-01-01T00:00:00Z\"}")
                .expectRefusedField("expiresAt");
    }

    @Test
    void managesNobodyElsesTokens() {
        Program program = ada.program("connections:read");
        Person bob = dragops.register();

        bob.delete("/api/tokens/" + program.tokenId()).expectProblem(404, "TOKEN_NOT_FOUND");
        assertThat(bob.get("/api/tokens").texts("/tokens", "id")).isEmpty();
        bob.post(
                        "/api/tokens",
                        "{\"name\":\"x\",\"scopes\":[\"connections:read\"],\"workspaceId\":\"" + ada.activeWorkspace()
                                + "\"}")
                .expectProblem(404, "WORKSPACE_NOT_FOUND");
        program.connections().expect(200);
    }
}
