package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.Database;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottleTest {
    private AccountsFixture fixture;
    private Throttle throttle;

    @BeforeEach
    void open() {
        fixture = new AccountsFixture();
        throttle = new Throttle(
                Database.of(fixture.transactions),
                key -> Bearer.sha256(new String(key, StandardCharsets.UTF_8)),
                fixture.clock);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4,0", "5,1", "6,2", "7,4", "8,8", "9,15", "10,15", "1000000,15"})
    void closesForLongerWithEachFailure(int failures, int minutes) {
        assertThat(Throttle.block(failures, 5)).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void forgetsAQuarterOfAnHourAfterTheBlock() {
        Throttle.Key key = throttle.account("ada@example.com");
        fail(key, 5);
        assertThat(admit(key)).isEqualTo(new Throttle.Refused(60, true));
        assertThat(admit(key)).isEqualTo(new Throttle.Refused(60, false));
        fixture.clock.pass(Duration.ofSeconds(59));
        assertThat(admit(key)).isEqualTo(new Throttle.Refused(1, false));
        fixture.clock.pass(Duration.ofSeconds(1));
        fail(key, 1);
        assertThat(admit(key)).isEqualTo(new Throttle.Refused(120, true));
        fixture.clock.pass(Duration.ofMinutes(17));
        fail(key, 5);
        assertThat(admit(key)).isEqualTo(new Throttle.Refused(60, true));
    }

    @Test
    void closesAnAddressAfterTwentyFailuresAtAnyAccounts() {
        for (int i = 0; i < 20; i++) {
            assertThat(admit(throttle.account("user" + i + "@example.com"), throttle.address("192.0.2.1")))
                    .isInstanceOf(Throttle.Admitted.class);
        }
        Throttle.Key fresh = throttle.account("fresh@example.com");
        assertThat(admit(fresh, throttle.address("192.0.2.1"))).isInstanceOf(Throttle.Refused.class);
        // and that refusal is not held against the account
        fail(fresh, 4);
        assertThat(admit(fresh, throttle.address("192.0.2.2"))).isInstanceOf(Throttle.Admitted.class);
    }

    @Test
    void neverLetsOneGoodAccountOpenAnAddressForTheOthers() {
        for (int i = 0; i < 40; i++) {
            Throttle.Admission own = admit(throttle.account("own@example.com"), throttle.address("192.0.2.1"));
            if (own instanceof Throttle.Admitted admitted) {
                fixture.transactions.in(() -> throttle.succeeded(admitted));
            }
            admit(throttle.account("victim" + i + "@example.com"), throttle.address("192.0.2.1"));
        }
        long tried = fixture.count("acc_attempt WHERE failures > 0") - 1;
        assertThat(tried).isEqualTo(20);
    }

    @Test
    void takesBackOnlyTheBlockOfTheAttemptThatWasGood() {
        Throttle.Key address = throttle.address("192.0.2.1");
        fail(address, 19);
        Throttle.Admitted good = (Throttle.Admitted) admit(address);
        assertThat(admit(address)).isInstanceOf(Throttle.Refused.class);
        fixture.transactions.in(() -> throttle.succeeded(good));
        fail(address, 1);
        assertThat(admit(address)).isInstanceOf(Throttle.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "fe80::1%eth0, fe80::2, true",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "unknown, 192.0.2.1, false"
    })
    void countsTheNetworkThatOneClientHas(String one, String other, boolean same) {
        assertThat(ClientNetwork.of(one).equals(ClientNetwork.of(other))).isEqualTo(same);
    }

    private void fail(Throttle.Key key, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(admit(key)).isInstanceOf(Throttle.Admitted.class);
        }
    }

    private Throttle.Admission admit(Throttle.Key... keys) {
        return fixture.transactions.in(() -> throttle.admit(keys));
    }
}
