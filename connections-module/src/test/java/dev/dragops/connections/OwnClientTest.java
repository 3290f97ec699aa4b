package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.Rotation;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.ProviderClient.Proof;
import dev.dragops.oauth.ProviderRequest;
import dev.dragops.oauth.Template;
import dev.dragops.oauth.TokenReply;
import dev.dragops.vault.Plaintext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Connections whose fields are a client of the client credentials grant, and the verifying of credentials. */
class OwnClientTest {
    private static Pack.Field field(String name, boolean secret) {
        return new Pack.Field(
                name,
                name,
                Optional.empty(),
                Optional.empty(),
                true,
                secret,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static GrantsFixture fixture() {
        GrantsFixture fixture = new GrantsFixture();
        Pack.VerificationRequest verification = new Pack.VerificationRequest(
                new ProviderRequest(
                        "GET", new Template("https://acme.example/me"), Map.of(), Optional.empty(), Optional.empty()),
                List.of(200),
                Optional.empty());
        fixture.packs.use(new PackCatalogue(
                List.of(new Pack(
                        GrantsFixture.PROVIDER,
                        "acme",
                        "Acme",
                        "",
                        "1.0.0",
                        "other",
                        List.of(),
                        Optional.empty(),
                        List.of(new Pack.Method(
                                ConnectionType.CREDENTIALS,
                                List.of(field("id", false), field("key", true), field("region", false)),
                                Optional.of(new Pack.OAuth(
                                        GrantsFixture.definition(
                                                OAuthProvider.Grant.CLIENT_CREDENTIALS, Rotation.UNKNOWN, true),
                                        Optional.empty(),
                                        List.of(),
                                        Optional.of("id"),
                                        Optional.of("key"))),
                                Optional.of(verification))))),
                List.of()));
        return fixture;
    }

    private static Credential.Fields credential(String key) {
        return new Credential.Fields(Map.of(
                "id", Plaintext.ofText("me"),
                "key", Plaintext.ofText(key),
                "region", Plaintext.ofText("eu")));
    }

    private static ConnectionId create(GrantsFixture fixture) {
        return fixture.node()
                .connections
                .create(
                        GrantsFixture.caller(),
                        new NewConnection(
                                GrantsFixture.PROVIDER, credential("s3cret"), Optional.empty(), Optional.empty()),
                        Optional.empty())
                .connection()
                .id();
    }

    @Test
    void opensAnAccessTokenAndKeepsIt() {
        try (GrantsFixture fixture = fixture()) {
            ConnectionId id = create(fixture);
            assertThat(fixture.get(id).type()).isEqualTo(ConnectionType.CREDENTIALS);
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            fixture.expire();
            assertThat(fixture.opened(id)).isEqualTo("access-2");
            assertThat(fixture.provider.presented).containsExactly("me:s3cret@eu", "me:s3cret@eu");
        }
    }

    @Test
    void wantsAPersonWhereTheClientIsRefusedAndTakesAnother() {
        try (GrantsFixture fixture = fixture()) {
            ConnectionId id = create(fixture);
            fixture.provider.then(new TokenReply.Refused("invalid_client"));
            assertThatThrownBy(() -> fixture.opened(id))
                    .hasCauseInstanceOf(ConnectionsException.ReauthenticationRequired.class);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required rejected_by_provider");
            assertThat(fixture.toldApps).as("that client is not the app").isEmpty();
            fixture.node().connections.replaceCredential(GrantsFixture.caller(), id, credential("n3w"));
            assertThat(fixture.standing(id)).isEqualTo("active");
            assertThat(fixture.opened(id)).isEqualTo("access-2");
            assertThat(fixture.provider.presented).last().isEqualTo("me:n3w@eu");
        }
    }

    @Test
    void takesNoteOfWhatTheProviderSaysToACredential() {
        try (GrantsFixture fixture = fixture()) {
            ConnectionId id = create(fixture);
            Verification verification = verification(fixture);
            fixture.provider.proof = new Proof.Rejected(401);
            assertThat(verification.verify(GrantsFixture.caller(), id).join().outcome())
                    .isEqualTo(Verification.Outcome.REJECTED);
            assertThat(fixture.standing(id)).isEqualTo("active verification_failed");
            fixture.provider.proof = new Proof.Inconclusive("timeout");
            verification.verify(GrantsFixture.caller(), id).join();
            assertThat(fixture.standing(id)).isEqualTo("active verification_failed");
            fixture.provider.proof = new Proof.Accepted(Optional.of(new ProviderAccount("1", "ada")));
            Verification.Result works =
                    verification.verify(GrantsFixture.caller(), id).join();
            assertThat(works.outcome()).isEqualTo(Verification.Outcome.WORKS);
            assertThat(works.connection().statusReason()).isEmpty();
            assertThat(fixture.get(id).grant().flatMap(Grant::account)).contains(new ProviderAccount("1", "ada"));
            assertThat(fixture.provider.presented).contains("token=access-1");
            assertThat(fixture.audited)
                    .filteredOn("connection.verified"::equals)
                    .hasSize(3);
        }
    }

    private static Verification verification(GrantsFixture fixture) {
        GrantsFixture.Node node = fixture.node();
        return new Verification(
                node.transactions.entityManager(),
                fixture.database,
                node.ownWork,
                fixture.packs,
                fixture.vault,
                node.auditTrail,
                node.refreshing,
                node.calls,
                fixture.provider);
    }

    @Test
    void blamesNoTokenForWhatWasSaidToTheOneBefore() {
        try (GrantsFixture fixture = fixture()) {
            ConnectionId id = create(fixture);
            fixture.provider.proof = new Proof.Rejected(401);
            fixture.provider.whileProving = () -> fixture.refresh(id, Refreshing.Cause.ASKED);
            assertThat(verification(fixture)
                            .verify(GrantsFixture.caller(), id)
                            .join()
                            .outcome())
                    .isEqualTo(Verification.Outcome.REJECTED);
            assertThat(fixture.standing(id)).isEqualTo("active");
        }
    }

    @Test
    void keepsTheAccountThatItsConnectingTold() {
        try (GrantsFixture fixture = fixture()) {
            ConnectionId id = create(fixture);
            fixture.provider.proof = new Proof.Accepted(Optional.of(new ProviderAccount("1", "ada")));
            verification(fixture).verify(GrantsFixture.caller(), id).join();
            fixture.provider.proof = new Proof.Accepted(Optional.of(new ProviderAccount("by another name", "ada")));
            verification(fixture).verify(GrantsFixture.caller(), id).join();
            assertThat(fixture.get(id).grant().flatMap(Grant::account)).contains(new ProviderAccount("1", "ada"));
        }
    }
}
