package dev.dragops.systemtests.oauth;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Gate;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import dev.dragops.systemtests.provider.TokenAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** S11: many callers, one refresh; and a provider that hangs is nobody else's trouble. */
@SystemTest
class OAuthStormIT {
    private static final int CALLERS = 100;

    private final Database database;
    private final Realm realm;
    private final Realm second;
    private final Person ada;
    private final Program engine;

    OAuthStormIT(Dragops dragops, Installation installation, Providers providers) {
        this.database = installation.database();
        this.realm = providers.realm(Providers.ROTATING);
        this.second = providers.realm(Providers.SECOND);
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    @BeforeEach
    void honest() {
        realm.honest();
        second.honest();
    }

    private String expired(String provider, Realm at) {
        String id = ada.connects(provider);
        Tokens.expire(database, at, id, ada.accountOf(id));
        return id;
    }

    @Test
    void asksTheProviderOnceForAHundredCallers() {
        String id = expired(Providers.ROTATING, realm);
        String account = ada.accountOf(id);

        List<Answer> answers = atOnce(CALLERS, i -> engine.openConnection(id));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(answer -> answer.text("/credentials/accessToken"))
                .containsOnly(answers.get(0).text("/credentials/accessToken"))
                .allMatch(realm::accepts);
        assertThat(realm.refreshes(account)).isEqualTo(1);
        assertThat(realm.reuses(account)).isZero();
    }

    @Test
    void asksTheProviderOnceForAHundredComplaints() {
        String id = ada.connects(Providers.ROTATING);
        String account = ada.accountOf(id);
        String token = engine.openConnection(id).expect(200).text("/credentials/accessToken");
        String json = "{\"connectionId\":\"%s\",\"tokenFingerprint\":\"%s\"}".formatted(id, Tokens.fingerprint(token));

        List<Answer> answers = atOnce(CALLERS, i -> engine.rejectToken(json));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(realm.refreshes(account)).isEqualTo(1);
    }

    @Test
    void letsAHundredCallersWaitForAProviderThatHangsAndServesAllOthersMeanwhile() {
        String slow = expired(Providers.ROTATING, realm);
        String other = expired(Providers.SECOND, second);
        String key = ada.createSlack("xoxb-meanwhile", "Meanwhile");
        Gate gate = new Gate();
        realm.answersRefresh(ada.accountOf(slow), TokenAnswer.held(gate));
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<CompletableFuture<Answer>> waiting = IntStream.range(0, CALLERS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> engine.openConnection(slow), threads))
                    .toList();
            gate.awaitArrival();

            // these answer although the provider of a hundred requests does not: nothing of them is let go before
            for (int i = 0; i < 5; i++) {
                engine.openConnection(key).expect(200);
                engine.openConnection(other).expect(200);
                ada.connections().expect(200);
            }
            assertThat(waiting).as("answers before the provider's").noneMatch(CompletableFuture::isDone);
            gate.open();

            assertThat(waiting)
                    .extracting(CompletableFuture::join)
                    .extracting(Answer::status)
                    .containsOnly(200);
            assertThat(realm.refreshes(ada.accountOf(slow))).isEqualTo(1);
        } finally {
            gate.open();
            threads.shutdownNow();
        }
    }

    @Test
    void givesUpOnAProviderThatNeverAnswers() {
        String id = expired(Providers.ROTATING, realm);
        realm.answersRefresh(ada.accountOf(id), TokenAnswer.hanging());

        List<Answer> answers = atOnce(10, i -> engine.openConnection(id));

        assertThat(answers).extracting(Answer::status).containsOnly(503);
        assertThat(answers).allMatch(answer -> Integer.parseInt(answer.header("Retry-After")) > 0);
        // nothing was processed: the one retry brings a token
        await("a token again")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> engine.openConnection(id).status() == 200);
        assertThat(realm.refreshes(ada.accountOf(id))).isEqualTo(2);
    }
}
