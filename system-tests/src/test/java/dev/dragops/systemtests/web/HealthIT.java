package dev.dragops.systemtests.web;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators and programs read about the product. */
@SystemTest
class HealthIT {
    /** Every operation of the product. */
    private static final List<String> OPERATIONS = List.of(
            "post /api/auth/register",
            "post /api/auth/login",
            "post /api/auth/logout",
            "get /api/auth/me",
            "get /api/auth/providers",
            "patch /api/auth/me",
            "put /api/auth/password",
            "get /api/sessions",
            "delete /api/sessions",
            "delete /api/sessions/{id}",
            "get /api/activity",
            "get /api/activity/export",
            "get /api/admin/packs",
            "get /api/admin/system",
            "get /api/admin/metrics",
            "get /api/admin/audit/head",
            "get /api/admin/keys",
            "post /api/admin/keys/rotations",
            "delete /api/admin/keys/{id}",
            "post /api/admin/keys/root-keys",
            "delete /api/admin/keys/root-keys/{fingerprint}",
            "get /api/tokens",
            "post /api/tokens",
            "delete /api/tokens/{id}",
            "get /api/workspaces",
            "post /api/workspaces",
            "patch /api/workspaces/{id}",
            "delete /api/workspaces/{id}",
            "put /api/workspaces/active",
            "get /api/workspaces/{id}/environments",
            "post /api/workspaces/{id}/environments",
            "patch /api/environments/{id}",
            "delete /api/environments/{id}",
            "get /api/workspaces/{id}/secrets",
            "get /api/environments/{id}/secrets",
            "get /api/environments/{id}/secrets/names",
            "post /api/environments/{id}/secrets/import",
            "get /api/environments/{id}/secrets/{name}",
            "put /api/environments/{id}/secrets/{name}",
            "delete /api/environments/{id}/secrets/{name}",
            "get /api/connections",
            "get /api/connections/{id}",
            "post /api/connections/api-key",
            "post /api/connections/credentials",
            "delete /api/connections/{id}",
            "patch /api/connections/{id}",
            "put /api/connections/{id}/credentials",
            "post /api/connections/{id}/revoke",
            "post /api/connections/{id}/refresh",
            "post /api/connections/{id}/verify",
            "get /api/connections/{id}/usage",
            "get /api/connections/{id}/deletion",
            "post /api/connections/{id}/secrets/{environmentId}/{name}/replace",
            "get /api/connections/{id}/activity",
            "get /api/providers",
            "get /api/providers/{provider}",
            "post /api/oauth/{provider}/authorizations",
            "get /api/oauth/authorizations/{id}",
            "get /api/oauth/apps",
            "get /api/oauth/apps/{provider}",
            "put /api/oauth/apps/{provider}",
            "delete /api/oauth/apps/{provider}",
            "post /api/oauth/apps/{provider}/test",
            "post /api/runtime/credentials",
            "post /api/runtime/rejected",
            "post /api/runtime/secrets");

    private final Dragops dragops;
    private final Installation installation;

    HealthIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.installation = installation;
    }

    @Test
    void livesAndIsReady() {
        Answer live = dragops.anybody().get("/health/live").expect(200);
        Answer ready = dragops.anybody().get("/health/ready").expect(200);

        assertThatJson(live.body()).node("status").isEqualTo("UP");
        assertThatJson(ready.body()).node("status").isEqualTo("UP");
        assertThat(ready.texts("/checks", "name")).contains("database", "keys");
    }

    @Test
    void describesEveryOperationWithItsErrorsAndExamples() {
        JsonNode description = Json.parse(dragops.anybody()
                .get("/openapi", "Accept", "application/json")
                .expect(200)
                .body());

        List<String> described = description.path("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/api/"))
                .flatMap(path -> path.getValue().properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(method -> !method.equals("parameters"))
                        .map(method -> method + ' ' + path.getKey()))
                .toList();
        assertThat(described).containsExactlyInAnyOrderElementsOf(OPERATIONS);
        operations(description).forEach(operation -> {
            String name = operation.path("operationId").asText();
            assertThat(operation.path("summary").asText())
                    .as("summary of %s", name)
                    .isNotBlank();
            assertThat(operation.path("responses").properties().stream().map(Map.Entry::getKey))
                    .as("errors of %s", name)
                    .anyMatch(status -> status.startsWith("4"));
        });
        assertThat(operations(description).filter(operation -> operation.has("requestBody")))
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(operation.toString()).contains("\"example"));
    }

    private static Stream<JsonNode> operations(JsonNode description) {
        return description.path("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/api/"))
                .flatMap(path -> path.getValue().properties().stream())
                .filter(member -> !member.getKey().equals("parameters"))
                .map(Map.Entry::getValue);
    }

    @Test
    void leavesOneLineInTheLogWithTheRequestsId() {
        String requestId = "log-" + System.nanoTime();

        dragops.anybody()
                .get("/api/auth/providers?secret=in-the-query", "X-Request-Id", requestId)
                .expect(200);

        assertThat(installation.console().lines().filter(line -> line.contains(requestId)))
                .hasSize(1)
                .allSatisfy(line -> {
                    assertThat(Json.parse(line).isObject()).isTrue();
                    assertThat(line).contains("/api/auth/providers").doesNotContain("in-the-query");
                });
    }
}
