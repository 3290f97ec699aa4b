package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does with their own account. */
class ProfileTest {
    private static final String NEW_PASSWORD = "a horse of another colour";

    private AccountsFixture fixture;
    private Caller ada;

    @BeforeEach
    void open() {
        fixture = new AccountsFixture();
        ada = fixture.newUser("ada@example.com");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void changesTheNamesThatAreGivenAndNoOther() {
        assertThat(fixture.accounts.rename(ada, Optional.of(" Augusta "), Optional.empty()))
                .extracting(User::firstName, User::lastName)
                .containsExactly("Augusta", "Lovelace");
        assertThat(fixture.accounts.me(ada).firstName()).isEqualTo("Augusta");
        assertThat(fixture.audited()).last().isEqualTo("profile.changed SUCCEEDED");
    }

    @Test
    void refusesNamesThatMakeNoSense() {
        AccountsException.Invalid invalid = catchThrowableOfType(
                AccountsException.Invalid.class,
                () -> fixture.accounts.rename(ada, Optional.of(" "), Optional.of("x".repeat(101))));

        assertThat(invalid.fieldErrors())
                .extracting(FieldError::field, FieldError::code)
                .containsExactly(tuple("firstName", "REQUIRED"), tuple("lastName", "TOO_LONG"));
        assertThat(fixture.accounts.me(ada).firstName()).isEqualTo("Ada");
    }

    @Test
    void endsAllOtherSessionsWithTheOldPassword() {
        String elsewhere =
                fixture.login("ada@example.com", AccountsFixture.PASSWORD).token();
        Caller program = fixture.withToken(ada, Optional.empty(), Scope.CONNECTIONS_READ);

        assertThat(changePassword(AccountsFixture.PASSWORD, NEW_PASSWORD)).isEqualTo(1);

        assertThat(fixture.caller(elsewhere)).isEmpty();
        assertThat(fixture.accounts.sessions(ada)).hasSize(1);
        assertThat(fixture.accounts.me(program).email()).as("API tokens stay").isEqualTo("ada@example.com");
        assertThatThrownBy(() -> fixture.login("ada@example.com", AccountsFixture.PASSWORD))
                .isInstanceOf(AccountsException.InvalidLogin.class);
        assertThat(fixture.login("ada@example.com", NEW_PASSWORD).user().id()).isEqualTo(ada.user());
        assertThat(fixture.audited()).contains("password.changed SUCCEEDED");
    }

    @Test
    void asksForTheOldPasswordAndSlowsGuessingIt() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> changePassword("a wrong password", NEW_PASSWORD))
                    .isInstanceOf(AccountsException.ReauthenticationRequired.class);
        }
        assertThatThrownBy(() -> changePassword(AccountsFixture.PASSWORD, NEW_PASSWORD))
                .isInstanceOf(AccountsException.TooManyAttempts.class);
        assertThat(fixture.audited())
                .filteredOn("password.changed REFUSED"::equals)
                .hasSize(6);
        fixture.clock.pass(Duration.ofMinutes(16));
        assertThat(changePassword(AccountsFixture.PASSWORD, NEW_PASSWORD)).isZero();
    }

    @Test
    void refusesAPasswordThatNoAccountMayHaveBeforeItLooksAtTheOldOne() {
        AccountsException.Invalid invalid = catchThrowableOfType(
                AccountsException.Invalid.class, () -> changePassword("a wrong password", "short"));

        assertThat(invalid.fieldErrors())
                .extracting(FieldError::field, FieldError::code)
                .containsExactly(tuple("newPassword", "TOO_SHORT"));
        assertThat(fixture.audited()).doesNotContain("password.changed REFUSED");
    }

    @Test
    void tellsSessionsApartByWhereTheyWereOpened() {
        RequestInfo phone = new RequestInfo(
                "req-3", "2001:db8:0:1:aaaa:bbbb:cccc:dddd", Optional.of("Fire\u00e9fox\n" + "x".repeat(300)));
        fixture.clock.pass(Duration.ofMinutes(2));
        fixture.accounts.login("ada@example.com", Plaintext.ofText(AccountsFixture.PASSWORD), phone);

        List<Session> sessions = fixture.accounts.sessions(ada);

        assertThat(sessions).extracting(Session::current).containsExactly(true, false);
        assertThat(sessions)
                .extracting(Session::network)
                .containsExactly(Optional.of("192.0.2.1"), Optional.of("2001:db8:0:1::/64"));
        assertThat(sessions.get(0).userAgent()).isEmpty();
        assertThat(sessions.get(1).userAgent())
                .hasValueSatisfying(
                        agent -> assertThat(agent).startsWith("Fire?fox?x").hasSize(200));
    }

    @Test
    void endsOneSessionAtOnce() {
        Caller elsewhere = anotherSession();

        fixture.accounts.endSession(ada, elsewhere.requireSession());

        assertThat(fixture.accounts.sessions(ada)).extracting(Session::current).containsExactly(true);
        assertThatThrownBy(() -> fixture.accounts.endSession(ada, elsewhere.requireSession()))
                .isInstanceOf(AccountsException.SessionNotFound.class);
        assertThat(fixture.audited()).last().isEqualTo("session.ended SUCCEEDED");
    }

    @Test
    void endsAllSessionsButTheCurrentOne() {
        anotherSession();
        anotherSession();
        Caller bob = fixture.newUser("bob@example.com");

        assertThat(fixture.accounts.endOtherSessions(ada)).isEqualTo(2);
        assertThat(fixture.accounts.endOtherSessions(ada)).isZero();

        assertThat(fixture.accounts.sessions(ada)).extracting(Session::id).containsExactly(ada.requireSession());
        assertThat(fixture.accounts.sessions(bob)).hasSize(1);
    }

    @Test
    void endsNobodyElsesSession() {
        Caller bob = fixture.newUser("bob@example.com");

        assertThatThrownBy(() -> fixture.accounts.endSession(bob, ada.requireSession()))
                .isInstanceOf(AccountsException.SessionNotFound.class);
        assertThat(fixture.accounts.sessions(ada)).hasSize(1);
    }

    @Test
    void letsNoProgramManageTheAccount() {
        Caller program = fixture.withToken(ada, Optional.empty(), Scope.values());

        assertThatThrownBy(() -> fixture.accounts.sessions(program))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> fixture.accounts.endOtherSessions(program))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> fixture.accounts.endSession(program, ada.requireSession()))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> fixture.accounts.rename(program, Optional.of("x"), Optional.empty()))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> fixture.accounts.changePassword(
                        program, Plaintext.ofText(AccountsFixture.PASSWORD), Plaintext.ofText(NEW_PASSWORD)))
                .isInstanceOf(AccountsException.SessionRequired.class);
    }

    @Test
    void makesOneTokenOfAForm() {
        ApiToken.Request request = new ApiToken.Request(
                "ci", List.of(Scope.CONNECTIONS_READ), Optional.empty(), Optional.empty(), Optional.empty());

        ApiToken.Issued issued = fixture.accounts.issueTokenOnce(ada, request, "form-1");

        assertThatThrownBy(() -> fixture.accounts.issueTokenOnce(ada, request, "form-1"))
                .isInstanceOf(AccountsException.TokenIssuedBefore.class);
        fixture.accounts.revokeToken(ada, issued.token().id());
        assertThatThrownBy(() -> fixture.accounts.issueTokenOnce(ada, request, "form-1"))
                .as("a reload after the token was revoked")
                .isInstanceOf(AccountsException.TokenIssuedBefore.class);
        assertThat(fixture.accounts.tokens(ada)).isEmpty();
        fixture.accounts.issueTokenOnce(ada, request, "form-2");
        fixture.accounts.issueTokenOnce(anotherSession(), request, "form-1");
        assertThat(fixture.accounts.tokens(ada)).hasSize(2);
    }

    private int changePassword(String current, String next) {
        return fixture.accounts.changePassword(ada, Plaintext.ofText(current), Plaintext.ofText(next));
    }

    private Caller anotherSession() {
        return fixture.caller(fixture.login("ada@example.com", AccountsFixture.PASSWORD)
                        .token())
                .orElseThrow();
    }
}
