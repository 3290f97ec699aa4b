package dev.dragops.systemtests.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ending a connection ends its grant at the provider too, unless another connection lives by the same one. */
@Tag("once")
@SystemTest
class OAuthRevokeIT {
    private static final Duration SOON = Duration.ofSeconds(45);

    private final Dragops dragops;
    private final Database database;
    private final Realm realm;
    private final Realm strict;
    private final Realm withoutRevocation;
    private final Person ada;
    private final Program engine;

    OAuthRevokeIT(Dragops dragops, Installation installation, Providers providers) {
        this.dragops = dragops;
        this.database = installation.database();
        this.realm = providers.realm(Providers.ROTATING);
        this.strict = providers.realm(Providers.STRICT);
        this.withoutRevocation = providers.realm(Providers.WITHOUT_REVOCATION);
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    @BeforeEach
    void honest() {
        realm.honest();
        strict.honest();
        withoutRevocation.honest();
    }

    private void awaitAudited(String connection, String action) {
        await(action).atMost(SOON).untilAsserted(() -> assertThat(database.texts(Audit.ACTIONS_OF, connection))
                .contains(action));
    }

    @Test
    void tellsTheProviderThatAConnectionIsRevoked() {
        String id = ada.connects(Providers.ROTATING);
        String account = ada.accountOf(id);

        assertThat(ada.revokeConnection(id).expect(200).text("/status")).isEqualTo("revoked");

        engine.openConnection(id).expectProblem(409, "CONNECTION_REVOKED");
        awaitAudited(id, "revocation.confirmed");
        assertThat(realm.isAlive(account)).isFalse();
        assertThat(realm.revocations(account)).isEqualTo(1);
        assertThat(database.texts(Audit.ACTIONS_OF, id)).contains("connection.revoked");
    }

    @Test
    void tellsTheProviderThatAConnectionIsDeleted() {
        String id = ada.connects(Providers.ROTATING);
        String account = ada.accountOf(id);

        ada.deleteConnection(id).expect(204);

        ada.connection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        awaitAudited(id, "revocation.confirmed");
        assertThat(ada.get("/api/connections/" + id + "/activity").expect(200).texts("/activity", "action"))
                .as("what is gone still tells how it ended")
                .startsWith("revocation.confirmed", "connection.deleted")
                .endsWith("connection.connected");
        dragops.register().get("/api/connections/" + id + "/activity").expectProblem(404, "CONNECTION_NOT_FOUND");
        assertThat(realm.isAlive(account)).isFalse();
    }

    @Test
    void triesAgainWhereTheProviderCannotNow() {
        String id = ada.connects(Providers.ROTATING);
        String account = ada.accountOf(id);
        realm.answersRevocation(503);

        ada.deleteConnection(id).expect(204);

        awaitAudited(id, "revocation.failed");
        // the rest of a minute, let pass at once
        database.execute(
                "UPDATE con_revocation SET next_attempt_at = UTC_TIMESTAMP(6) WHERE connection_id = '" + id + "'");
        await("it is tried again").atMost(SOON).until(() -> !realm.isAlive(account));
        awaitAudited(id, "revocation.confirmed");
    }

    @Test
    void saysThatTheProviderHasNoWay() {
        String id = ada.connects(Providers.WITHOUT_REVOCATION);
        String account = ada.accountOf(id);

        ada.revokeConnection(id).expect(200);

        awaitAudited(id, "revocation.not_supported");
        assertThat(withoutRevocation.isAlive(account)).isTrue();
        assertThat(withoutRevocation.revocations(account)).isZero();
    }

    @Test
    void sparesTheGrantThatAnotherConnectionLivesBy() {
        strict.approvesAs("shared-" + UUID.randomUUID()).endsAccountsByRevocation();
        String first = ada.connects(Providers.STRICT);
        String second = ada.connects(Providers.STRICT);
        String account = ada.accountOf(first);
        assertThat(ada.accountOf(second)).isEqualTo(account);

        ada.deleteConnection(first).expect(204);
        ada.connection(first).expect(404);

        // whatever is to be told to the provider was told before this new connection's end is
        String witness = witness();
        assertThat(strict.revocations(account)).isZero();
        assertThat(strict.accepts(engine.openConnection(second).text("/credentials/accessToken")))
                .isTrue();
        ada.deleteConnection(second).expect(204);
        await("the last one ends the grant").atMost(SOON).until(() -> !strict.isAlive(account));
        assertThat(witness).isNotEqualTo(account);
    }

    /** Another account's connection that is made and deleted, and whose revocation arrived. */
    private String witness() {
        strict.approvesAs("witness-" + UUID.randomUUID());
        String id = ada.connects(Providers.STRICT);
        String account = ada.accountOf(id);
        ada.deleteConnection(id).expect(204);
        await("a later revocation").atMost(SOON).until(() -> !strict.isAlive(account));
        return account;
    }

    @Test
    void endsEachGrantByItselfWhereTheProviderKeepsThemApart() {
        realm.approvesAs("apart-" + UUID.randomUUID());
        String first = ada.connects(Providers.ROTATING);
        String second = ada.connects(Providers.ROTATING);
        String account = ada.accountOf(first);

        ada.deleteConnection(first).expect(204);

        awaitAudited(first, "revocation.confirmed");
        assertThat(realm.revocations(account)).isEqualTo(1);
        assertThat(realm.accepts(engine.openConnection(second).text("/credentials/accessToken")))
                .isTrue();
    }

    @Test
    void endsTheOldGrantOfAReconnectedConnectionAndNotTheNewOne() {
        realm.approvesAs("again-" + UUID.randomUUID());
        String id = ada.connects(Providers.ROTATING);
        String old = engine.openConnection(id).text("/credentials/accessToken");

        ada.reconnects(Providers.ROTATING, id);

        String fresh = engine.openConnection(id).text("/credentials/accessToken");
        assertThat(realm.accepts(fresh)).isTrue();
        await("the old grant ends").atMost(SOON).until(() -> !realm.accepts(old));
        assertThat(realm.accepts(fresh)).isTrue();
    }

    @Test
    void isNobodyElsesToEnd() {
        String id = ada.connects(Providers.ROTATING);
        Person eve = dragops.register();

        eve.revokeConnection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        eve.refreshConnection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        eve.deleteConnection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        eve.engine().openConnection(id).expectProblem(404, "CONNECTION_NOT_FOUND");
        eve.engine()
                .rejectToken("{\"connectionId\":\"%s\",\"tokenFingerprint\":\"%s\"}".formatted(id, "0".repeat(64)))
                .expectProblem(404, "CONNECTION_NOT_FOUND");

        assertThat(ada.connection(id).text("/status")).isEqualTo("active");
    }
}
