package dev.dragops.systemtests.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import org.junit.jupiter.api.Test;

/** The provider is asked whether a credential works, by the request that its pack declares. */
@SystemTest
class PacksVerifyIT {
    private final Dragops dragops;
    private final Realm verified;
    private final Realm rotating;
    private final Person ada;

    PacksVerifyIT(Dragops dragops, Providers providers) {
        this.dragops = dragops;
        this.verified = providers.realm(Providers.VERIFIED);
        this.rotating = providers.realm(Providers.ROTATING);
        this.ada = dragops.register();
    }

    private Answer createKey(String key, String query) {
        return ada.post("/api/connections/api-key" + query, """
                {"provider":"mock-verified","apiKey":"%s"}
                """.formatted(key));
    }

    private Answer createFields(String password, String query) {
        return ada.post("/api/connections/credentials" + query, """
                {"provider":"mock-verified","credentials":{"user":"ada","password":"%s"}}
                """.formatted(password));
    }

    @Test
    void provesAnApiKeyThatWorks() {
        String id = createKey("good-key", "").expect(201).id();

        Answer result = ada.verifyConnection(id).expect(200);

        assertThat(result.text("/outcome")).isEqualTo("works");
        assertThat(result.text("/account/id")).isEqualTo("acct-7");
        assertThat(result.text("/account/label")).isEqualTo("ada at the provider");
        assertThat(result.text("/connection/status")).isEqualTo("active");
    }

    @Test
    void saysSoInTheStatusWhereAKeyIsRefusedAndThatItWorksAgain() {
        String id = createKey("bad-key", "").expect(201).id();

        assertThat(ada.verifyConnection(id).expect(200).text("/outcome")).isEqualTo("rejected");

        assertThat(ada.connection(id).text("/statusReason")).isEqualTo("verification_failed");
        ada.replaceCredential(id, "{\"apiKey\":\"good-key-2\"}").expect(200);
        assertThat(ada.verifyConnection(id).expect(200).text("/outcome")).isEqualTo("works");
        assertThat(ada.connection(id).json().has("statusReason")).isFalse();
    }

    @Test
    void concludesNothingWhereTheProviderIsOutOfOrder() {
        String id = createKey("odd-key", "").expect(201).id();

        Answer result = ada.verifyConnection(id).expect(200);

        assertThat(result.text("/outcome")).isEqualTo("inconclusive");
        assertThat(result.text("/connection/status")).isEqualTo("active");
        assertThat(result.json().path("connection").has("statusReason")).isFalse();
    }

    @Test
    void provesFields() {
        assertThat(ada.verifyConnection(createFields("good-one", "").expect(201).id())
                        .expect(200)
                        .text("/outcome"))
                .isEqualTo("works");
        assertThat(ada.verifyConnection(createFields("bad", "").expect(201).id())
                        .expect(200)
                        .text("/outcome"))
                .isEqualTo("rejected");
    }

    @Test
    void verifiesWhileItCreatesWhereThatIsAskedFor() {
        long before = verified.calls("whoami");
        assertThat(createKey("good-key", "").expect(201).json().has("verification"))
                .isFalse();
        assertThat(verified.calls("whoami")).isEqualTo(before);

        assertThat(createKey("good-key", "?verify=true").expect(201).text("/verification/outcome"))
                .isEqualTo("works");
        Answer refused = createFields("bad", "?verify=true").expect(201);
        assertThat(refused.text("/verification/outcome")).isEqualTo("rejected");
        assertThat(ada.connection(refused.id()).text("/statusReason")).isEqualTo("verification_failed");
        createKey("good-key", "?verify=perhaps").expect(400);
    }

    @Test
    void provesAToken() {
        rotating.honest();
        String id = ada.connects(Providers.ROTATING);

        Answer result = ada.verifyConnection(id).expect(200);

        assertThat(result.text("/outcome")).isEqualTo("works");
        assertThat(result.text("/account/id")).isEqualTo(ada.accountOf(id));
    }

    @Test
    void saysThatAPackDeclaresNoWay() {
        String id = ada.createCredentialsConnection(
                        "{\"provider\":\"acme\",\"credentials\":{\"login\":\"a\",\"pin\":\"123456\"}}")
                .expect(201)
                .id();

        assertThat(ada.verifyConnection(id).expect(200).text("/outcome")).isEqualTo("not_supported");
    }

    @Test
    void isTheOwnersToAskFor() {
        String id = createKey("good-key", "").expect(201).id();

        dragops.register().verifyConnection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        ada.program("connections:read").verifyConnection(id).expectProblem(403, "INSUFFICIENT_SCOPE");
        String revoked = createKey("good-key", "").expect(201).id();
        ada.revokeConnection(revoked).expect(200);
        ada.verifyConnection(revoked).expectProblem(409, "CONNECTION_REVOKED");
    }
}
