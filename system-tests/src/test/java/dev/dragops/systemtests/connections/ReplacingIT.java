package dev.dragops.systemtests.connections;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of seeded secrets when their connection changes or goes. */
@SystemTest
class ReplacingIT {
    private final Person ada;
    private final Program engine;
    private String workspace;
    private List<String> environments;

    ReplacingIT(Dragops dragops) {
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    @BeforeEach
    void beginInANewWorkspace() {
        workspace = ada.createWorkspace("replacing " + System.nanoTime());
        environments = ada.environments(workspace);
    }

    private String slack(String apiKey) {
        return ada.createApiKeyConnection(
                        "{\"provider\":\"slack\",\"apiKey\":\"" + apiKey + "\"}", "X-Workspace-Id", workspace)
                .expect(201)
                .id();
    }

    private String value(int environment, String name) {
        return ada.valueOf(environments.get(environment), name, engine);
    }

    @Test
    void replacingUpdatesTheSeededSecretsThatNobodyEdited() {
        String id = slack("xoxb-old");
        ada.putSecret(environments.get(0), "SLACK_API_KEY", "edited").expect(200);

        Answer replaced = ada.replaceCredential(id, "{\"apiKey\":\"xoxb-new\"}").expect(200);

        assertThat(replaced.id()).isEqualTo(id);
        assertThat(engine.openConnection(id).expect(200).text("/credentials/apiKey"))
                .isEqualTo("xoxb-new");
        assertThat(value(0, "SLACK_API_KEY")).isEqualTo("edited");
        assertThat(value(0, "SLACK_BOT_TOKEN")).isEqualTo("xoxb-new");
        assertThat(value(1, "SLACK_API_KEY")).isEqualTo("xoxb-new");
        assertThat(value(2, "SLACK_BOT_TOKEN")).isEqualTo("xoxb-new");
        assertThat(ada.seededBy(environments.get(0), "SLACK_API_KEY")).isEmpty();
        assertThat(ada.seededBy(environments.get(1), "SLACK_API_KEY")).contains(id);
    }

    @Test
    void replacingLeavesAnotherConnectionsSecretsAlone() {
        String first = slack("xoxb-first");
        String second = slack("xoxb-second");

        ada.replaceCredential(second, "{\"apiKey\":\"xoxb-second-new\"}").expect(200);

        assertThat(value(0, "SLACK_API_KEY")).isEqualTo("xoxb-first");
        assertThat(ada.seededBy(environments.get(0), "SLACK_API_KEY")).contains(first);
    }

    @Test
    void replacingGoesOnWithTheVersionsOfASecret() {
        String id = slack("xoxb-1");
        long before = ada.secret(environments.get(0), "SLACK_API_KEY")
                .json()
                .path("version")
                .asLong();

        ada.replaceCredential(id, "{\"apiKey\":\"xoxb-2\"}").expect(200);

        assertThat(ada.secret(environments.get(0), "SLACK_API_KEY")
                        .json()
                        .path("version")
                        .asLong())
                .isEqualTo(before + 1);
    }

    @Test
    void replacingTakesTheKindThatTheConnectionHas() {
        String id = slack("xoxb-kind");

        ada.replaceCredential(id, "{\"credentials\":{\"a\":\"b\"}}").expectProblem(400, "WRONG_CREDENTIAL_KIND");
        ada.replaceCredential(id, "{}").expectProblem(400, "VALIDATION_FAILED");
        ada.replaceCredential(id, "{\"apiKey\":\" \"}").expectProblem(400, "VALIDATION_FAILED");
    }

    @Test
    void replacingSeveralFieldsUpdatesAddsAndRemovesTheirSecrets() {
        String id = ada.createCredentialsConnection("""
                {"provider":"tool","credentials":{"login":"a","pin":"1"}}
                """, "X-Workspace-Id", workspace)
                .expect(201)
                .id();

        ada.replaceCredential(id, "{\"credentials\":{\"login\":\"b\",\"code\":\"2\"}}")
                .expect(200);

        assertThat(engine.openConnection(id).text("/credentials/login")).isEqualTo("b");
        assertThat(engine.openConnection(id).json().path("credentials").has("pin"))
                .isFalse();
        assertThat(value(0, "TOOL_LOGIN")).isEqualTo("b");
    }

    @Test
    void deletingRemovesTheSeededSecretsThatNobodyEdited() {
        String id = slack("xoxb-gone");
        ada.putSecret(environments.get(1), "SLACK_BOT_TOKEN", "edited").expect(200);

        ada.deleteConnection(id).expect(204);

        assertThat(ada.secretNames(environments.get(0))).isEmpty();
        assertThat(ada.secretNames(environments.get(1))).containsExactly("SLACK_BOT_TOKEN");
        assertThat(value(1, "SLACK_BOT_TOKEN")).isEqualTo("edited");
    }

    @Test
    void deletingPassesEachSecretToTheNewestConnectionThatHadKeptIt() {
        String first = slack("xoxb-first");
        slack("xoxb-second");
        String third = slack("xoxb-third");

        ada.deleteConnection(first).expect(204);

        for (int environment = 0; environment < 3; environment++) {
            assertThat(value(environment, "SLACK_API_KEY")).isEqualTo("xoxb-third");
            assertThat(ada.seededBy(environments.get(environment), "SLACK_API_KEY"))
                    .contains(third);
        }
    }

    @Test
    void revokingPassesSecretsOnTooAndAtLastRemovesThem() {
        String first = slack("xoxb-first");
        String second = slack("xoxb-second");

        ada.revokeConnection(first).expect(200);
        assertThat(value(2, "SLACK_BOT_TOKEN")).isEqualTo("xoxb-second");

        ada.revokeConnection(second).expect(200);
        assertThat(ada.secretNames(environments.get(2))).isEmpty();
    }

    @Test
    void passesNothingToARevokedConnection() {
        String first = slack("xoxb-first");
        String second = slack("xoxb-second");
        String third = slack("xoxb-third");
        ada.revokeConnection(third).expect(200);

        ada.deleteConnection(first).expect(204);

        assertThat(value(0, "SLACK_API_KEY")).isEqualTo("xoxb-second");
        assertThat(ada.seededBy(environments.get(0), "SLACK_API_KEY")).contains(second);
    }

    @Test
    void passesOnWhatTheHeirHoldsNow() {
        String first = slack("xoxb-first");
        String second = slack("xoxb-second");
        ada.replaceCredential(second, "{\"apiKey\":\"xoxb-second-new\"}").expect(200);

        ada.deleteConnection(first).expect(204);

        assertThat(value(0, "SLACK_API_KEY")).isEqualTo("xoxb-second-new");
    }

    @Test
    void revokingErasesTheCredentialAndKeepsTheRow() {
        String id = slack("xoxb-revoked");

        Answer revoked = ada.revokeConnection(id).expect(200);

        assertThat(revoked.text("/status")).isEqualTo("revoked");
        assertThat(ada.connection(id).expect(200).text("/status")).isEqualTo("revoked");
        assertThat(ada.connections().texts("/connections", "id")).contains(id);
        engine.openConnection(id).expectProblem(409, "CONNECTION_REVOKED");
    }

    @Test
    void replacingARevokedCredentialMakesTheConnectionActiveAndSeedsAgain() {
        String id = slack("xoxb-revoked");
        ada.revokeConnection(id).expect(200);

        Answer replaced = ada.put(
                        "/api/connections/" + id + "/credentials",
                        "{\"apiKey\":\"xoxb-again\"}",
                        "X-Workspace-Id",
                        workspace)
                .expect(200);

        assertThat(replaced.text("/status")).isEqualTo("active");
        assertThat(engine.openConnection(id).expect(200).text("/credentials/apiKey"))
                .isEqualTo("xoxb-again");
        assertThat(value(0, "SLACK_API_KEY")).isEqualTo("xoxb-again");
    }

    @Test
    void letsAWorkspaceGoWhileItsConnectionsAreReplacedAndDeleted() {
        for (int round = 0; round < 8; round++) {
            String gone = ada.createWorkspace("gone " + round);
            List<String> ids = IntStream.range(0, 6)
                    .mapToObj(number -> ada.createCredentialsConnection(
                                    "{\"provider\":\"tool-" + number + "\",\"credentials\":" + fields("old") + "}",
                                    "X-Workspace-Id",
                                    gone)
                            .expect(201)
                            .id())
                    .toList();

            List<Answer> answers = atOnce(7, number -> {
                if (number == 6) {
                    return ada.delete("/api/workspaces/" + gone);
                }
                return number % 2 == 0
                        ? ada.deleteConnection(ids.get(number))
                        : ada.replaceCredential(ids.get(number), "{\"credentials\":" + fields("new") + "}");
            });

            assertThat(answers).extracting(Answer::status).containsOnly(200, 204);
        }
    }

    private static String fields(String value) {
        return IntStream.range(0, 12)
                .mapToObj(number -> "\"f" + number + "\":\"" + value + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
