package dev.dragops.systemtests.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Client;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** S20: each change and each opening leaves exactly one row, found by its request's id. */
@SystemTest
class AuditIT {
    private static final String KEY = "xoxb-audited-2b7c";

    private final Dragops dragops;
    private final Database database;
    private final Person ada;
    private final Program engine;
    private final String workspace;
    private final String environment;

    AuditIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.database = installation.database();
        this.ada = dragops.register();
        this.engine = ada.engine();
        this.workspace = ada.activeWorkspace();
        this.environment = ada.environment("staging");
    }

    /** Sends a request and finds that it left one row, with that outcome. */
    private Answer audited(String outcome, Client client, int status, String method, String path, String body) {
        String requestId = "audit-" + UUID.randomUUID();
        Answer answer = client.send(method, path, Optional.ofNullable(body), "X-Request-Id", requestId)
                .expect(status);
        assertThat(answer.header("X-Request-Id")).isEqualTo(requestId);
        List<String> rows = database.texts("SELECT outcome FROM acc_audit WHERE request_id = ?", requestId);
        assertThat(rows).as("audit rows of %s %s", method, path).hasSize(1);
        assertThat(rows.get(0)).as("outcome of %s %s", method, path).isEqualToIgnoringCase(outcome);
        assertThat(database.texts(
                        "SELECT CONCAT_WS(' ', action, details, user_id) FROM acc_audit WHERE request_id = ?",
                        requestId))
                .allMatch(row -> !row.contains(KEY) && !row.contains(ada.password()));
        return answer;
    }

    private Answer change(int status, String method, String path, String body) {
        return audited("succeeded", ada, status, method, path, body);
    }

    @Test
    void recordsEachChangeOfAConnectionOnce() {
        String id = change(
                        201,
                        "POST",
                        "/api/connections/api-key",
                        "{\"provider\":\"slack\",\"apiKey\":\"" + KEY + "\",\"displayName\":\"Audited\"}")
                .id();
        change(
                201,
                "POST",
                "/api/connections/credentials",
                "{\"provider\":\"tool\",\"credentials\":{\"a\":\"" + KEY + "\"}}");
        change(200, "PATCH", "/api/connections/" + id, "{\"displayName\":\"Audited again\"}");
        change(200, "PUT", "/api/connections/" + id + "/credentials", "{\"apiKey\":\"" + KEY + "2\"}");
        change(200, "POST", "/api/connections/" + id + "/revoke", null);
        change(204, "DELETE", "/api/connections/" + id, null);

        assertThat(database.texts(
                        "SELECT a.action FROM acc_audit a JOIN acc_audit_object o ON o.audit_seq = a.seq"
                                + " WHERE o.object_id = ? AND a.user_id = ? ORDER BY a.seq",
                        id,
                        ada.id()))
                .hasSize(5)
                .doesNotHaveDuplicates();
    }

    @Test
    void recordsEachChangeOfASecretOnce() {
        String path = "/api/environments/" + environment + "/secrets/AUDITED";
        change(201, "PUT", path, "{\"value\":\"" + KEY + "\"}");
        change(200, "PUT", path, "{\"value\":\"" + KEY + "\"}");
        change(204, "DELETE", path, null);
        change(
                200,
                "POST",
                "/api/environments/" + environment + "/secrets/import",
                "{\"dotenv\":\"AUDITED=" + KEY + "\\nAUDITED_TOO=" + KEY + "\"}");
    }

    @Test
    void recordsEachChangeOfAWorkspaceOnce() {
        String made =
                change(201, "POST", "/api/workspaces", "{\"name\":\"Audited\"}").id();
        String stage = change(201, "POST", "/api/workspaces/" + made + "/environments", "{\"name\":\"qa\"}")
                .id();
        change(200, "PATCH", "/api/environments/" + stage, "{\"name\":\"test\"}");
        ada.putSecret(stage, "INSIDE", KEY).expect(201);
        change(204, "DELETE", "/api/environments/" + stage, null);
        change(200, "PATCH", "/api/workspaces/" + made, "{\"name\":\"Audited too\"}");
        change(200, "PUT", "/api/workspaces/active", "{\"workspaceId\":\"" + made + "\"}");
        change(200, "PUT", "/api/workspaces/active", "{\"workspaceId\":\"" + workspace + "\"}");
        ada.environments(made)
                .forEach(each -> ada.putSecret(each, "INSIDE", KEY).expect(201));
        change(204, "DELETE", "/api/workspaces/" + made, null);
    }

    @Test
    void recordsEachTokenOnce() {
        String token = change(
                        201,
                        "POST",
                        "/api/tokens",
                        "{\"name\":\"t\",\"scopes\":[\"runtime\"],\"password\":" + Json.quote(ada.password()) + "}")
                .id();
        change(204, "DELETE", "/api/tokens/" + token, null);
        audited("refused", ada, 403, "POST", "/api/tokens", "{\"name\":\"t\",\"scopes\":[\"runtime\"]}");
        audited(
                "refused",
                ada,
                403,
                "POST",
                "/api/tokens",
                "{\"name\":\"t\",\"scopes\":[\"runtime\"],\"password\":\"wrong password\"}");
    }

    @Test
    void recordsWhoComesAndGoes() {
        String email = Dragops.newEmail();
        Answer registered = audited(
                "succeeded",
                dragops.anybody(),
                201,
                "POST",
                "/api/auth/register",
                "{\"email\":\"" + email + "\",\"firstName\":\"A\",\"lastName\":\"B\",\"password\":"
                        + Json.quote(ada.password()) + "}");
        audited(
                "succeeded",
                dragops.anybody(),
                200,
                "POST",
                "/api/auth/login",
                "{\"email\":\"" + email + "\",\"password\":" + Json.quote(ada.password()) + "}");
        audited(
                "refused",
                dragops.anybody(),
                401,
                "POST",
                "/api/auth/login",
                "{\"email\":\"" + email + "\",\"password\":\"wrong\"}");
        audited("succeeded", dragops.bearing(registered.text("/token")), 204, "POST", "/api/auth/logout", null);
    }

    @Test
    void recordsEachOpeningOnceWithItsExecution() {
        String id = ada.createSlack(KEY, "To open");
        ada.putSecret(environment, "TO_OPEN", KEY).expect(201);
        ada.putSecret(environment, "TO_OPEN_TOO", KEY).expect(201);

        Answer opened = audited(
                "succeeded",
                engine,
                200,
                "POST",
                "/api/runtime/credentials",
                "{\"connection\":\"To open\",\"executionId\":\"run_7\",\"patternId\":\"pat_7\",\"nodeId\":\"n7\"}");
        audited(
                "succeeded",
                engine,
                200,
                "POST",
                "/api/runtime/secrets",
                "{\"environmentId\":\"" + environment
                        + "\",\"names\":[\"TO_OPEN\",\"TO_OPEN_TOO\"],\"executionId\":\"run_7\"}");

        assertThat(database.texts(
                        "SELECT CONCAT_WS('/', execution_id, pattern_id, node_id, user_id, access_id) FROM acc_audit"
                                + " WHERE request_id = ?",
                        opened.header("X-Request-Id")))
                .containsExactly("run_7/pat_7/n7/" + ada.id() + "/" + engine.tokenId());
        assertThat(objects(opened)).contains(id);
    }

    @Test
    void recordsEachRefusedOpeningOnce() {
        ada.putSecret(environment, "FOUND", KEY).expect(201);
        String revoked = ada.createSlack(KEY, "Revoked");
        ada.revokeConnection(revoked).expect(200);

        Answer nobodys = audited(
                "refused",
                engine,
                404,
                "POST",
                "/api/runtime/credentials",
                "{\"connection\":\"Nobody's\",\"executionId\":\"run_8\"}");
        Answer byName = audited(
                "refused",
                engine,
                409,
                "POST",
                "/api/runtime/credentials",
                "{\"connection\":\"Revoked\",\"executionId\":\"run_8\"}");
        Answer byId = audited(
                "refused",
                engine,
                409,
                "POST",
                "/api/runtime/credentials",
                "{\"connection\":\"" + revoked + "\",\"executionId\":\"run_8\"}");
        Answer lost = audited(
                "refused",
                engine,
                404,
                "POST",
                "/api/runtime/secrets",
                "{\"environmentId\":\"" + environment + "\",\"names\":[\"FOUND\",\"LOST\"],\"executionId\":\"run_8\"}");
        Answer nowhere = audited(
                "refused",
                engine,
                404,
                "POST",
                "/api/runtime/secrets",
                "{\"environmentId\":\"env_01jd3v5w0c8m2xq6d9k4t7h1zr\",\"names\":[\"LOST\"],\"executionId\":\"run_8\"}");
        audited(
                "refused",
                ada,
                403,
                "POST",
                "/api/runtime/credentials",
                "{\"connection\":\"Revoked\",\"executionId\":\"run_8\"}");

        assertThat(objects(byName)).containsExactly(revoked);
        assertThat(objects(byId)).containsExactly(revoked);
        assertThat(objects(lost)).containsExactly(environment);
        assertThat(objects(nobodys)).isEmpty();
        assertThat(objects(nowhere)).isEmpty();
    }

    private List<String> objects(Answer answer) {
        return database.texts(
                "SELECT o.object_id FROM acc_audit_object o JOIN acc_audit a ON a.seq = o.audit_seq"
                        + " WHERE a.request_id = ?",
                answer.header("X-Request-Id"));
    }

    @Test
    void boundsTheRowsOfBearersThatNobodyKnows() {
        Client stranger = dragops.bearing("drt_" + "A".repeat(43));
        String requestId = "audit-" + UUID.randomUUID();
        for (int i = 0; i < 100; i++) {
            stranger.get("/api/connections", "X-Request-Id", requestId).expectProblem(401, "UNAUTHENTICATED");
        }

        // the run may begin in one minute and end in the next
        assertThat(database.count("SELECT COUNT(*) FROM acc_audit WHERE request_id = ?", requestId))
                .isLessThanOrEqualTo(60);
    }

    @Test
    void recordsACreateThatIsSentAgainAsOneChange() {
        String body = "{\"provider\":\"slack\",\"apiKey\":\"" + KEY + "\",\"displayName\":\"Once\"}";
        String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
        String id = ada.createApiKeyConnection(body, key).expect(201).id();
        ada.createApiKeyConnection(body, key).expect(201);

        assertThat(database.count(
                        "SELECT COUNT(*) FROM acc_audit a JOIN acc_audit_object o ON o.audit_seq = a.seq"
                                + " WHERE o.object_id = ? AND a.action = 'connection.created'",
                        id))
                .isEqualTo(1);
    }

    @Test
    void recordsNoReading() {
        String requestId = "audit-" + UUID.randomUUID();
        ada.get("/api/connections", "X-Request-Id", requestId).expect(200);
        ada.get("/api/environments/" + environment + "/secrets", "X-Request-Id", requestId)
                .expect(200);

        assertThat(database.count("SELECT COUNT(*) FROM acc_audit WHERE request_id = ?", requestId))
                .isZero();
    }
}
