package dev.dragops.systemtests.runtime;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an execution engine gets, and what it does not. */
@SystemTest
class RuntimeIT {
    private final Dragops dragops;
    private final Person ada;
    private final Program engine;

    RuntimeIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    @Test
    void opensAnApiKeyByNameInAnyCaseAndById() {
        String id = ada.createSlack("xoxb-by-name", "Slack - By Name");

        for (String reference : new String[] {"Slack - By Name", "slack - by name", "  Slack - By Name ", id}) {
            Answer opened = engine.openConnection(reference).expect(200);
            assertThatJson(opened.body()).isEqualTo("""
                    {"connection":{"id":"%s","provider":"slack","displayName":"Slack - By Name","type":"api_key"},
                     "credentials":{"apiKey":"xoxb-by-name"}}
                    """.formatted(id));
            assertThat(opened.header("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void opensSeveralFieldsByteForByte() {
        String secret = "tab\t nul\u0000 emoji\uD83D\uDE80 \"\\";
        String id = ada.createCredentialsConnection("""
                {"provider":"tool","displayName":"Tool","credentials":{"user name":"ada","päss":%s}}
                """.formatted(Json.quote(secret)))
                .expect(201)
                .id();

        Answer opened = engine.openConnection(id).expect(200);

        assertThat(opened.text("/connection/type")).isEqualTo("credentials");
        assertThat(opened.text("/credentials/user name")).isEqualTo("ada");
        assertThat(opened.text("/credentials/päss")).isEqualTo(secret);
    }

    @Test
    void answersTheSameToWhateverMediaTypesARequestAccepts() {
        String id = ada.createSlack("xoxb-ways", "Ways \u00fc\"");
        String json = "{\"connection\":\"%s\",\"executionId\":\"run_ways\"}".formatted(id);

        Answer plain = engine.openCredential(json).expect(200);
        Answer ordinary = engine.post("/api/runtime/credentials", json, "Accept", "application/json;q=0.9, */*;q=0.1")
                .expect(200);
        Answer any =
                engine.post("/api/runtime/credentials", json, "Accept", "*/*").expect(200);

        assertThat(List.of(ordinary.body(), any.body())).containsOnly(plain.body());
        assertThat(names(plain)).isEqualTo(names(ordinary)).isEqualTo(names(any));
        assertThat(plain.header("Content-Type")).isEqualTo(ordinary.header("Content-Type"));
        assertThat(ada.get("/api/connections/" + id + "/activity").expect(200).texts("/activity", "action"))
                .filteredOn("credential.opened"::equals)
                .as("each is in the audit trail once")
                .hasSize(3);
    }

    private static Set<String> names(Answer answer) {
        return answer.headers().map().keySet().stream()
                .filter(name -> !Set.of("content-length", "transfer-encoding").contains(name))
                .collect(Collectors.toSet());
    }

    @Test
    void opensNothingAfterADeleteOrARevoke() {
        String deleted = ada.createSlack("k", "To delete");
        String revoked = ada.createSlack("k", "To revoke");
        ada.deleteConnection(deleted).expect(204);
        ada.revokeConnection(revoked).expect(200);

        engine.openConnection("To delete").expectProblem(404, "CONNECTION_NOT_FOUND");
        engine.openConnection(deleted).expectProblem(404, "CONNECTION_NOT_FOUND");
        engine.openConnection("To revoke").expectProblem(409, "CONNECTION_REVOKED");
        engine.openConnection(revoked).expectProblem(409, "CONNECTION_REVOKED");
    }

    @Test
    void opensAnotherPersonsConnectionNoMoreThanOneThatNobodyHas() {
        String id = ada.createSlack("k", "Ada's alone");
        Program bobs = dragops.register().engine();

        Answer nobodys =
                bobs.openConnection("conn_01jd3v5w0c8m2xq6d9k4t7h1zr").expectProblem(404, "CONNECTION_NOT_FOUND");

        assertThat(bobs.openConnection(id).expect(404).bodyWithoutRequestId())
                .isEqualTo(nobodys.bodyWithoutRequestId());
        assertThat(bobs.openConnection("Ada's alone").expect(404).bodyWithoutRequestId())
                .isEqualTo(nobodys.bodyWithoutRequestId());
    }

    @Test
    void opensAllSecretsOrNamesTheMissing() {
        String environment = ada.environment("development");
        ada.putSecret(environment, "PRESENT_ONE", "1").expect(201);
        ada.putSecret(environment, "PRESENT_TWO", "2").expect(201);

        Answer both =
                engine.openSecrets(environment, "PRESENT_TWO", "PRESENT_ONE").expect(200);
        assertThatJson(both.body()).isEqualTo("""
                {"secrets":{"PRESENT_ONE":"1","PRESENT_TWO":"2"}}
                """);
        assertThat(both.header("Cache-Control")).contains("no-store");

        Answer some = engine.openSecrets(environment, "PRESENT_ONE", "ABSENT_ONE", "ABSENT_TWO")
                .expectProblem(404, "SECRET_NOT_FOUND");
        assertThat(some.texts("/errors", "field")).containsExactlyInAnyOrder("ABSENT_ONE", "ABSENT_TWO");
        assertThat(some.body()).doesNotContain("PRESENT_ONE");
    }

    @Test
    void opensSecretsOfOneEnvironmentOnly() {
        ada.putSecret(ada.environment("staging"), "STAGING_ONLY", "s").expect(201);

        engine.openSecrets(ada.environment("production"), "STAGING_ONLY").expectProblem(404, "SECRET_NOT_FOUND");
    }

    @Test
    void opensAnotherPersonsEnvironmentNoMoreThanOneThatNobodyHas() {
        Person bob = dragops.register();
        String theirs = bob.environment("production");
        bob.putSecret(theirs, "THEIRS", "t").expect(201);

        Answer another = engine.openSecrets(theirs, "THEIRS").expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        Answer nobodys =
                engine.openSecrets("env_01jd3v5w0c8m2xq6d9k4t7h1zr", "THEIRS").expect(404);

        assertThat(another.bodyWithoutRequestId()).isEqualTo(nobodys.bodyWithoutRequestId());
    }

    @Test
    void refusesRequestsThatAreNotWhole() {
        String environment = ada.environment("staging");
        ada.putSecret(environment, "WHOLE", "w").expect(201);

        engine.openCredential("{\"executionId\":\"run_1\"}").expectRefusedField("connection");
        engine.openCredential("{\"connection\":\" \",\"executionId\":\"run_1\"}")
                .expectRefusedField("connection");
        engine.openCredential("{\"connection\":\"x\"}").expectRefusedField("executionId");
        engine.openSecrets("{\"names\":[\"WHOLE\"],\"executionId\":\"run_1\"}").expectRefusedField("environmentId");
        engine.openSecrets("{\"environmentId\":\"" + environment + "\",\"executionId\":\"run_1\"}")
                .expectRefusedField("names");
        engine.openSecrets("{\"environmentId\":\"" + environment + "\",\"names\":[],\"executionId\":\"run_1\"}")
                .expectRefusedField("names");
        engine.openSecrets("{\"environmentId\":\"" + environment + "\",\"names\":[\"WHOLE\"]}")
                .expectRefusedField("executionId");
    }

    @Test
    void tellsTheOwnerWhatUsesAConnection() {
        String id = ada.createSlack("k", "Used");
        engine.openCredential(
                        "{\"connection\":\"Used\",\"executionId\":\"r1\",\"patternId\":\"pat_1\",\"nodeId\":\"n1\"}")
                .expect(200);
        engine.openCredential(
                        "{\"connection\":\"Used\",\"executionId\":\"r2\",\"patternId\":\"pat_1\",\"nodeId\":\"n1\"}")
                .expect(200);
        engine.openCredential(
                        "{\"connection\":\"Used\",\"executionId\":\"r3\",\"patternId\":\"pat_2\",\"nodeId\":\"n9\"}")
                .expect(200);

        Answer usage = ada.usage(id).expect(200);

        assertThat(usage.text("/connectionId")).isEqualTo(id);
        assertThat(usage.text("/lastUsedAt")).endsWith("Z");
        assertThat(usage.texts("/patterns", "patternId")).containsExactly("pat_2", "pat_1");
        assertThat(usage.texts("/patterns", "nodeId")).containsExactly("n9", "n1");
        assertThat(usage.texts("/patterns", "openings")).containsExactly("1", "2");

        String unused = ada.createSlack("k", "Unused");
        JsonNode listed = ada.get("/api/connections?lastUsed=true&q=used")
                .expect(200)
                .json()
                .path("connections");
        assertThat(listed.findValuesAsText("id")).containsExactly(id, unused);
        assertThat(listed.path(0).path("lastUsedAt").asText()).isEqualTo(usage.text("/lastUsedAt"));
        assertThat(listed.path(1).has("lastUsedAt")).isFalse();
        assertThat(ada.get("/api/connections?q=used").expect(200).body()).doesNotContain("lastUsedAt");
    }

    @Test
    void tellsTheOwnerWhichSecretsAConnectionSeeds() {
        Person bob = dragops.register();
        String id = bob.createSlack("k", "Seeds");
        bob.putSecret(bob.environment("staging"), "SLACK_API_KEY", "mine").expect(200);

        Answer usage = bob.usage(id).expect(200);

        assertThat(usage.texts("/secrets", "name")).hasSize(5).containsOnly("SLACK_API_KEY", "SLACK_BOT_TOKEN");
        assertThat(usage.json().path("lastUsedAt").isTextual()).isFalse();
    }
}
