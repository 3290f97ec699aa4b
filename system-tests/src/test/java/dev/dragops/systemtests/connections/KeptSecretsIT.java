package dev.dragops.systemtests.connections;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A secret that was kept when a connection was saved can be given to it; what it holds is told before it ends. */
@SystemTest
class KeptSecretsIT {
    private static final String KEY = "SLACK_API_KEY";
    private static final String BOT = "SLACK_BOT_TOKEN";

    private final Dragops dragops;
    private Person ada;
    private String development;

    KeptSecretsIT(Dragops dragops) {
        this.dragops = dragops;
    }

    @BeforeEach
    void register() {
        ada = dragops.register();
        development = ada.environment("development");
    }

    @Test
    void replacesAKeptSecretByTheConnectionsValue() {
        ada.putSecret(development, KEY, "by hand").expect(201);
        String slack = ada.createSlack("xoxb-new", "Slack");
        assertThatJson(ada.usage(slack).expect(200).body()).node("secretsKept").isEqualTo("""
                [{"environmentId":"%s","name":"SLACK_API_KEY","reason":"was_there"}]
                """.formatted(development));

        Answer taken = ada.takeSecret(slack, development, KEY).expect(200);
        ada.takeSecret(slack, development, KEY).expect(200);

        assertThat(taken.text("/seededBy")).isEqualTo(slack);
        assertThat(taken.body()).doesNotContain("xoxb-new");
        assertThat(ada.secret(development, KEY)
                        .expect(200)
                        .json()
                        .path("version")
                        .asInt())
                .as("a second time changes nothing")
                .isEqualTo(2);
        assertThat(ada.valueOf(development, KEY, ada.engine())).isEqualTo("xoxb-new");
        assertThatJson(ada.usage(slack).expect(200).body()).node("secretsKept").isEqualTo("[]");
        assertThat(ada.get("/api/connections/" + slack + "/activity")
                        .expect(200)
                        .texts("/activity", "action"))
                .contains("connection.secret_taken");
    }

    @Test
    void replacesWhatSomebodyEditedOrDeletedSince() {
        String slack = ada.createSlack("xoxb-own", "Slack");
        ada.putSecret(development, KEY, "edited").expect(200);
        ada.deleteSecret(development, BOT).expect(204);
        assertThat(ada.usage(slack).expect(200).texts("/secretsKept", "reason")).containsExactly("edited", "edited");

        ada.takeSecret(slack, development, KEY).expect(200);
        ada.takeSecret(slack, development, BOT).expect(200);

        Program engine = ada.engine();
        assertThat(ada.valueOf(development, KEY, engine)).isEqualTo("xoxb-own");
        assertThat(ada.valueOf(development, BOT, engine)).isEqualTo("xoxb-own");
    }

    @Test
    void givesANameBackToWhoeverHeldItBefore() {
        String first = ada.createSlack("xoxb-first", "First");
        String second = ada.createSlack("xoxb-second", "Second");
        ada.takeSecret(second, development, KEY).expect(200);
        assertThat(ada.seededBy(development, KEY)).contains(second);

        ada.deleteConnection(second).expect(204);

        assertThat(ada.seededBy(development, KEY)).contains(first);
        assertThat(ada.valueOf(development, KEY, ada.engine())).isEqualTo("xoxb-first");
    }

    @Test
    void tellsBeforehandWhatADeletionDoesToEachSecret() {
        String first = ada.createSlack("xoxb-first", "First");
        String second = ada.createSlack("xoxb-second", "Second");
        String revoked = ada.createSlack("xoxb-revoked", "Revoked");
        ada.revokeConnection(revoked).expect(200);
        Program engine = ada.engine();
        engine.openCredential("""
                {"connection":"First","executionId":"run_1","patternId":"pat_1","nodeId":"n1"}
                """).expect(200);
        String production = ada.environment("production");
        ada.deleteSecret(production, KEY).expect(204);

        Answer foreseen = ada.deletionOf(first).expect(200);

        assertThat(foreseen.texts("/patterns", "patternId")).containsExactly("pat_1");
        assertThat(foreseen.texts("/secrets", "outcome")).hasSize(5).containsOnly("passed_on");
        assertThat(foreseen.json().at("/secrets/0/passesTo/displayName").asText())
                .isEqualTo("Second");
        assertThat(ada.deletionOf(second).expect(200).texts("/secrets", "name")).isEmpty();
        ada.deleteConnection(first).expect(204);
        assertThat(ada.seededBy(development, KEY)).contains(second);
        assertThat(ada.deletionOf(second).expect(200).texts("/secrets", "outcome"))
                .containsOnly("removed");
        assertThat(ada.usage(second).expect(200).texts("/days", "day")).isEmpty();
    }

    @Test
    void countsTheOpeningsOfTheDay() {
        String slack = ada.createSlack("xoxb-used", "Used");
        Program engine = ada.engine();
        for (int i = 0; i < 2; i++) {
            engine.openCredential("{\"connection\":\"Used\",\"executionId\":\"run_1\"}")
                    .expect(200);
        }

        Answer usage = ada.usage(slack).expect(200);

        assertThat(usage.json().path("days").findValues("openings").stream()
                        .mapToLong(openings -> openings.asLong())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void takesNothingThatIsNotTheCallersOrTheConnections() {
        ada.putSecret(development, KEY, "by hand").expect(201);
        String slack = ada.createSlack("xoxb-new", "Slack");
        Person bob = dragops.register();
        String bobs = bob.createSlack("xoxb-bob", "Slack");

        ada.takeSecret(slack, development, "OTHER").expectProblem(404, "SECRET_NOT_FOUND");
        ada.takeSecret(slack, bob.environment("development"), KEY).expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        ada.takeSecret(bobs, development, KEY).expectProblem(404, "CONNECTION_NOT_FOUND");
        bob.takeSecret(bobs, development, KEY).expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        ada.program("connections:write").takeSecret(slack, development, KEY).expectProblem(403, "INSUFFICIENT_SCOPE");
        bob.deletionOf(slack).expectProblem(404, "CONNECTION_NOT_FOUND");
        ada.revokeConnection(slack).expect(200);
        ada.takeSecret(slack, development, KEY).expectProblem(409, "CONNECTION_REVOKED");

        assertThat(ada.valueOf(development, KEY, ada.engine())).isEqualTo("by hand");
    }
}
