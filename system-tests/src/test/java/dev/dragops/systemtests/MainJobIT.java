package dev.dragops.systemtests;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import org.junit.jupiter.api.Test;

/** The session that the product is for, from the first to the last step. */
@SystemTest
class MainJobIT {
    private final Dragops dragops;

    MainJobIT(Dragops dragops) {
        this.dragops = dragops;
    }

    @Test
    void savesAConnectionSeedsItsSecretsAndOpensBothAtExecution() {
        Person ada = dragops.register();

        Answer slack = ada.createApiKeyConnection("""
                {"provider":"slack","apiKey":"xoxb-1234567890-abcdefghijklmnop","displayName":"Slack - Engineering"}
                """).expect(201);
        assertThat(slack.header("Location")).endsWith("/api/connections/" + slack.id());
        assertThatJson(slack.body()).node("seedResult.secretsSeeded").isEqualTo(2);
        assertThat(slack.texts("/seedResult/secretNames")).containsExactly("SLACK_API_KEY", "SLACK_BOT_TOKEN");

        Answer jira = ada.createCredentialsConnection("""
                {"provider":"jira","credentials":{"user-email":"ada@example.com","api-token":"jira-token-1",
                 "base-url":"https://mycompany.atlassian.net"}}
                """).expect(201);
        assertThat(jira.texts("/seedResult/secretNames"))
                .containsExactly("JIRA_USER_EMAIL", "JIRA_API_TOKEN", "JIRA_BASE_URL");

        assertThat(ada.connections().expect(200).texts("/connections", "id")).containsExactly(slack.id(), jira.id());
        assertThat(ada.connection(slack.id()).expect(200).body()).doesNotContain("xoxb-");

        Program engine = ada.engine();
        Answer opened = engine.openCredential("""
                {"connection":"Slack - Engineering","executionId":"run_1","patternId":"pat_1","nodeId":"n1"}
                """).expect(200);
        assertThatJson(opened.body()).isEqualTo("""
                {"connection":{"id":"%s","provider":"slack","displayName":"Slack - Engineering","type":"api_key"},
                 "credentials":{"apiKey":"xoxb-1234567890-abcdefghijklmnop"}}
                """.formatted(slack.id()));

        Answer secrets =
                engine.openSecrets("""
                {"environmentId":"%s","names":["JIRA_API_TOKEN"],"executionId":"run_1"}
                """.formatted(ada.environment("production"))).expect(200);
        assertThatJson(secrets.body()).isEqualTo("""
                {"secrets":{"JIRA_API_TOKEN":"jira-token-1"}}
                """);

        ada.deleteConnection(slack.id()).expect(204);
        engine.openConnection("Slack - Engineering").expectProblem(404, "CONNECTION_NOT_FOUND");
        assertThat(ada.secretNames(ada.environment("production"))).doesNotContain("SLACK_API_KEY", "SLACK_BOT_TOKEN");
    }
}
