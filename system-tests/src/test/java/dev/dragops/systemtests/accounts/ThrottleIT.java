package dev.dragops.systemtests.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.RawHttp;
import dev.dragops.systemtests.driver.SystemTest;
import org.junit.jupiter.api.Test;

/**
 * Bad log-ins are throttled per account and per address of the client. The loopback network has sixteen million
 * addresses: each test comes from one that no other uses, so that the rest of the tests stay welcome.
 */
@SystemTest
class ThrottleIT {
    private static final int MORE_THAN_ANYONE_MISTYPES = 60;

    private final Dragops dragops;

    ThrottleIT(Dragops dragops) {
        this.dragops = dragops;
    }

    private Answer login(String address, String email, String password) {
        return RawHttp.postFrom(
                address, dragops, "/api/auth/login", """
                {"email":%s,"password":%s}
                """.formatted(Json.quote(email), Json.quote(password)));
    }

    /** Tries wrong passwords until the answer is another than that they are wrong. */
    private Answer tryUntilThrottled(String address, String email) {
        for (int attempt = 0; attempt < MORE_THAN_ANYONE_MISTYPES; attempt++) {
            Answer answer = login(address, email, "wrong " + attempt);
            if (answer.status() != 401) {
                return answer;
            }
        }
        throw new AssertionError("never throttled");
    }

    @Test
    void throttlesAnAccountFromWhereverItIsTried() {
        Person ada = dragops.register();

        Answer throttled = tryUntilThrottled("127.11.1.1", ada.email());

        throttled.expectProblem(429, "TOO_MANY_ATTEMPTS");
        assertThat(Integer.parseInt(throttled.header("Retry-After"))).isPositive();
        // the right password does not help, nor another address
        login("127.12.1.1", ada.email(), ada.password()).expectProblem(429, "TOO_MANY_ATTEMPTS");
        // who is signed in stays so
        ada.get("/api/auth/me").expect(200);
    }

    @Test
    void throttlesAnUnknownAddressAlike() {
        Answer throttled = tryUntilThrottled("127.13.1.1", Dragops.newEmail());

        throttled.expectProblem(429, "TOO_MANY_ATTEMPTS");
        assertThat(throttled.header("Retry-After")).isNotEmpty();
    }

    @Test
    void throttlesAClientThatTriesManyAccounts() {
        Person ada = dragops.register();
        Answer answer = login("127.14.1.1", Dragops.newEmail(), "wrong");
        for (int attempt = 0; attempt < 2 * MORE_THAN_ANYONE_MISTYPES && answer.status() == 401; attempt++) {
            answer = login("127.14.1.1", Dragops.newEmail(), "wrong");
        }

        answer.expectProblem(429, "TOO_MANY_ATTEMPTS");
        login("127.14.1.1", ada.email(), ada.password()).expectProblem(429, "TOO_MANY_ATTEMPTS");
        login("127.15.1.1", ada.email(), ada.password()).expect(200);
    }

    @Test
    void believesNoForwardedAddress() {
        String email = Dragops.newEmail();
        for (int attempt = 0; attempt < MORE_THAN_ANYONE_MISTYPES; attempt++) {
            Answer answer = RawHttp.send("127.16.1.1", dragops.base(), """
                    POST /api/auth/login HTTP/1.1\r
                    Host: %s\r
                    Content-Type: application/json\r
                    X-Forwarded-For: 203.0.113.%d\r
                    Forwarded: for=203.0.113.%d\r
                    Connection: close\r
                    Content-Length: %d\r
                    \r
                    {"email":"%s","password":"wrong"}""".formatted(
                            RawHttp.host(dragops), attempt, attempt, 31 + email.length(), email));
            if (answer.status() == 429) {
                return;
            }
            answer.expectProblem(401, "INVALID_LOGIN");
        }
        throw new AssertionError("never throttled");
    }
}
