package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.Caller;
import dev.dragops.oauth.AuthorizationId;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.ProviderClient;
import dev.dragops.oauth.TokenReply;
import dev.dragops.platform.Ids;
import dev.dragops.vault.Plaintext;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OAuthConnectionsTest {
    /** Authorizations that are consumed at once, and remember how they ended. */
    private static final class ScriptedAuthorizations extends Authorizations {
        final List<String> ended = Collections.synchronizedList(new ArrayList<>());
        Optional<String> reconnect = Optional.empty();
        Optional<String> displayName = Optional.empty();
        boolean opensAtOnce = true;
        final CountDownLatch metadata = new CountDownLatch(1);

        @Override
        public boolean opensAtOnce(Caller caller, AuthorizationId id, OAuthProvider definition) {
            return opensAtOnce;
        }

        @Override
        public URI open(Caller caller, AuthorizationId id, OAuthProvider definition) {
            if (!opensAtOnce) {
                awaitMetadata();
            }
            return URI.create("https://acme.example/authorize");
        }

        private void awaitMetadata() {
            try {
                assertThat(metadata.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        @Override
        public Callback consume(Optional<Caller> caller, OAuthProvider definition, Map<String, List<String>> query) {
            return new Consumed(
                    new AuthorizationId(Ids.next("oaz")),
                    GrantsFixture.USER,
                    "acme",
                    new Request(displayName, List.of(), Optional.empty(), reconnect, Map.of("region", "eu")),
                    new ProviderClient.Code(
                            Plaintext.ofText("code"), Plaintext.ofText("verifier"), Plaintext.ofText("nonce")),
                    Map.of("realmId", "7"));
        }

        @Override
        public void succeed(AuthorizationId id, String connection) {
            ended.add(connection);
        }

        @Override
        public void fail(AuthorizationId id, String code) {
            ended.add("failed " + code);
        }

        @Override
        public Authorization get(Caller caller, AuthorizationId id) {
            return new Authorization(
                    id,
                    "acme",
                    Status.SUCCEEDED,
                    URI.create("https://dragops.example"),
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        String last() {
            return ended.get(ended.size() - 1);
        }
    }

    private static OAuthConnections beans(GrantsFixture fixture, Authorizations authorizations) {
        GrantsFixture.Node node = fixture.node();
        return new OAuthConnections(
                node.transactions.entityManager(),
                fixture.database,
                node.ownWork,
                fixture.packs,
                fixture.vault,
                node.auditTrail,
                node.refreshing,
                authorizations,
                node.apps,
                node.calls,
                fixture.provider);
    }

    private static void finish(OAuthConnections connections) {
        connections
                .finish(Optional.of(GrantsFixture.caller()), GrantsFixture.PROVIDER, Map.of())
                .join();
    }

    @Test
    void opensAtOnceWhatIsKnownAndWaitsForMetadataElsewhere() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            OAuthConnections connections = beans(fixture, authorizations);
            AuthorizationId id = new AuthorizationId(Ids.next("oaz"));

            assertThat(connections.open(GrantsFixture.caller(), id))
                    .isCompletedWithValue(URI.create("https://acme.example/authorize"));

            authorizations.opensAtOnce = false;
            CompletableFuture<URI> asked = connections.open(GrantsFixture.caller(), id);
            assertThat(asked).as("the caller's thread has not waited").isNotDone();
            authorizations.metadata.countDown();
            assertThat(asked.join()).isEqualTo(URI.create("https://acme.example/authorize"));
        }
    }

    @Test
    void connectsWithAccountScopesAndExpiry() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            fixture.provider.account = Optional.of(new ProviderAccount("1", "ada"));
            finish(beans(fixture, authorizations));
            ConnectionId id = new ConnectionId(authorizations.last());
            Connection connection = fixture.get(id);
            assertThat(connection.displayName()).isEqualTo("Acme");
            assertThat(connection.type()).isEqualTo(ConnectionType.OAUTH);
            Grant grant = connection.grant().orElseThrow();
            assertThat(grant.scopes()).containsExactly("read");
            assertThat(grant.account()).contains(new ProviderAccount("1", "ada"));
            assertThat(grant.expiresAt()).isPresent();
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            assertThat(fixture.audited).contains("connection.connected");
            authorizations.displayName = Optional.of("Acme");
            finish(beans(fixture, authorizations));
            assertThat(fixture.get(new ConnectionId(authorizations.last())).displayName())
                    .as("no token is lost for a name")
                    .isEqualTo("Acme 2");
        }
    }

    @Test
    void keepsWhyAnExchangeFailed() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            OAuthConnections connections = beans(fixture, authorizations);
            fixture.provider.then(new TokenReply.Refused("invalid_client"));
            finish(connections);
            fixture.provider.then(new TokenReply.Unknown("reset"));
            finish(connections);
            fixture.provider.then(() -> {
                throw new dev.dragops.oauth.OAuthException.TargetRefused("no");
            });
            finish(connections);
            assertThat(authorizations.ended)
                    .containsExactly("failed invalid_client", "failed outcome_unknown", "failed target_refused");
            assertThat(fixture.toldApps).containsExactly("invalid_client");
            assertThat(fixture.number("select count(*) from con_connection")).isZero();
        }
    }

    @Test
    void reconnectsAndDropsWhatWasUnderWay() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            authorizations.reconnect = Optional.of(id.value());
            fixture.provider.then(() -> {
                // while a refresh of the old tokens is at the provider, a person approves again
                fixture.provider.account = Optional.of(new ProviderAccount("2", "bob"));
                finish(beans(fixture, authorizations));
                return ScriptedProvider.granted("late", "refresh-late", 3600);
            });
            assertThat(fixture.opened(id)).isEqualTo("access-2");
            assertThat(authorizations.last()).isEqualTo(id.value());
            assertThat(fixture.standing(id)).isEqualTo("active");
            // another account: nothing that is still needed ends with the old tokens, of which there are two
            assertThat(fixture.number("select count(*) from con_revocation")).isEqualTo(2);
        }
    }

    @Test
    void refusesACredentialInPlaceOfTokensAndSaysWhatHelps() {
        try (GrantsFixture fixture = new GrantsFixture();
                Credential key = new Credential.ApiKey(Plaintext.ofText("key"))) {
            ConnectionId id = fixture.connected(3000);

            assertThatThrownBy(() -> fixture.node().connections.replaceCredential(GrantsFixture.caller(), id, key))
                    .isInstanceOf(ConnectionsException.WrongCredentialKind.class)
                    .hasMessageContaining("reconnect");
            assertThat(fixture.opened(id)).isEqualTo("access-0");
        }
    }

    @Test
    void endsNoTokenThatAReconnectionGivesAgain() {
        try (GrantsFixture fixture = new GrantsFixture(OAuthProvider.Rotation.STABLE, false)) {
            ConnectionId id = fixture.connected(3000);
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            authorizations.reconnect = Optional.of(id.value());
            fixture.provider.then(ScriptedProvider.granted("access-1", "refresh-0", 3600));
            finish(beans(fixture, authorizations));
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            assertThat(fixture.number("select count(*) from con_revocation")).isZero();
        }
    }

    @Test
    void revokesWhatCameForAConnectionThatIsGone() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            authorizations.reconnect = Optional.of(ConnectionId.next().value());
            finish(beans(fixture, authorizations));
            assertThat(authorizations.last()).isEqualTo("failed connection_gone");
            assertThat(fixture.number("select count(*) from con_revocation")).isEqualTo(1);
        }
    }

    @Test
    void refreshesARejectedTokenOnceAndThenWantsAPerson() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(3000);
            OAuthConnections connections = beans(fixture, new ScriptedAuthorizations());
            RejectedToken first = new RejectedToken.Fingerprint(fingerprint("access-0"));
            connections.rejected(GrantsFixture.caller(), id, first).join();
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            connections.rejected(GrantsFixture.caller(), id, first).join();
            assertThat(fixture.provider.calls)
                    .as("that one is replaced already")
                    .hasValue(1);
            RejectedToken second = new RejectedToken.ExpiringAt(
                    fixture.get(id).grant().flatMap(Grant::expiresAt).orElseThrow());
            Connection told =
                    connections.rejected(GrantsFixture.caller(), id, second).join();
            assertThat(told.status()).isEqualTo(ConnectionStatus.REAUTH_REQUIRED);
            assertThat(told.statusReason()).contains("rejected_by_provider");
            assertThat(fixture.provider.calls).hasValue(1);
        }
    }

    @Test
    void handsOutNoTokenThatTheProviderRefused() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(3000);
            OAuthConnections connections = beans(fixture, new ScriptedAuthorizations());
            fixture.provider.then(new TokenReply.NotSent("no address"));
            Connection told = connections
                    .rejected(GrantsFixture.caller(), id, new RejectedToken.Fingerprint(fingerprint("access-0")))
                    .join();
            assertThat(told.status()).isEqualTo(ConnectionStatus.FAILING);
            assertThatThrownBy(() -> fixture.opened(id)).isInstanceOf(ConnectionsException.TokenUnavailable.class);
            fixture.makeDue();
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.opened(id)).isEqualTo("access-2");
        }
    }

    @Test
    void tellsWhereTheTokensCouldNotBeSavedAndRevokesThem() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            // refused only as it is saved
            authorizations.displayName = Optional.of("line\nbreak");
            finish(beans(fixture, authorizations));
            assertThat(authorizations.ended).hasSize(1);
            assertThat(authorizations.last()).startsWith("failed ");
            assertThat(fixture.number("select count(*) from con_connection")).isZero();
            assertThat(fixture.number("select count(*) from con_revocation")).isEqualTo(1);
        }
    }

    @Test
    void keepsTokensThoughTheStateOfTheAppCannotBeStored() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ScriptedAuthorizations authorizations = new ScriptedAuthorizations();
            fixture.appProblem = Optional.of("invalid_client");
            fixture.tellingFails = true;
            finish(beans(fixture, authorizations));
            assertThat(fixture.opened(new ConnectionId(authorizations.last()))).isEqualTo("access-1");
        }
    }

    @Test
    void refreshesAsAPersonAsks() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            OAuthConnections connections = beans(fixture, new ScriptedAuthorizations());
            ConnectionId id = fixture.connected(3000);
            assertThat(connections.refresh(GrantsFixture.caller(), id).join().status())
                    .isEqualTo(ConnectionStatus.ACTIVE);
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            ConnectionId without = fixture.connected(3000, "", Optional.empty());
            assertThatThrownBy(() -> connections.refresh(GrantsFixture.caller(), without))
                    .isInstanceOf(ConnectionsException.NotRefreshable.class);
            fixture.node().connections.revoke(GrantsFixture.caller(), id);
            assertThatThrownBy(() -> connections.refresh(GrantsFixture.caller(), id))
                    .isInstanceOf(ConnectionsException.Revoked.class);
        }
    }

    private static String fingerprint(String token) {
        return TokenFormat.fingerprint(Plaintext.ofText(token));
    }
}
