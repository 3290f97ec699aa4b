package dev.dragops.systemtests.connections;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** S18: a create that is sent again. */
@SystemTest
class IdempotencyIT {
    private static final String BODY = "{\"provider\":\"slack\",\"apiKey\":\"xoxb-once\"}";

    /** Statements of the product that somebody else's lock keeps waiting. */
    private static final String WAITING = "SELECT COUNT(*) FROM information_schema.processlist"
            + " WHERE command = 'Query' AND id <> CONNECTION_ID() AND info LIKE '%acc_environment%'";

    private final Dragops dragops;
    private final Installation installation;

    IdempotencyIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.installation = installation;
    }

    private static String[] newKey() {
        return new String[] {"Idempotency-Key", UUID.randomUUID().toString()};
    }

    @Test
    void replaysTheAnswerToTheSameBody() {
        Person ada = dragops.register();
        String[] key = newKey();

        Answer first = ada.createApiKeyConnection(BODY, key).expect(201);
        Answer again = ada.createApiKeyConnection(BODY, key).expect(201);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(ada.connectionNames()).hasSize(1);
    }

    @Test
    void replaysTheAnswerOfAConnectionWithSeveralFields() {
        Person ada = dragops.register();
        String[] key = newKey();
        String body = "{\"provider\":\"tool\",\"credentials\":{\"login\":\"a\",\"pin\":\"1\"}}";

        Answer first = ada.createCredentialsConnection(body, key).expect(201);
        Answer again = ada.createCredentialsConnection(body, key).expect(201);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(ada.connectionNames()).hasSize(1);
    }

    @Test
    void refusesAnotherBodyUnderTheSameKey() {
        Person ada = dragops.register();
        String[] key = newKey();
        ada.createApiKeyConnection(BODY, key).expect(201);

        ada.createApiKeyConnection("{\"provider\":\"slack\",\"apiKey\":\"xoxb-other\"}", key)
                .expectProblem(422, "IDEMPOTENCY_KEY_REUSED");
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"a\":\"b\"}}", key)
                .expectProblem(422, "IDEMPOTENCY_KEY_REUSED");
        assertThat(ada.connectionNames()).hasSize(1);
    }

    @Test
    void keepsTheKeysOfTwoPeopleApart() {
        String[] key = newKey();
        Person ada = dragops.register();
        Person bob = dragops.register();

        Answer adas = ada.createApiKeyConnection(BODY, key).expect(201);
        Answer bobs = bob.createApiKeyConnection(BODY, key).expect(201);

        assertThat(bobs.id()).isNotEqualTo(adas.id());
    }

    @Test
    void createsOneConnectionWhenTheSameRequestArrivesTenTimesAtOnce() {
        Person ada = dragops.register();
        String[] key = newKey();

        List<Answer> answers = atOnce(10, i -> ada.createApiKeyConnection(BODY, key));

        assertThat(ada.connectionNames()).hasSize(1);
        assertThat(answers).extracting(Answer::status).contains(201).isSubsetOf(201, 409);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 201)
                .extracting(Answer::id)
                .containsOnly(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .findFirst()
                        .orElseThrow()
                        .id());
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .allSatisfy(running -> running.expectProblem(409, "IDEMPOTENCY_KEY_IN_USE"));
    }

    @Test
    void refusesTheSameKeyWhileItsFirstRequestIsStillRunning() {
        Person ada = dragops.register();
        String[] key = newKey();
        String environment = ada.environments().get(0);

        CompletableFuture<Answer> first = installation
                .database()
                .whileHolding("SELECT id FROM acc_environment WHERE id = '" + environment + "' FOR UPDATE", () -> {
                    CompletableFuture<Answer> running =
                            CompletableFuture.supplyAsync(() -> ada.createApiKeyConnection(BODY, key));
                    await("the first request waits for the environment")
                            .until(() -> installation.database().count(WAITING) > 0);
                    ada.createApiKeyConnection(BODY, key).expectProblem(409, "IDEMPOTENCY_KEY_IN_USE");
                    return running;
                });

        first.join().expect(201);
        ada.createApiKeyConnection(BODY, key).expect(201);
        assertThat(ada.connectionNames()).hasSize(1);
    }

    @Test
    void forgetsAKeyWhoseRequestWasRefused() {
        Person ada = dragops.register();
        String[] key = newKey();
        ada.createApiKeyConnection("{\"provider\":\"slack\"}", key).expect(400);

        ada.createApiKeyConnection(BODY, key).expect(201);
    }

    @Test
    void refusesAKeyThatIsTooLong() {
        dragops.register()
                .createApiKeyConnection(BODY, "Idempotency-Key", "k".repeat(256))
                .expectProblem(400, "VALIDATION_FAILED");
    }
}
