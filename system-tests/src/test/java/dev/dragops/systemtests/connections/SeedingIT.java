package dev.dragops.systemtests.connections;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Creating a connection writes its secrets into environments. */
@SystemTest
class SeedingIT {
    private final Dragops dragops;
    private final Person ada;
    private final Program engine;

    SeedingIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    private static String slack(String apiKey, String more) {
        return "{\"provider\":\"slack\",\"apiKey\":" + Json.quote(apiKey) + more + "}";
    }

    /** A workspace without secrets, named by the request's header. */
    private String[] inNewWorkspace(String name) {
        return new String[] {"X-Workspace-Id", ada.createWorkspace(name)};
    }

    @Test
    void seedsEveryEnvironmentOfTheActiveWorkspace() {
        Person bob = dragops.register();
        String workspace = bob.activeWorkspace();
        List<String> environments = bob.environments(workspace);
        assertThat(environments).hasSize(3);

        Answer created = bob.createApiKeyConnection(slack("xoxb-all", "")).expect(201);

        assertThatJson(created.body()).node("seedResult").isEqualTo("""
                {"secretsSeeded":2,"secretNames":["SLACK_API_KEY","SLACK_BOT_TOKEN"],"secretsKept":[],
                 "workspaceId":"%s","details":[
                   {"environmentId":"%2$s","name":"SLACK_API_KEY","outcome":"seeded"},
                   {"environmentId":"%2$s","name":"SLACK_BOT_TOKEN","outcome":"seeded"},
                   {"environmentId":"%3$s","name":"SLACK_API_KEY","outcome":"seeded"},
                   {"environmentId":"%3$s","name":"SLACK_BOT_TOKEN","outcome":"seeded"},
                   {"environmentId":"%4$s","name":"SLACK_API_KEY","outcome":"seeded"},
                   {"environmentId":"%4$s","name":"SLACK_BOT_TOKEN","outcome":"seeded"}]}
                """.formatted(
                        workspace, environments.get(0), environments.get(1), environments.get(2)));
        Program bobsEngine = bob.engine();
        for (String environment : environments) {
            assertThat(bob.valueOf(environment, "SLACK_API_KEY", bobsEngine)).isEqualTo("xoxb-all");
            assertThat(bob.valueOf(environment, "SLACK_BOT_TOKEN", bobsEngine)).isEqualTo("xoxb-all");
            assertThat(bob.seededBy(environment, "SLACK_BOT_TOKEN")).contains(created.id());
        }
    }

    @Test
    void seedsTheFieldsOfAProviderWithoutAPackUnderDerivedNames() {
        String[] workspace = inNewWorkspace("derived names");

        Answer key = ada.createApiKeyConnection("{\"provider\":\"my-tool\",\"apiKey\":\"k\"}", workspace)
                .expect(201);
        Answer fields = ada.createCredentialsConnection("""
                {"provider":"other-tool","credentials":{"userEmail":"a","base url!!x":"b"}}
                """, workspace).expect(201);

        assertThat(key.texts("/seedResult/secretNames")).containsExactly("MY_TOOL_API_KEY");
        assertThat(fields.texts("/seedResult/secretNames"))
                .containsExactly("OTHER_TOOL_USEREMAIL", "OTHER_TOOL_BASE_URL_X");
    }

    @Test
    void refusesTwoFieldsThatMapToOneName() {
        ada.createCredentialsConnection("""
                {"provider":"twice","credentials":{"api-key":"a","api_key":"b"}}
                """).expectProblem(400, "VALIDATION_FAILED");
    }

    @Test
    void keepsASecretThatIsThereAlready() {
        String workspace = ada.createWorkspace("keeps");
        List<String> environments = ada.environments(workspace);
        ada.putSecret(environments.get(1), "SLACK_API_KEY", "mine").expect(201);

        Answer created = ada.createApiKeyConnection(slack("xoxb-keeps", ""), "X-Workspace-Id", workspace)
                .expect(201);

        assertThatJson(created.body()).node("seedResult.secretsSeeded").isEqualTo(2);
        assertThat(created.texts("/seedResult/secretNames")).containsExactly("SLACK_API_KEY", "SLACK_BOT_TOKEN");
        assertThat(created.texts("/seedResult/secretsKept")).containsExactly("SLACK_API_KEY");
        assertThat(ada.valueOf(environments.get(1), "SLACK_API_KEY", engine)).isEqualTo("mine");
        assertThat(ada.seededBy(environments.get(1), "SLACK_API_KEY")).isEmpty();
        assertThat(ada.valueOf(environments.get(0), "SLACK_API_KEY", engine)).isEqualTo("xoxb-keeps");
    }

    @Test
    void keepsEverythingWhereAnotherConnectionSeededIt() {
        String workspace = ada.createWorkspace("second connection");
        ada.createApiKeyConnection(slack("xoxb-first", ""), "X-Workspace-Id", workspace)
                .expect(201);

        Answer second = ada.createApiKeyConnection(slack("xoxb-second", ""), "X-Workspace-Id", workspace)
                .expect(201);

        assertThatJson(second.body()).node("seedResult.secretsSeeded").isEqualTo(0);
        assertThat(second.texts("/seedResult/secretNames")).isEmpty();
        assertThat(second.texts("/seedResult/secretsKept")).containsExactly("SLACK_API_KEY", "SLACK_BOT_TOKEN");
        assertThat(ada.valueOf(ada.environments(workspace).get(0), "SLACK_API_KEY", engine))
                .isEqualTo("xoxb-first");
    }

