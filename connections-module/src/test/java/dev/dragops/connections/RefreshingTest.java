package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.oauth.OAuthProvider.Rotation;
import dev.dragops.oauth.TokenReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefreshingTest {
    @Test
    void handsOutATokenThatIsFarFromItsEndAsItIs() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(3000);
            assertThat(fixture.opened(id)).isEqualTo("access-0");
            assertThat(fixture.provider.calls).hasValue(0);
            assertThat(fixture.audited).containsExactly("credential.opened");
        }
    }

    @Test
    void refreshesAnExpiredTokenOnceForAHundredCallers() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            List<CompletableFuture<Opened>> answers = IntStream.range(0, 100)
                    .parallel()
                    .mapToObj(any -> fixture.node()
                            .connections
                            .open(GrantsFixture.caller(), id.value(), GrantsFixture.execution()))
                    .toList();
            for (CompletableFuture<Opened> answer : answers) {
                try (Opened opened = answer.join()) {
                    assertThat(((Credential.OAuthTokens) opened.credential())
                                    .accessToken()
                                    .revealText())
                            .isEqualTo("access-1");
                    assertThat(((Credential.OAuthTokens) opened.credential()).refreshToken())
                            .isEmpty();
                }
            }
            assertThat(fixture.provider.calls).hasValue(1);
            assertThat(fixture.provider.presented).containsExactly("refresh-0");
            assertThat(fixture.audited).filteredOn("credential.opened"::equals).hasSize(100);
        }
    }

    @Test
    void asksOnceForEachExpiryOnTwoNodes() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            GrantsFixture.Node first = fixture.node();
            GrantsFixture.Node second = fixture.new Node();
            fixture.nodes.add(second);
            ConnectionId id = fixture.connected(-10);
            for (int round = 1; round <= 50; round++) {
                fixture.expire();
                CompletableFuture<Opened> one =
                        first.connections.open(GrantsFixture.caller(), id.value(), GrantsFixture.execution());
                CompletableFuture<Opened> other =
                        second.connections.open(GrantsFixture.caller(), id.value(), GrantsFixture.execution());
                one.join().close();
                other.join().close();
                assertThat(fixture.provider.calls).hasValue(round);
            }
            assertThat(fixture.provider.presented).doesNotHaveDuplicates();
        }
    }

    @Test
    void servesTheOldTokenWhereARefreshFailsBeforeItsEnd() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(60);
            fixture.provider.then(new TokenReply.NotSent("no address"));
            assertThat(fixture.opened(id)).isEqualTo("access-0");
            assertThat(fixture.standing(id)).isEqualTo("active refresh_failing");
            assertThat(fixture.opened(id)).isEqualTo("access-0");
            assertThat(fixture.provider.calls).as("it rests").hasValue(1);
            assertThat(fixture.get(id).grant().orElseThrow().nextAttempt()).isPresent();
        }
    }

    @Test
    void keepsWhatTheReplyLeavesOut() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(ScriptedProvider.granted("access-1", "", -1));
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            assertThat(fixture.get(id).scopes()).containsExactly("read");
            assertThat(fixture.number("select timestampdiff(second, utc_timestamp(6), expires_at) from con_grant"))
                    .isBetween(3500L, 3600L);
            fixture.expire();
            assertThat(fixture.opened(id)).isEqualTo("access-2");
            assertThat(fixture.provider.presented).containsExactly("refresh-0", "refresh-0");
        }
    }

    @Test
    void wantsAPersonWhereTheGrantIsRefused() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(new TokenReply.Refused("invalid_grant"));
            assertThatThrownBy(() -> fixture.opened(id))
                    .hasCauseInstanceOf(ConnectionsException.ReauthenticationRequired.class);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required refresh_token_rejected");
            assertThatThrownBy(() -> fixture.opened(id))
                    .isInstanceOf(ConnectionsException.ReauthenticationRequired.class);
            fixture.refresh(id, Refreshing.Cause.ASKED);
            assertThat(fixture.provider.calls).hasValue(1);
            assertThat(fixture.audited)
                    .containsExactly("connection.reauth_required reauth_required refresh_token_rejected");
        }
    }

    @Test
    void retriesAnUnknownOutcomeWhenTheFailingServerSaidNotBefore() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(new TokenReply.Unknown("status_503", Optional.of(Duration.ofMinutes(2))));
            assertThatThrownBy(() -> fixture.opened(id))
                    .hasCauseInstanceOf(ConnectionsException.TokenUnavailable.class);
            assertThatThrownBy(() -> fixture.opened(id)).isInstanceOf(ConnectionsException.TokenUnavailable.class);
            assertThat(fixture.provider.calls).as("asked again too soon").hasValue(1);
            fixture.makeDue();
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.standing(id)).isEqualTo("active");
            assertThat(fixture.provider.calls).hasValue(2);
        }
    }

    @Test
    void retriesAnUnknownOutcomeOnceAndThenGivesUp() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(new TokenReply.Unknown("reset"));
            fixture.provider.then(new TokenReply.Unknown("timeout"));
            assertThatThrownBy(() -> fixture.opened(id))
                    .hasCauseInstanceOf(ConnectionsException.TokenUnavailable.class);
            assertThat(fixture.standing(id)).isEqualTo("failing provider_unavailable");
            fixture.makeDue();
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required refresh_outcome_unknown");
            fixture.refresh(id, Refreshing.Cause.NEEDED);
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.provider.calls).hasValue(2);
            fixture.refresh(id, Refreshing.Cause.ASKED);
            assertThat(fixture.provider.calls).as("a person may try").hasValue(3);
            assertThat(fixture.standing(id)).isEqualTo("active");
            assertThat(fixture.opened(id)).isEqualTo("access-3");
        }
    }

    @Test
    void tellsThatTheOutcomeIsUnknownWhereTheRetryIsRefused() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(new TokenReply.Unknown("reset"));
            fixture.provider.then(new TokenReply.Refused("invalid_grant"));
            fixture.refresh(id, Refreshing.Cause.NEEDED);
            fixture.refresh(id, Refreshing.Cause.NEEDED);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required refresh_outcome_unknown");
        }
    }

    @Test
    void neverGivesUpWhereTryingAgainIsHarmless() {
        try (GrantsFixture fixture = new GrantsFixture(Rotation.STABLE, true)) {
            ConnectionId id = fixture.connected(-10);
            for (int i = 0; i < 5; i++) {
                fixture.provider.then(new TokenReply.Unknown("timeout"));
                fixture.makeDue();
                fixture.refresh(id, Refreshing.Cause.DUE);
                assertThat(fixture.standing(id)).isEqualTo("failing provider_unavailable");
            }
            fixture.makeDue();
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.standing(id)).isEqualTo("active");
        }
    }

    @Test
    void countsALeaseThatRanOutAsAnUnknownOutcome() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            for (int death = 0; death < 2; death++) {
                // a process that ends after its claim, or after the answer and before the commit
                assertThat(claim(fixture, id)).isInstanceOf(Claimed.Claim.class);
                assertThat(claim(fixture, id)).isInstanceOf(Claimed.Busy.class);
                fixture.sql("update con_grant set lease_until = utc_timestamp(6) - interval 1 second");
            }
            fixture.refresh(id, Refreshing.Cause.NEEDED);
            assertThat(fixture.provider.calls)
                    .as("two attempts with one token are all")
                    .hasValue(0);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required refresh_outcome_unknown");
        }
    }

    @Test
    void storesALateSuccessWhateverHappenedMeanwhile() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            Claimed.Claim slow = (Claimed.Claim) claim(fixture, id);
            fixture.sql("update con_grant set lease_until = utc_timestamp(6) - interval 1 second");
            fixture.provider.then(new TokenReply.Refused("invalid_grant"));
            fixture.refresh(id, Refreshing.Cause.NEEDED);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required refresh_outcome_unknown");
            settle(fixture, slow, ScriptedProvider.granted("late", "refresh-late", 3600));
            assertThat(fixture.standing(id)).isEqualTo("active");
            assertThat(fixture.opened(id)).isEqualTo("late");
        }
    }

    @Test
    void ignoresALateFailureOfAnEarlierAttempt() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            Claimed.Claim slow = (Claimed.Claim) claim(fixture, id);
            fixture.sql("update con_grant set lease_until = utc_timestamp(6) - interval 1 second");
            Claimed.Claim second = (Claimed.Claim) claim(fixture, id);
            settle(fixture, slow, new TokenReply.Refused("invalid_grant"));
            settle(fixture, second, ScriptedProvider.granted("second", "refresh-second", 3600));
            assertThat(fixture.standing(id)).isEqualTo("active");
            settle(fixture, slow, ScriptedProvider.granted("slow", "refresh-slow", 3600));
            assertThat(fixture.opened(id)).isEqualTo("second");
            assertThat(fixture.number("select count(*) from con_revocation")).isZero();
        }
    }

    @Test
    void holdsTheAnswerWhileTheDatabaseIsAway() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            CountDownLatch asked = new CountDownLatch(1);
            fixture.provider.then(() -> {
                fixture.databaseIsAway = true;
                asked.countDown();
                return ScriptedProvider.granted("access-1", "refresh-1", 3600);
            });
            CompletableFuture<Opened> answer =
                    fixture.node().connections.open(GrantsFixture.caller(), id.value(), GrantsFixture.execution());
            await(asked);
            assertThat(fixture.number("select generation from con_grant")).isEqualTo(1);
            fixture.databaseIsAway = false;
            answer.join().close();
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            assertThat(fixture.provider.calls).hasValue(1);
            assertThat(fixture.number("select generation from con_grant")).isEqualTo(2);
        }
    }

    @Test
    void showsAMisconfiguredAppThereAndMendsItByASuccess() throws InterruptedException {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(new TokenReply.Refused("invalid_client"));
            fixture.refresh(id, Refreshing.Cause.NEEDED);
            assertThat(fixture.standing(id)).isEqualTo("failing app_misconfigured");
            fixture.makeDue();
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.standing(id)).isEqualTo("active");
            assertThat(fixture.toldApps.poll(10, TimeUnit.SECONDS)).isEqualTo("invalid_client");
            assertThat(fixture.toldApps.poll(10, TimeUnit.SECONDS)).isEqualTo("fine");
        }
    }

    @Test
    void wantsAPersonWhereTheAppIsAnother() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.appClient = Optional.of("client-2");
            fixture.refresh(id, Refreshing.Cause.NEEDED);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required app_changed");
            assertThat(fixture.provider.calls).hasValue(0);
        }
    }

    @Test
    void restsAsLongAsTheProviderAsks() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(new TokenReply.Later(Optional.of(Duration.ofMinutes(2))));
            assertThatThrownBy(() -> fixture.opened(id))
                    .cause()
                    .isInstanceOfSatisfying(
                            ConnectionsException.TokenUnavailable.class,
                            later -> assertThat(later.retryAfterSeconds()).isBetween(110L, 121L));
            assertThatThrownBy(() -> fixture.opened(id)).isInstanceOf(ConnectionsException.TokenUnavailable.class);
            fixture.refresh(id, Refreshing.Cause.ASKED);
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.provider.calls).hasValue(1);
        }
    }

    @Test
    void neverCountsWhatWasNotSent() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            for (int i = 0; i < 5; i++) {
                fixture.provider.then(i % 2 == 0 ? new TokenReply.NotSent("refused") : new TokenReply.Odd(404));
                fixture.makeDue();
                fixture.refresh(id, Refreshing.Cause.DUE);
            }
            assertThat(fixture.number("select unknown_outcomes from con_grant")).isZero();
            assertThat(fixture.standing(id)).isEqualTo("failing provider_unavailable");
        }
    }

    @Test
    void wantsAPersonAtTheEndOfATokenThatCannotBeRefreshed() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(60, "", Optional.empty());
            assertThat(fixture.standing(id)).isEqualTo("active expiring");
            assertThat(fixture.opened(id)).isEqualTo("access-0");
            fixture.expire();
            assertThatThrownBy(() -> fixture.opened(id))
                    .isInstanceOf(ConnectionsException.ReauthenticationRequired.class);
            assertThat(fixture.standing(id)).isEqualTo("reauth_required token_expired");
        }
    }

    @Test
    void erasesAtOnceAndRevokesTheLosersOfARace() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            Claimed.Claim flight = (Claimed.Claim) claim(fixture, id);
            fixture.node().connections.delete(GrantsFixture.caller(), id);
            settle(fixture, flight, ScriptedProvider.granted("late", "refresh-late", 3600));
            assertThat(fixture.number("select count(*) from con_grant")).isZero();
            assertThat(fixture.number("select count(*) from con_revocation")).isEqualTo(2);
            fixture.node().revocations.revokeWhatIsDue();
            awaitThat(() -> fixture.number("select count(*) from con_revocation") == 0);
            assertThat(fixture.provider.revoked).containsExactlyInAnyOrder("access-0", "late");
            assertThat(fixture.audited)
                    .filteredOn("revocation.confirmed"::equals)
                    .hasSize(2);
        }
    }

    @Test
    void resurrectsNothingThatWasRevoked() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            Claimed.Claim flight = (Claimed.Claim) claim(fixture, id);
            fixture.node().connections.revoke(GrantsFixture.caller(), id);
            settle(fixture, flight, ScriptedProvider.granted("late", "refresh-late", 3600));
            assertThat(fixture.standing(id)).isEqualTo("revoked");
            assertThat(fixture.number("select count(*) from con_grant where envelope is not null"))
                    .isZero();
            assertThatThrownBy(() -> fixture.opened(id)).isInstanceOf(ConnectionsException.Revoked.class);
        }
    }

    @Test
    void endsNoGrantThatAnotherConnectionStandsOn() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId one = fixture.connected(3000);
            ConnectionId other = fixture.connected(3000);
            fixture.node().connections.delete(GrantsFixture.caller(), one);
            assertThat(fixture.audited).contains("connection.deleted kept: shared with another connection");
            fixture.node().connections.delete(GrantsFixture.caller(), other);
            assertThat(fixture.audited).contains("connection.deleted queued");
        }
        try (GrantsFixture fixture = new GrantsFixture(Rotation.ROTATING, false)) {
            ConnectionId one = fixture.connected(3000);
            fixture.connected(3000);
            fixture.node().connections.delete(GrantsFixture.caller(), one);
            assertThat(fixture.audited).contains("connection.deleted queued");
        }
    }

    @Test
    void endsNoGrantThatAConnectionStandsOnWhichCameAfterTheDeletion() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId gone = fixture.connected(3000);
            fixture.node().connections.delete(GrantsFixture.caller(), gone);
            assertThat(fixture.audited).contains("connection.deleted queued");
            fixture.connected(3000);
            fixture.node().revocations.revokeWhatIsDue();
            assertThat(fixture.number("select count(*) from con_revocation")).isZero();
            assertThat(fixture.audited).contains("revocation.kept");
            assertThat(fixture.provider.revoked).isEmpty();
        }
    }

    @Test
    void revokesTheOthersWhereOneCannotBeMade() {
        try (GrantsFixture fixture = new GrantsFixture(Rotation.ROTATING, false)) {
            ConnectionId broken = fixture.connected(3000);
            ConnectionId other = fixture.connected(3000);
            fixture.node().connections.delete(GrantsFixture.caller(), broken);
            fixture.sql("update con_revocation set instance_values = 'no JSON',"
                    + " next_attempt_at = next_attempt_at - interval 1 minute");
            fixture.node().connections.delete(GrantsFixture.caller(), other);
            fixture.node().revocations.revokeWhatIsDue();
            awaitThat(() -> fixture.number("select count(*) from con_revocation") == 1);
            assertThat(fixture.provider.revoked).hasSize(1);
        }
    }

    @Test
    void endsNoTokenOfALateAnswerThatAReconnectionGaveToo() {
        try (GrantsFixture fixture = new GrantsFixture(Rotation.STABLE, false)) {
            ConnectionId id = fixture.connected(-10);
            Claimed.Claim flight = (Claimed.Claim) claim(fixture, id);
            fixture.reconnected(id, "access-1", "refresh-0");
            settle(fixture, flight, ScriptedProvider.granted("late", "", 3600));
            assertThat(fixture.opened(id)).isEqualTo("access-1");
            assertThat(fixture.number("select count(*) from con_revocation")).isZero();
        }
    }

    @Test
    void isNotActiveByATokenThatEndedBeforeItCame() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            fixture.provider.then(ScriptedProvider.granted("access-1", "refresh-1", 0));
            assertThatThrownBy(() -> fixture.opened(id))
                    .hasCauseInstanceOf(ConnectionsException.TokenUnavailable.class);
            assertThat(fixture.standing(id)).isEqualTo("failing refresh_failing");
            assertThat(fixture.get(id).grant().orElseThrow().nextAttempt()).isPresent();
            assertThatThrownBy(() -> fixture.opened(id)).isInstanceOf(ConnectionsException.TokenUnavailable.class);
            assertThat(fixture.provider.calls).as("no loop").hasValue(1);
            fixture.makeDue();
            fixture.refresh(id, Refreshing.Cause.DUE);
            assertThat(fixture.provider.presented).containsExactly("refresh-0", "refresh-1");
            assertThat(fixture.standing(id)).isEqualTo("active");
        }
    }

    @Test
    void isNotActivePastTheEndOfATokenWhileTheProviderWantsPeace() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(60);
            fixture.provider.then(new TokenReply.Later(Optional.of(Duration.ofMinutes(30))));
            assertThat(fixture.opened(id)).isEqualTo("access-0");
            assertThat(fixture.standing(id)).isEqualTo("active refresh_failing");
            fixture.expire();
            assertThat(fixture.standing(id)).isEqualTo("failing provider_unavailable");
        }
    }

    @Test
    void storesWhatIsAtTheProviderAsTheServerEnds() throws InterruptedException {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId id = fixture.connected(-10);
            Thread stopping = new Thread(fixture.node().refreshing::stop);
            CountDownLatch asked = new CountDownLatch(1);
            fixture.provider.then(() -> {
                stopping.start();
                asked.countDown();
                awaitThat(() -> stopping.getState() == Thread.State.TIMED_WAITING
                        || stopping.getState() == Thread.State.TERMINATED);
                return ScriptedProvider.granted("access-1", "refresh-1", 3600);
            });
            CompletableFuture<Opened> answer =
                    fixture.node().connections.open(GrantsFixture.caller(), id.value(), GrantsFixture.execution());
            await(asked);
            stopping.join();
            assertThat(fixture.number("select generation from con_grant")).isEqualTo(2);
            assertThat(answer).as("whoever asked").isNotNull();
        }
    }

    @Test
    void refreshesAheadOfTimeByTheJob() {
        try (GrantsFixture fixture = new GrantsFixture()) {
            ConnectionId due = fixture.connected(200);
            ConnectionId fresh = fixture.connected(3000);
            fixture.makeDueOf(due);
            fixture.node().job.refreshWhatIsDue();
            awaitThat(
                    () -> fixture.number("select generation from con_grant where connection_id = '" + due + "'") == 2);
            assertThat(fixture.opened(fresh)).isEqualTo("access-0");
            assertThat(fixture.provider.calls).hasValue(1);
        }
    }

    private static Claimed claim(GrantsFixture fixture, ConnectionId id) {
        long generation = fixture.number("select generation from con_grant where connection_id = '" + id + "'");
        GrantsFixture.Node node = fixture.node();
        return node.ownWork.run(() -> node.grants.claim(
                new Grants.Wish(id, GrantsFixture.PROVIDER, generation, Refreshing.Cause.NEEDED),
                node.apps.find("acme"),
                "another node"));
    }

    private static void settle(GrantsFixture fixture, Claimed.Claim claim, TokenReply reply) {
        GrantsFixture.Node node = fixture.node();
        node.ownWork.run(() -> {
            node.grants.settle(claim, reply, Duration.ZERO);
            return claim;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static void awaitThat(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
