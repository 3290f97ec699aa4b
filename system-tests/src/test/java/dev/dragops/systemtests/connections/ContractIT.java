package dev.dragops.systemtests.connections;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The five endpoints of the contract, word for word. */
@SystemTest
class ContractIT {
    private static final String INSTANT =
            "\"${json-unit.regex}[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\\\.[0-9]{3}Z\"";
    private static final String ID = "\"${json-unit.regex}conn_[0-9a-z]+\"";

    private final Person ada;

    ContractIT(Dragops dragops) {
        this.ada = dragops.register();
    }

    @Test
    void createsAnApiKeyConnection() {
        Instant before = Instant.now();

        Answer created = ada.createApiKeyConnection("""
                {"provider":"sendgrid","apiKey":"SG.key-1","displayName":"SendGrid - Marketing"}
                """).expect(201);

        assertThat(created.header("Content-Type")).startsWith("application/json");
        assertThat(created.header("Location")).endsWith("/api/connections/" + created.id());
        assertThatJson(created.body()).whenIgnoringPaths("seedResult").isEqualTo("""
                {"id":%s,"provider":"sendgrid","displayName":"SendGrid - Marketing","type":"api_key",
                 "status":"active","createdAt":%s,"seedResult":{}}
                """.formatted(ID, INSTANT));
        assertThat(Instant.parse(created.text("/createdAt")))
                .isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
        assertThat(created.body()).doesNotContain("SG.key-1");
    }

    @Test
    void createsAConnectionWithSeveralFields() {
        Answer created = ada.createCredentialsConnection("""
                {"provider":"servicenow","displayName":"ServiceNow - Help Desk",
                 "credentials":%s}
                """.formatted(credentialsOf("servicenow")))
                .expect(201);

        assertThatJson(created.body()).whenIgnoringPaths("seedResult").isEqualTo("""
                {"id":%s,"provider":"servicenow","displayName":"ServiceNow - Help Desk","type":"credentials",
                 "status":"active","createdAt":%s,"seedResult":{}}
                """.formatted(ID, INSTANT));
        assertThat(created.body()).doesNotContain("value-1");
    }

    /** A value for each field that the provider's pack asks for. */
    private String credentialsOf(String provider) {
        StringBuilder credentials = new StringBuilder("{");
        ada.get("/api/providers/" + provider).expect(200).json().at("/methods").forEach(method -> {
            if (method.path("type").asText().equals("credentials")) {
                method.path("fields").forEach(field -> credentials
                        .append(credentials.length() > 1 ? "," : "")
                        .append(Json.quote(field.path("name").asText()))
                        .append(':')
                        .append(Json.quote(
                                switch (field.path("format").asText("text")) {
                                    case "url" -> "https://mycompany.service-now.com";
                                    case "email" -> "ada@example.com";
                                    case "hostname" -> "mycompany.service-now.com";
                                    default -> "value-1";
                                })));
            }
        });
        return credentials.append('}').toString();
    }

    @Test
    void answersOneConnectionWithItsScopesAndWithoutItsCredential() {
        String id = ada.createSlack("xoxb-get-1", "Slack to get");

        Answer got = ada.connection(id).expect(200);

        assertThatJson(got.body()).isEqualTo("""
                {"id":"%s","provider":"slack","displayName":"Slack to get","type":"api_key","status":"active",
                 "scopes":[],"createdAt":%s,"updatedAt":%s}
                """.formatted(id, INSTANT, INSTANT));
    }

    @Test
    void listsEachConnectionInTheShapeOfTheContract() {
        String id = ada.createSlack("xoxb-list-1", "Slack to list");

        Answer list = ada.connections().expect(200);

        assertThatJson(list.body()).isObject().containsOnlyKeys("connections");
        assertThatJson(list.body()).inPath("connections").isArray().anySatisfy(one -> assertThatJson(one)
                .isEqualTo("""
                {"id":"%s","provider":"slack","displayName":"Slack to list","type":"api_key","status":"active",
                 "createdAt":%s,"updatedAt":%s}
                """.formatted(id, INSTANT, INSTANT)));
    }