    @Test
    void seedsOnlyTheEnvironmentThatTheRequestNames() {
        String workspace = ada.createWorkspace("one environment");
        List<String> environments = ada.environments(workspace);

        Answer created = ada.createApiKeyConnection(
                        slack("xoxb-one", ",\"environmentId\":\"" + environments.get(2) + "\""))
                .expect(201);

        assertThat(created.texts("/seedResult/details", "environmentId")).containsOnly(environments.get(2));
        assertThat(created.text("/seedResult/workspaceId")).isEqualTo(workspace);
        assertThat(ada.secretNames(environments.get(0))).isEmpty();
        assertThat(ada.secretNames(environments.get(2))).containsExactly("SLACK_API_KEY", "SLACK_BOT_TOKEN");
    }

    @Test
    void answersAnotherPersonsEnvironmentLikeOneThatNobodyHas() {
        String theirs = dragops.register().environments().get(0);

        Answer another = ada.createApiKeyConnection(slack("xoxb-404", ",\"environmentId\":\"" + theirs + "\""))
                .expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        Answer nobodys = ada.createApiKeyConnection(
                        slack("xoxb-404", ",\"environmentId\":\"env_01jd3v5w0c8m2xq6d9k4t7h1zr\""))
                .expectProblem(404, "ENVIRONMENT_NOT_FOUND");

        assertThat(another.bodyWithoutRequestId()).isEqualTo(nobodys.bodyWithoutRequestId());
        assertThat(ada.connectionNames()).noneMatch(name -> name.contains("404"));
    }

    @Test
    void seedsNothingWithoutAWorkspace() {
        Person bob = dragops.register();
        bob.activate(Optional.empty()).expect(200);

        Answer created = bob.createApiKeyConnection(slack("xoxb-none", "")).expect(201);

        assertThatJson(created.body()).node("seedResult.secretsSeeded").isEqualTo(0);
        assertThat(created.texts("/seedResult/secretNames")).isEmpty();
        assertThat(created.texts("/seedResult/secretsKept")).isEmpty();
        assertThat(created.json().path("seedResult").has("workspaceId")).isFalse();
    }

    @Test
    void takesTheHeadersWorkspaceBeforeTheTokensPinBeforeTheActiveOne() {
        Person bob = dragops.register();
        String active = bob.activeWorkspace();
        String pinned = bob.createWorkspace("pinned");
        String named = bob.createWorkspace("named");
        Answer token = bob.post("/api/tokens", """
                {"name":"pinned","scopes":["connections:write"],"workspaceId":"%s"}
                """.formatted(pinned)).expect(201);
        var program = dragops.bearing(token.text("/token"));

        Answer byActive = bob.createApiKeyConnection(slack("xoxb-active", "")).expect(201);
        Answer byPin = program.createApiKeyConnection(slack("xoxb-pin", "")).expect(201);
        Answer byHeader = program.createApiKeyConnection(slack("xoxb-header", ""), "X-Workspace-Id", named)
                .expect(201);

        assertThat(byActive.text("/seedResult/workspaceId")).isEqualTo(active);
        assertThat(byPin.text("/seedResult/workspaceId")).isEqualTo(pinned);
        assertThat(byHeader.text("/seedResult/workspaceId")).isEqualTo(named);
    }

    @Test
    void answersAnotherPersonsWorkspaceInTheHeaderLikeOneThatNobodyHas() {
        String theirs = dragops.register().activeWorkspace();

        Answer another = ada.createApiKeyConnection(slack("x", ""), "X-Workspace-Id", theirs)
                .expectProblem(404, "WORKSPACE_NOT_FOUND");
        Answer nobodys = ada.createApiKeyConnection(slack("x", ""), "X-Workspace-Id", "ws_01jd3v5w0c8m2xq6d9k4t7h1zr")
                .expectProblem(404, "WORKSPACE_NOT_FOUND");
        Answer noId = ada.createApiKeyConnection(slack("x", ""), "X-Workspace-Id", "nonsense")
                .expectProblem(404, "WORKSPACE_NOT_FOUND");

        assertThat(another.bodyWithoutRequestId()).isEqualTo(nobodys.bodyWithoutRequestId());
        assertThat(noId.bodyWithoutRequestId()).isEqualTo(nobodys.bodyWithoutRequestId());
    }

    @Test
    void seedsNothingIntoAnEnvironmentThatIsMadeLater() {
        String workspace = ada.createWorkspace("made later");
        ada.createApiKeyConnection(slack("xoxb-before", ""), "X-Workspace-Id", workspace)
                .expect(201);

        String later = ada.createEnvironment(workspace, "qa");

        assertThat(ada.secretNames(later)).isEmpty();
    }
}
