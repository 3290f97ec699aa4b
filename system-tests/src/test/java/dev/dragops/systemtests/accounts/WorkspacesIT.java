package dev.dragops.systemtests.accounts;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SystemTest
class WorkspacesIT {
    private final Dragops dragops;
    private final Database database;
    private final Person ada;

    WorkspacesIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.database = installation.database();
        this.ada = dragops.register();
    }

    @Test
    void makesAWorkspaceWithThreeEnvironments() {
        Answer made = ada.post("/api/workspaces", "{\"name\":\"Second\"}").expect(201);

        assertThatJson(made.body()).isEqualTo("""
                {"id":"${json-unit.regex}ws_[0-9a-z]+","name":"Second","active":false,
                 "createdAt":"${json-unit.regex}.+\\\\.[0-9]{3}Z"}
                """);
        assertThat(ada.get("/api/workspaces/" + made.id() + "/environments").texts("/environments", "name"))
                .containsExactly("development", "staging", "production");
    }

    @Test
    void activatesOneOrNone() {
        Person bob = dragops.register();
        String second = bob.createWorkspace("Second");

        bob.activate(Optional.of(second)).expect(200);
        assertThat(bob.activeWorkspace()).isEqualTo(second);

        assertThatJson(bob.activate(Optional.empty()).expect(200).body())
                .node("workspace")
                .isNull();
        assertThat(bob.get("/api/workspaces").texts("/workspaces", "active")).containsOnly("false");
    }

    @Test
    void renamesWorkspacesAndEnvironments() {
        String workspace = ada.createWorkspace("To rename");
        String environment = ada.environments(workspace).get(0);

        assertThat(ada.patch("/api/workspaces/" + workspace, "{\"name\":\"Renamed\"}")
                        .expect(200)
                        .text("/name"))
                .isEqualTo("Renamed");
        assertThat(ada.patch("/api/environments/" + environment, "{\"name\":\"qa\"}")
                        .expect(200)
                        .text("/name"))
                .isEqualTo("qa");
        ada.patch("/api/environments/" + environment, "{\"name\":\"Production\"}")
                .expectProblem(409, "NAME_TAKEN");
        ada.patch("/api/workspaces/" + workspace, "{\"name\":\" \"}").expectRefusedField("name");
        ada.post("/api/workspaces/" + workspace + "/environments", "{\"name\":\"QA\"}")
                .expectProblem(409, "NAME_TAKEN");
    }

    @Test
    void answersAnotherPersonsWorkspaceLikeOneThatNobodyHas() {
        Person bob = dragops.register();
        String adas = ada.createWorkspace("Ada's");
        String environment = ada.environments(adas).get(0);
        String nobodys = "ws_01jd3v5w0c8m2xq6d9k4t7h1zr";

        assertThat(bob.get("/api/workspaces/" + adas + "/environments")
                        .expectProblem(404, "WORKSPACE_NOT_FOUND")
                        .bodyWithoutRequestId())
                .isEqualTo(
                        bob.get("/api/workspaces/" + nobodys + "/environments").bodyWithoutRequestId());
        bob.patch("/api/workspaces/" + adas, "{\"name\":\"Bob's\"}").expectProblem(404, "WORKSPACE_NOT_FOUND");
        bob.delete("/api/workspaces/" + adas).expectProblem(404, "WORKSPACE_NOT_FOUND");
        bob.post("/api/workspaces/" + adas + "/environments", "{\"name\":\"x\"}")
                .expectProblem(404, "WORKSPACE_NOT_FOUND");
        bob.activate(Optional.of(adas)).expectProblem(404, "WORKSPACE_NOT_FOUND");
        bob.patch("/api/environments/" + environment, "{\"name\":\"x\"}").expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        bob.delete("/api/environments/" + environment).expectProblem(404, "ENVIRONMENT_NOT_FOUND");
    }

    @Test
    void erasesTheSecretsOfADeletedEnvironment() {
        String workspace = ada.createWorkspace("Loses an environment");
        String environment = ada.environments(workspace).get(1);
        Program engine = ada.engine();
        ada.putSecret(environment, "LOST", "v").expect(201);
        ada.createApiKeyConnection(
                        "{\"provider\":\"slack\",\"apiKey\":\"k\",\"environmentId\":\"" + environment + "\"}")
                .expect(201);

        ada.delete("/api/environments/" + environment).expect(204);

        ada.secrets(environment).expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        engine.openSecrets(environment, "LOST").expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        assertThat(database.count("SELECT COUNT(*) FROM sec_secret WHERE environment_id = ?", environment))
                .isZero();
        assertThat(database.count("SELECT COUNT(*) FROM acc_environment WHERE id = ?", environment))
                .isZero();
    }

    @Test
    void erasesTheSecretsOfADeletedWorkspace() {
        String workspace = ada.createWorkspace("To delete");
        List<String> environments = ada.environments(workspace);
        environments.forEach(
                environment -> ada.putSecret(environment, "LOST", "v").expect(201));

        ada.delete("/api/workspaces/" + workspace).expect(204);

        ada.get("/api/workspaces/" + workspace + "/environments").expectProblem(404, "WORKSPACE_NOT_FOUND");
        for (String environment : environments) {
            assertThat(database.count("SELECT COUNT(*) FROM sec_secret WHERE environment_id = ?", environment))
                    .isZero();
            assertThat(database.count("SELECT COUNT(*) FROM acc_environment WHERE id = ?", environment))
                    .isZero();
        }
    }

    @Test
    void deletesNeitherEnvironmentNorSecretsWhereOneOfThemCannotBe() {
        String environment = ada.environments(ada.createWorkspace("Survives")).get(0);
        ada.putSecret(environment, "SURVIVES", "v").expect(201);
        database.execute("CREATE TRIGGER keep_environment BEFORE DELETE ON acc_environment FOR EACH ROW"
                + " BEGIN IF OLD.id = '" + environment + "' THEN SIGNAL SQLSTATE '45000'; END IF; END");
        try {
            ada.delete("/api/environments/" + environment).expectProblem(500, "INTERNAL_ERROR");
        } finally {
            database.execute("DROP TRIGGER keep_environment");
        }

        assertThat(ada.secretNames(environment)).containsExactly("SURVIVES");
    }

    @Test
    void goesOnWithoutAnActiveWorkspaceWhereThatIsDeleted() {
        Person bob = dragops.register();

        bob.delete("/api/workspaces/" + bob.activeWorkspace()).expect(204);

        assertThatJson(bob.createApiKeyConnection("{\"provider\":\"slack\",\"apiKey\":\"k\"}")
                        .expect(201)
                        .body())
                .node("seedResult.secretsSeeded")
                .isEqualTo(0);
    }
}
