package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnonymousQuotaTest {
    private static final String ADDRESS = "192.0.2.1";

    private final MovableClock clock = new MovableClock();
    private final AnonymousQuota quota = new AnonymousQuota(clock);

    @Test
    void grantsThirtyRowsAMinuteAndTellsHowManyItRefused() {
        takeAll(ADDRESS);
        clock.pass(Duration.ofSeconds(59));
        assertThat(quota.take(ADDRESS)).isEmpty();
        assertThat(quota.take(ADDRESS)).isEmpty();

        clock.pass(Duration.ofSeconds(1));
        assertThat(quota.take(ADDRESS)).hasValue(2);
        for (int i = 1; i < AnonymousQuota.ROWS; i++) {
            assertThat(quota.take(ADDRESS)).hasValue(0);
        }
        assertThat(quota.take(ADDRESS)).isEmpty();
    }

    @Test
    void countsEachNetworkForItself() {
        takeAll(ADDRESS);
        assertThat(quota.take("192.0.2.2")).hasValue(0);
        takeAll("2001:db8::1");
        assertThat(quota.take("2001:db8::2")).as("of the same /64").isEmpty();
        assertThat(quota.take("2001:db8:0:1::1")).hasValue(0);
    }

    @Test
    void forgetsTheNetworkThatWasNotSeenForLongest() {
        takeAll(ADDRESS);
        takeAll("192.0.2.2");
        assertThat(quota.take(ADDRESS)).isEmpty();
        for (int i = 0; i < AnonymousQuota.NETWORKS - 1; i++) {
            assertThat(quota.take("198.18." + i / 256 + "." + i % 256)).hasValue(0);
        }
        assertThat(quota.take(ADDRESS)).as("seen later, and still known").isEmpty();
        assertThat(quota.take("192.0.2.2")).as("forgotten").hasValue(0);
    }

    private void takeAll(String address) {
        for (int i = 0; i < AnonymousQuota.ROWS; i++) {
            assertThat(quota.take(address)).hasValue(0);
        }
    }
}
