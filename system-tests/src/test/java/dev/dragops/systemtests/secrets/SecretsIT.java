package dev.dragops.systemtests.secrets;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets per environment: written, listed, never shown, byte for byte at execution. */
@SystemTest
class SecretsIT {
    private final Dragops dragops;
    private final Person ada;
    private final Program engine;
    private final String environment;

    SecretsIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = dragops.register();
        this.engine = ada.engine();
        this.environment = ada.environment("staging");
    }

    @Test
    void answersWhetherASecretIsNewReplacedOrGone() {
        ada.putSecret(environment, "LIFE", "one").expect(201);
        ada.putSecret(environment, "LIFE", "two").expect(200);
        assertThat(ada.valueOf(environment, "LIFE", engine)).isEqualTo("two");
        ada.deleteSecret(environment, "LIFE").expect(204);
        ada.deleteSecret(environment, "LIFE").expectProblem(404, "SECRET_NOT_FOUND");
        ada.secret(environment, "LIFE").expectProblem(404, "SECRET_NOT_FOUND");
    }

    @Test
    void describesASecretAndNeverItsValue() {
        Answer put = ada.putSecret(environment, "DESCRIBED", "the-value-itself").expect(201);
        ada.putSecret(environment, "DESCRIBED", "the-value-itself-2").expect(200);

        Answer got = ada.secret(environment, "DESCRIBED").expect(200);

        assertThatJson(got.body()).isEqualTo("""
                {"name":"DESCRIBED","environmentId":"%s","version":2,
                 "createdAt":"${json-unit.regex}.+\\\\.[0-9]{3}Z","updatedAt":"${json-unit.regex}.+\\\\.[0-9]{3}Z"}
                """.formatted(environment));
        assertThat(put.body() + got.body() + ada.secrets(environment).body()).doesNotContain("the-value-itself");
    }

    @Test
    void listsTheSecretsOfOneEnvironmentByName() {
        String other = ada.environment("development");
        ada.putSecret(other, "ZEBRA", "z").expect(201);
        ada.putSecret(other, "APPLE", "a").expect(201);

        assertThat(ada.secretNames(other)).containsExactly("APPLE", "ZEBRA");
        assertThat(ada.secretNames(environment)).doesNotContain("APPLE", "ZEBRA");
    }

    static Stream<String> values() {
        return Stream.of(
                "x",
                " ",
                "\u0000",
                "nul \u0000 inside",
                "line\r\nline\nline\r",
                "\ttab\u007f\u001b",
                "emoji \uD83D\uDE80 \uD83D\uDC69\u200D\uD83D\uDCBB ü ß 漢",
                "\uFEFFbyte order mark",
                "cafe\u0301 not composed, caf\u00e9 composed",
                "\"quoted\" \\ back / slash",
                "k".repeat(65_536),
                "\uD83D\uDE80".repeat(16_384));
    }

    @ParameterizedTest
    @MethodSource("values")
    void keepsAValueByteForByte(String value) {
        ada.putSecret(environment, "EXACT", value).expect(201);

        assertThat(ada.valueOf(environment, "EXACT", engine)).isEqualTo(value);

        ada.deleteSecret(environment, "EXACT").expect(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":\"\"}",
                "{}",
                "{\"value\":null}",
                "{\"value\":1}",
                "{\"value\":[\"a\"]}",
                "{\"value\":\"\\ud800\"}",
                "{\"value\":\"a\\udc00b\"}",
                "{\"value\":\"\\ude80\\ud83d\"}"
            })
    void refusesAValueThatIsNone(String body) {
        ada.put("/api/environments/" + environment + "/secrets/REFUSED", body).expectRefusedField("value");
        assertThat(ada.secretNames(environment)).doesNotContain("REFUSED");
    }

    @Test
    void refusesAValueOfMoreThan64Kib() {
        ada.putSecret(environment, "TOO_LONG", "k".repeat(65_537)).expectRefusedField("value");
        ada.putSecret(environment, "TOO_LONG", "ü".repeat(32_769)).expectRefusedField("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lower", "9NINE", "_UNDER", "WITH-DASH", "WITH%20SPACE", "%C3%9CMLAUT", "A.B"})
    void refusesANameThatIsNone(String name) {
        ada.putSecret(environment, name, "v").expectProblem(400, "VALIDATION_FAILED");
    }

    @Test
    void acceptsANameOf128CharactersAndRefusesOneMore() {
        ada.putSecret(environment, "N".repeat(128), "v").expect(201);
        ada.putSecret(environment, "N".repeat(129), "v").expectProblem(400, "VALIDATION_FAILED");
    }

    @Test
    void answersAnotherPersonsEnvironmentLikeOneThatNobodyHas() {
        Person bob = dragops.register();
        ada.putSecret(environment, "PRIVATE", "v").expect(201);
        String nobodys = "env_01jd3v5w0c8m2xq6d9k4t7h1zr";

        for (String path : new String[] {"", "/PRIVATE"}) {
            assertThat(bob.get("/api/environments/" + environment + "/secrets" + path)
                            .expectProblem(404, "ENVIRONMENT_NOT_FOUND")
                            .bodyWithoutRequestId())
                    .isEqualTo(bob.get("/api/environments/" + nobodys + "/secrets" + path)
                            .bodyWithoutRequestId());
        }
        bob.putSecret(environment, "PRIVATE", "theirs").expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        bob.deleteSecret(environment, "PRIVATE").expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        assertThat(ada.valueOf(environment, "PRIVATE", engine)).isEqualTo("v");
    }

    @Test
    void makesASeededSecretTheWritersOwn() {
        Person bob = dragops.register();
        String id = bob.createSlack("xoxb-seeded", "Slack");
        String production = bob.environment("production");
        assertThat(bob.seededBy(production, "SLACK_API_KEY")).contains(id);

        bob.putSecret(production, "SLACK_API_KEY", "mine now").expect(200);

        assertThat(bob.seededBy(production, "SLACK_API_KEY")).isEmpty();
        bob.deleteConnection(id).expect(204);
        assertThat(bob.secretNames(production)).containsExactly("SLACK_API_KEY");
    }
}
