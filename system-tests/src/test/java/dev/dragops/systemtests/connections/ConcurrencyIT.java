package dev.dragops.systemtests.connections;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What two people, or two tabs, do in the same moment. */
@SystemTest
class ConcurrencyIT {
    private final Database database;
    private final Person ada;
    private final Program engine;

    ConcurrencyIT(Dragops dragops, Installation installation) {
        this.database = installation.database();
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    private String slack(String apiKey, String workspace) {
        return ada.createApiKeyConnection(
                        "{\"provider\":\"slack\",\"apiKey\":\"" + apiKey + "\"}", "X-Workspace-Id", workspace)
                .expect(201)
                .id();
    }

    @Test
    void losesNoUpdateWhenACredentialIsReplacedEightTimesAtOnce() {
        String workspace = ada.createWorkspace("replaced at once");
        String id = slack("xoxb-0", workspace);

        List<Answer> answers = atOnce(8, i -> ada.replaceCredential(id, "{\"apiKey\":\"xoxb-" + (i + 1) + "\"}"));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        String kept = engine.openConnection(id).expect(200).text("/credentials/apiKey");
        for (String environment : ada.environments(workspace)) {
            assertThat(ada.valueOf(environment, "SLACK_API_KEY", engine)).isEqualTo(kept);
            assertThat(ada.secret(environment, "SLACK_API_KEY").text("/version"))
                    .isEqualTo("9");
        }
    }

    @RepeatedTest(5)
    void leavesNoSecretBehindWhenAnEnvironmentIsDeletedWhileItIsSeeded() {
        String workspace = ada.createWorkspace("races " + System.nanoTime());
        List<String> environments = ada.environments(workspace);

        List<Answer> answers = atOnce(
                4,
                i -> i == 0
                        ? ada.delete("/api/environments/" + environments.get(1))
                        : ada.createApiKeyConnection(
                                "{\"provider\":\"race-" + i + "\",\"apiKey\":\"k\"}", "X-Workspace-Id", workspace));

        answers.get(0).expect(204);
        assertThat(answers.subList(1, 4)).extracting(Answer::status).containsOnly(201);
        assertThat(database.count("SELECT COUNT(*) FROM sec_secret WHERE environment_id = ?", environments.get(1)))
                .isZero();
    }

    @RepeatedTest(3)
    void losesNoSecretWhenAllSeedTheSameNamesAtOnceWhileOneIsDeleted() {
        String workspace = ada.createWorkspace("seeded at once " + System.nanoTime());
        List<String> environments = ada.environments(workspace);
        String gone = slack("xoxb-gone", workspace);

        // into all environments, and into one of them alone, the last before the first
        List<Answer> answers = atOnce(
                8,
                i -> i == 0
                        ? ada.deleteConnection(gone)
                        : ada.createApiKeyConnection(
                                i % 2 == 0
                                        ? "{\"provider\":\"slack\",\"apiKey\":\"k\"}"
                                        : "{\"provider\":\"slack\",\"apiKey\":\"k\",\"environmentId\":\"%s\"}"
                                                .formatted(environments.get(i == 3 ? 0 : 2)),
                                "X-Workspace-Id",
                                workspace));

        answers.get(0).expect(204);
        List<Answer> made = answers.subList(1, 8);
        assertThat(made).extracting(Answer::status).containsOnly(201);
        assertThat(made).extracting(answer -> answer.text("/displayName")).doesNotHaveDuplicates();
        for (int i = 0; i < environments.size(); i++) {
            String environment = environments.get(i);
            assertThat(database.count(
                            "SELECT COUNT(*) FROM sec_claim WHERE environment_id = ? AND name = 'SLACK_BOT_TOKEN'",
                            environment))
                    .isEqualTo(List.of(4L, 3L, 6L).get(i));
            assertThat(ada.seededBy(environment, "SLACK_BOT_TOKEN"))
                    .isPresent()
                    .get()
                    .isIn(made.stream().map(Answer::id).toList());
            assertThat(ada.valueOf(environment, "SLACK_BOT_TOKEN", engine)).isEqualTo("k");
        }
    }

    @RepeatedTest(3)
    void passesASecretOnWhenItsHeirsComeAndGoMeanwhile() {
        String workspace = ada.createWorkspace("heirs " + System.nanoTime());
        List<String> ids = IntStream.range(0, 6)
                .mapToObj(i -> slack("xoxb-heir-" + i, workspace))
                .toList();

        List<Answer> answers = atOnce(5, i -> ada.deleteConnection(ids.get(i)));

        assertThat(answers).extracting(Answer::status).containsOnly(204);
        for (String environment : ada.environments(workspace)) {
            assertThat(ada.seededBy(environment, "SLACK_BOT_TOKEN")).contains(ids.get(5));
            assertThat(ada.valueOf(environment, "SLACK_BOT_TOKEN", engine)).isEqualTo("xoxb-heir-5");
        }
    }

    @Test
    void deletesOnceWhenAllWantTo() {
        String id = ada.createSlack("k", "Deleted at once");

        List<Answer> answers = atOnce(6, i -> ada.deleteConnection(id));

        assertThat(answers).filteredOn(answer -> answer.status() == 204).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 204)
                .allSatisfy(late -> late.expectProblem(404, "CONNECTION_NOT_FOUND"));
    }

    @Test
    void registersAnAddressOnceWhenItComesFiveTimesAtOnce() {
        String email = Dragops.newEmail();

        List<Answer> answers = atOnce(5, i -> ada.post("/api/auth/register", """
                {"email":"%s","firstName":"A","lastName":"B","password":"a long enough password"}
                """.formatted(email)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(late -> late.expectProblem(409, "EMAIL_ALREADY_EXISTS"));
    }
}
