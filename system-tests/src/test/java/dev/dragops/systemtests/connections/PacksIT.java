package dev.dragops.systemtests.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import org.junit.jupiter.api.Test;

/** Packs of the product and of the operator. */
@SystemTest
class PacksIT {
    private final Installation installation;
    private final Person ada;

    PacksIT(Dragops dragops, Installation installation) {
        this.installation = installation;
        this.ada = dragops.register();
    }

    @Test
    void listsThePacksOfTheProductAndOfTheOperator() {
        assertThat(ada.get("/api/providers").expect(200).texts("/providers", "provider"))
                .contains("slack", "sendgrid", "openai", "virustotal", "github", "jira", "servicenow", "acme")
                .doesNotContain("broken");
    }

    @Test
    void findsProvidersByWordsAndByCategory() {
        assertThat(ada.get("/api/providers?q=atlassian+ISSUES").expect(200).texts("/providers", "provider"))
                .containsExactly("jira");
        assertThat(ada.get("/api/providers?category=crm").expect(200).texts("/providers", "category"))
                .isNotEmpty()
                .containsOnly("crm");
        assertThat(ada.get("/api/providers?q=slack&category=crm").expect(200).texts("/providers", "provider"))
                .isEmpty();
        ada.get("/api/providers?q=a&q=b").expectRefusedField("q");
    }

    @Test
    void describesTheFormOfAProvider() {
        Answer jira = ada.get("/api/providers/jira").expect(200);

        assertThat(jira.text("/provider")).isEqualTo("jira");
        assertThat(jira.texts("/methods", "type")).containsExactly("credentials", "oauth");
        assertThat(jira.texts("/methods/0/fields", "name")).containsExactly("user-email", "api-token", "base-url");
        assertThat(jira.texts("/methods/0/fields", "secret")).containsExactly("false", "true", "false");
    }

    @Test
    void knowsNoPackOfAProviderWithoutOne() {
        ada.get("/api/providers/nobody").expectProblem(404, "PROVIDER_NOT_FOUND");
        ada.get("/api/providers/NO%20PROVIDER").expectProblem(404, "PROVIDER_NOT_FOUND");
    }

    @Test
    void namesTheBrokenPackAndItsFieldInTheLog() {
        String log = installation.console();

        assertThat(log.lines().filter(line -> line.contains("broken-field.dragops-pack.json")))
                .isNotEmpty()
                .anyMatch(line -> line.contains("required"));
        assertThat(log.lines().filter(line -> line.contains("not-json.dragops-pack.json")))
                .isNotEmpty();
    }

    @Test
    void refusesTheWrongKindAndNamesTheRightEndpoint() {
        Answer keyInstead = ada.createApiKeyConnection("{\"provider\":\"jira\",\"apiKey\":\"k\"}")
                .expectProblem(400, "WRONG_CREDENTIAL_KIND");
        Answer fieldsInstead = ada.createCredentialsConnection(
                        "{\"provider\":\"slack\",\"credentials\":{\"api-key\":\"k\"}}")
                .expectProblem(400, "WRONG_CREDENTIAL_KIND");

        assertThat(keyInstead.text("/error")).contains("/api/connections/credentials");
        assertThat(fieldsInstead.text("/error")).contains("/api/connections/api-key");
    }

    @Test
    void namesTheFieldThatAPackMissesOrDoesNotKnow() {
        ada.createCredentialsConnection("""
                {"provider":"jira","credentials":{"user-email":"ada@example.com","api-token":"t"}}
                """).expectRefusedField("credentials.base-url");
        ada.createCredentialsConnection("""
                {"provider":"jira","credentials":{"user-email":"ada@example.com","api-token":"t",
                 "base-url":"https://mycompany.atlassian.net","colour":"red"}}
                """).expectRefusedField("credentials.colour");
    }

    @Test
    void holdsAFieldToItsPatternAndNeverRepeatsTheValue() {
        Answer refused = ada.createCredentialsConnection("""
                {"provider":"acme","credentials":{"login":"ada","pin":"sesame"}}
                """).expectRefusedField("credentials.pin");

        assertThat(refused.body()).doesNotContain("sesame");
    }

    @Test
    void seedsAsTheOperatorsPackSays() {
        Answer created = ada.createCredentialsConnection("""
                {"provider":"acme","credentials":{"login":"ada","pin":"123456"}}
                """).expect(201);

        assertThat(created.texts("/seedResult/secretNames")).containsExactly("ACME_LOGIN", "ACME_PIN");
    }

    @Test
    void acceptsAProviderWithoutAPack() {
        ada.createApiKeyConnection("{\"provider\":\"unheard-of\",\"apiKey\":\"k\"}")
                .expect(201);
        ada.createCredentialsConnection("{\"provider\":\"unheard-of\",\"credentials\":{\"any field\":\"v\"}}")
                .expect(201);
    }
}
