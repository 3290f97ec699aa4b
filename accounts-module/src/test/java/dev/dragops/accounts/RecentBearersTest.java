package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentBearersTest {
    private final Bearer bearer = Bearer.next(Bearer.Kind.API_TOKEN);
    private final Proof proof = new Proof(
            UserId.next(), Role.MEMBER, Set.of(Scope.RUNTIME), new Caller.ByToken(TokenId.next()), Optional.empty());
    private Optional<Proof> inDatabase = Optional.of(proof);
    private Duration now = Duration.ofHours(1);
    private int asked;
    private final RecentBearers recent = new RecentBearers(() -> now.toNanos());

    @Test
    void asksTheDatabaseOnceForManyRequestsAtATime() {
        assertThat(find()).contains(proof);
        now = now.plus(RecentBearers.REMEMBERED).minusNanos(1);
        assertThat(find()).contains(proof);

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void learnsWithinHalfASecondWhatAnotherNodeRevoked() {
        find();
        inDatabase = Optional.empty();
        now = now.plus(RecentBearers.REMEMBERED);

        assertThat(find()).isEmpty();
        assertThat(RecentBearers.REMEMBERED).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void countsFromTheQuestionAndNotFromItsAnswer() {
        recent.find(bearer, () -> {
            now = now.plus(RecentBearers.REMEMBERED);
            return inDatabase;
        });
        inDatabase = Optional.empty();

        assertThat(find()).isEmpty();
    }

    @Test
    void knowsAtOnceWhatThisNodeRevoked() {
        find();
        inDatabase = Optional.empty();
        recent.forget();

        assertThat(find()).isEmpty();
    }

    @Test
    void remembersNothingThatWasReadBeforeARevocationAndAnsweredAfterIt() {
        recent.find(bearer, () -> {
            recent.forget();
            return inDatabase;
        });
        inDatabase = Optional.empty();

        assertThat(find()).isEmpty();
    }

    @Test
    void remembersNobodyWhoIsUnknown() {
        inDatabase = Optional.empty();
        find();
        inDatabase = Optional.of(proof);

        assertThat(find()).contains(proof);
    }

    @Test
    void tellsBearersApart() {
        find();

        assertThat(recent.find(Bearer.next(Bearer.Kind.API_TOKEN), Optional::empty))
                .isEmpty();
    }

    private Optional<Proof> find() {
        return recent.find(bearer, () -> {
            asked++;
            return inDatabase;
        });
    }
}