    @Test
    void deletesAConnectionForGood() {
        String id = ada.createSlack("xoxb-delete-1", "Slack to delete");

        ada.deleteConnection(id).expect(204);

        ada.connection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        ada.deleteConnection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        assertThat(ada.connections().texts("/connections", "id")).doesNotContain(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"provider\":\"slack\"}",
                "{\"apiKey\":\"xoxb-1\"}",
                "{\"provider\":\"\",\"apiKey\":\"xoxb-1\"}",
                "{\"provider\":\" \\t \",\"apiKey\":\"xoxb-1\"}",
                "{\"provider\":\"slack\",\"apiKey\":\"\"}",
                "{\"provider\":\"slack\",\"apiKey\":\"  \\n\"}",
                "{\"provider\":null,\"apiKey\":\"xoxb-1\"}",
                "{\"provider\":\"slack\",\"apiKey\":null}"
            })
    void refusesAnApiKeyConnectionWithTheContractsWords(String body) {
        Answer refused = ada.createApiKeyConnection(body).expectProblem(400, "VALIDATION_FAILED");

        assertThat(refused.text("/error")).isEqualTo("provider and apiKey are required");
        assertThat(refused.texts("/errors", "field")).isNotEmpty().isSubsetOf("provider", "apiKey");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"provider\":\"jira\"}",
                "{\"credentials\":{\"a\":\"1\"}}",
                "{\"provider\":\"jira\",\"credentials\":{}}",
                "{\"provider\":\"jira\",\"credentials\":null}",
                "{\"provider\":\"  \",\"credentials\":{\"a\":\"1\"}}",
                "{\"provider\":\"\",\"credentials\":{\"a\":\"1\"}}"
            })
    void refusesSeveralFieldsWithTheContractsWords(String body) {
        Answer refused = ada.createCredentialsConnection(body).expectProblem(400, "VALIDATION_FAILED");

        assertThat(refused.text("/error")).isEqualTo("provider and credentials (non-empty object) are required");
        assertThat(refused.texts("/errors", "field")).isNotEmpty().isSubsetOf("provider", "credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Slack", "9slack", "-slack", "my_tool", "mytööl", "a/b", "a.b"})
    void refusesAProviderThatIsNoSuchName(String provider) {
        ada.createApiKeyConnection("{\"provider\":" + Json.quote(provider) + ",\"apiKey\":\"k\"}")
                .expectRefusedField("provider");
    }

    @Test
    void acceptsAProviderOf64CharactersAndRefusesOneMore() {
        String longest = "p".repeat(64);

        ada.createApiKeyConnection("{\"provider\":\"" + longest + "\",\"apiKey\":\"k\"}")
                .expect(201);
        ada.createApiKeyConnection("{\"provider\":\"" + longest + "p\",\"apiKey\":\"k\"}")
                .expectRefusedField("provider");
    }

    @Test
    void acceptsSixtyFourFieldsAndRefusesOneMore() {
        ada.createCredentialsConnection(fields(64)).expect(201);
        ada.createCredentialsConnection(fields(65)).expectProblem(400, "VALIDATION_FAILED");
    }

    private static String fields(int count) {
        String fields = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "\"field-" + i + "\":\"value " + i + "\"")
                .reduce((one, other) -> one + ',' + other)
                .orElseThrow();
        return "{\"provider\":\"many-fields\",\"credentials\":{" + fields + "}}";
    }

    @Test
    void acceptsAKeyOf64KibAndRefusesOneByteMore() {
        ada.createApiKeyConnection("{\"provider\":\"big\",\"apiKey\":\"" + "k".repeat(65_536) + "\"}")
                .expect(201);
        ada.createApiKeyConnection("{\"provider\":\"big\",\"apiKey\":\"" + "k".repeat(65_537) + "\"}")
                .expectRefusedField("apiKey");
        ada.createApiKeyConnection("{\"provider\":\"big\",\"apiKey\":\"" + "ä".repeat(32_769) + "\"}")
                .expectRefusedField("apiKey");
    }

    @Test
    void refusesAFieldThatIsEmptyOrNoText() {
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"pin\":\"\"}}")
                .expectRefusedField("credentials.pin");
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"pin\":7}}")
                .expectRefusedField("credentials.pin");
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"pin\":null}}")
                .expectRefusedField("credentials.pin");
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"pin\":{\"a\":\"b\"}}}")
                .expectRefusedField("credentials.pin");
    }

    @Test
    void refusesWrongTypesByTheirField() {
        ada.createApiKeyConnection("{\"provider\":5,\"apiKey\":\"k\"}").expectRefusedField("provider");
        ada.createApiKeyConnection("{\"provider\":\"slack\",\"apiKey\":[\"k\"]}")
                .expectRefusedField("apiKey");
        ada.createApiKeyConnection("{\"provider\":\"slack\",\"apiKey\":\"k\",\"displayName\":true}")
                .expectRefusedField("displayName");
        ada.createApiKeyConnection("{\"provider\":\"slack\",\"apiKey\":\"k\",\"environmentId\":1}")
                .expectRefusedField("environmentId");
        ada.createCredentialsConnection("{\"provider\":\"jira\",\"credentials\":[\"k\"]}")
                .expectRefusedField("credentials");
        ada.createCredentialsConnection("{\"provider\":\"jira\",\"credentials\":\"k\"}")
                .expectRefusedField("credentials");
    }

    @Test
    void ignoresWhatIsNotTheCallersToSet() {
        Answer created = ada.createApiKeyConnection("""
                {"provider":"slack","apiKey":"xoxb-s5","displayName":"S5","id":"conn_00000000000000000000000000",
                 "userId":"usr_00000000000000000000000000","status":"revoked","type":"oauth","scopes":["admin"],
                 "createdAt":"1999-01-01T00:00:00.000Z"}
                """).expect(201);

        assertThat(created.id()).isNotEqualTo("conn_00000000000000000000000000");
        assertThat(created.text("/status")).isEqualTo("active");
        assertThat(created.text("/type")).isEqualTo("api_key");
        assertThat(created.text("/createdAt")).doesNotStartWith("1999");
        assertThatJson(ada.connection(created.id()).body())
                .node("scopes")
                .isArray()
                .isEmpty();
    }

    @Test
    void answersAConnectionsThatIsNoIdLikeOneThatNobodyHas() {
        Answer random = ada.connection("conn_01jd3v5w0c8m2xq6d9k4t7h1zr").expectProblem(404, "CONNECTION_NOT_FOUND");

        for (String id : new String[] {"nonsense", "conn_", "env_01jd3v5w0c8m2xq6d9k4t7h1zr", "%27%20OR%201=1"}) {
            assertThat(ada.connection(id).expect(404).bodyWithoutRequestId()).isEqualTo(random.bodyWithoutRequestId());
        }
    }
}
