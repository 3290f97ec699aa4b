package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final Restarts.Life KILLED = started -> Optional.of(137);
    private static final Restarts.Life ENDED = started -> Optional.empty();
    private static final Restarts.Life KILLED_WHILE_STARTING = started -> {
        throw new StartRefused("killed while it started");
    };
    private static final Restarts.Life FULL_DISK = started -> {
        throw new IOException("no space");
    };
    private static final Restarts.Life TOLD_TO_END = started -> {
        throw new StartRefused.ForGood("told to end");
    };

    private final Deque<Restarts.Life> lives = new ArrayDeque<>();

    private Restarts of(Duration patience, Restarts.Life... sequence) {
        return of(patience, Duration.ofDays(1), sequence);
    }

    private Restarts of(Duration patience, Duration steady, Restarts.Life... sequence) {
        lives.addAll(Arrays.asList(sequence));
        return new Restarts(
                "The server", started -> lives.remove().untilItEnds(started), patience, steady, Duration.ZERO);
    }

    @Test
    void startsAServerThatServedForLongAgainHoweverOftenItDies() throws Exception {
        of(Duration.ZERO, Duration.ZERO, KILLED, KILLED, KILLED, ENDED).untilTheEnd(Instant.EPOCH);

        assertThat(lives).isEmpty();
    }

    @Test
    void triesOnWhereAServerThatServedDoesNotStartAgainAtOnce() throws Exception {
        of(Duration.ofDays(1), KILLED, KILLED_WHILE_STARTING, FULL_DISK, KILLED_WHILE_STARTING, ENDED)
                .untilTheEnd(Instant.EPOCH);

        assertThat(lives).isEmpty();
    }

    @Test
    void leavesAServerThatDiesAgainAndAgainToTheOperator() {
        Restarts restarts = of(Duration.ZERO, KILLED, KILLED, ENDED);

        assertThatThrownBy(() -> restarts.untilTheEnd(Instant.EPOCH))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("again and again");
    }

    @Test
    void doesNotTryForEver() {
        Restarts restarts = of(Duration.ZERO, KILLED, FULL_DISK, ENDED);

        assertThatThrownBy(() -> restarts.untilTheEnd(Instant.EPOCH)).hasMessage("no space");
    }

    @Test
    void tellsTheOperatorOfAFirstStartThatFails() {
        Restarts restarts = of(Duration.ofDays(1), KILLED_WHILE_STARTING, ENDED);

        assertThatThrownBy(() -> restarts.untilTheEnd(Instant.EPOCH))
                .isInstanceOf(StartRefused.class)
                .hasMessage("killed while it started");
    }

    @Test
    void startsNothingAgainThatWasToldToEndWhileItStarted() {
        Restarts restarts = of(Duration.ofDays(1), KILLED, TOLD_TO_END, ENDED);

        assertThatThrownBy(() -> restarts.untilTheEnd(Instant.EPOCH)).hasMessage("told to end");
    }
}
