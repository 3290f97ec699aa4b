package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.dragops.platform.Database;
import dev.dragops.platform.FieldError;
import dev.dragops.platform.Settings;
import dev.dragops.vault.Plaintext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private AccountsFixture fixture;

    @BeforeEach
    void open() {
        fixture = new AccountsFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void makesTheFirstAccountTheAdministrator() {
        assertThat(fixture.register("ada@example.com").user().role()).isEqualTo(Role.ADMINISTRATOR);
        assertThat(fixture.register("bob@example.com").user().role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void makesExactlyOneAdministratorOfManyWhoComeAtOnce() throws Exception {
        List<Object> ended = atOnce(8, i -> fixture.register("user" + i + "@example.com"));
        assertThat(ended).hasSize(8).allSatisfy(end -> assertThat(end).isInstanceOf(SignedIn.class));
        assertThat(ended)
                .filteredOn(end -> ((SignedIn) end).user().role() == Role.ADMINISTRATOR)
                .hasSize(1);
    }

    @Test
    void keepsOneAccountOfManyWithOneAddressAtOnce() throws Exception {
        List<Object> ended = atOnce(6, i -> fixture.register("ada@example.com"));
        assertThat(ended).filteredOn(SignedIn.class::isInstance).hasSize(1);
        assertThat(ended)
                .filteredOn(AccountsException.EmailAlreadyExists.class::isInstance)
                .hasSize(5);
        assertThat(fixture.count("acc_user")).isEqualTo(1);
        assertThat(fixture.count("acc_workspace")).isEqualTo(1);
    }

    @Test
    void startsAnAccountWithAnActiveWorkspaceOfThreeEnvironments() {
        Caller ada = fixture.newUser("ada@example.com");
        List<Workspace> workspaces = fixture.workspaces.list(ada);
        assertThat(workspaces).extracting(Workspace::name).containsExactly("Ada's workspace");
        assertThat(workspaces.get(0).active()).isTrue();
        assertThat(fixture.workspaces.environments(ada, workspaces.get(0).id()))
                .extracting(Environment::name)
                .containsExactly("development", "staging", "production");
    }

    @Test
    void knowsAnAddressInAnySpelling() {
        User user = fixture.register("  Ada@Example.COM ").user();
        assertThat(user.email()).isEqualTo("ada@example.com");
        assertThatThrownBy(() -> fixture.register("ADA@example.com"))
                .isInstanceOf(AccountsException.EmailAlreadyExists.class);
        assertThat(fixture.login("ada@EXAMPLE.com", AccountsFixture.PASSWORD).user())
                .isEqualTo(user);
    }

    @Test
    void namesEachFieldThatMakesNoSense() {
        Registration registration =
                new Registration("no address", " ", "x".repeat(101), Plaintext.ofText("short"), Optional.empty());
        AccountsException.Invalid invalid = catchThrowableOfType(
                AccountsException.Invalid.class,
                () -> fixture.accounts.register(registration, AccountsFixture.REQUEST));
        assertThat(invalid.fieldErrors())
                .extracting(FieldError::field, FieldError::code)
                .containsExactly(
                        tuple("email", "INVALID"),
                        tuple("firstName", "REQUIRED"),
                        tuple("lastName", "TOO_LONG"),
                        tuple("password", "TOO_SHORT"));
        assertThat(fixture.count("acc_user")).isZero();
    }

    @Test
    void closesRegistrationAndNothingElse() {
        fixture.register("ada@example.com");
        Accounts closed = new Accounts(
                fixture.transactions.entityManager(),
                fixture.transactions,
                fixture.vault,
                fixture.transactions,
                Settings.from(Map.of("DRAGOPS_LOCAL_AUTH", "false")),
                false,
                fixture.clock,
                fixture.passwords);
        assertThatThrownBy(() -> closed.register(
                        AccountsFixture.registration("bob@example.com", Optional.empty()), AccountsFixture.REQUEST))
                .isInstanceOf(AccountsException.LocalAuthDisabled.class);
        assertThat(closed.signInOptions().localRegistration()).isFalse();
        assertThat(closed.login("ada@example.com", Plaintext.ofText(AccountsFixture.PASSWORD), AccountsFixture.REQUEST)
                        .token())
                .startsWith("drs_");
    }

    @Test
    void asksTheFirstAccountForThePrintedCodeAndNobodyAfterwards() {
        try (AccountsFixture guarded = new AccountsFixture(Map.of(), true)) {
            FirstAccount firstAccount = new FirstAccount(guarded.database, true, Optional.empty());
            String outdated = firstAccount.printableCode().orElseThrow();
            String code = firstAccount.printableCode().orElseThrow();
            assertThat(guarded.accounts.signInOptions().setupCodeRequired()).isTrue();
            for (Optional<String> wrong :
                    List.of(Optional.<String>empty(), Optional.of(""), Optional.of(outdated), Optional.of("00000"))) {
                assertThatThrownBy(() -> guarded.accounts.register(
                                AccountsFixture.registration("ada@example.com", wrong), AccountsFixture.REQUEST))
                        .isInstanceOf(AccountsException.SetupCodeRequired.class);
            }
            Optional<String> retyped =
                    Optional.of(" " + code.toLowerCase(Locale.ROOT).replace("-", ""));
            assertThat(guarded.accounts
                            .register(AccountsFixture.registration("ada@example.com", retyped), AccountsFixture.REQUEST)
                            .user()
                            .role())
                    .isEqualTo(Role.ADMINISTRATOR);
            assertThat(guarded.accounts.signInOptions().setupCodeRequired()).isFalse();
            assertThat(guarded.audited())
                    .containsExactly(
                            "account.registered REFUSED",
                            "account.registered REFUSED",
                            "account.registered REFUSED",
                            "account.registered REFUSED",
                            "account.registered SUCCEEDED");
            assertThat(guarded.register("bob@example.com").user().role()).isEqualTo(Role.MEMBER);
            assertThat(firstAccount.printableCode()).isEmpty();
        }
    }

    @Test
    void takesTheOperatorsSetupCodeAndPrintsNone() {
        try (AccountsFixture guarded = new AccountsFixture(Map.of("DRAGOPS_SETUP_CODE", "Let me in 42"), true)) {
            FirstAccount firstAccount = new FirstAccount(guarded.database, true, Optional.of("Let me in 42"));
            assertThat(firstAccount.printableCode()).isEmpty();
            assertThatThrownBy(() -> guarded.accounts.register(
                            AccountsFixture.registration("ada@example.com", Optional.of("let me in 42")),
                            AccountsFixture.REQUEST))
                    .isInstanceOf(AccountsException.SetupCodeRequired.class);
            assertThat(guarded.accounts
                            .register(
                                    AccountsFixture.registration("ada@example.com", Optional.of("Let me in 42")),
                                    AccountsFixture.REQUEST)
                            .user()
                            .role())
                    .isEqualTo(Role.ADMINISTRATOR);
        }
    }

    @Test
    void stopsGuessingOfTheSetupCode() {
        try (AccountsFixture guarded = new AccountsFixture(Map.of("DRAGOPS_SETUP_CODE", "Let me in 42"), true)) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> guarded.accounts.register(
                                AccountsFixture.registration("ada@example.com", Optional.of("guess")),
                                AccountsFixture.REQUEST))
                        .isInstanceOf(AccountsException.SetupCodeRequired.class);
            }
            assertThatThrownBy(() -> guarded.accounts.register(
                            AccountsFixture.registration("ada@example.com", Optional.of("Let me in 42")),
                            AccountsFixture.REQUEST))
                    .isInstanceOf(AccountsException.TooManyAttempts.class);
        }
    }

    @Test
    void answersUnknownAndKnownAccountsAlike() {
        fixture.register("ada@example.com");
        for (String email : List.of("ada@example.com", "nobody@example.com")) {
            int before = fixture.passwords.compared.get();
            assertThatThrownBy(() -> fixture.login(email, "wrong password"))
                    .isInstanceOf(AccountsException.InvalidLogin.class)
                    .hasMessage("The e-mail address or the password is wrong");
            assertThat(fixture.passwords.compared.get() - before).isEqualTo(1);
        }
        assertThat(fixture.count(
                        "acc_audit a JOIN acc_audit_object o ON o.audit_seq = a.seq WHERE a.outcome = 'REFUSED'"))
                .as("rows that only a known account would have")
                .isZero();
        assertThat(fixture.count("acc_audit WHERE outcome = 'REFUSED' AND user_id IS NOT NULL"))
                .as("who was tried is told by the row itself")
                .isEqualTo(1);
        assertThat(fixture.audited())
                .containsExactly("account.registered SUCCEEDED", "session.opened REFUSED", "session.opened REFUSED");
    }

    @Test
    void refusesAnAddressThatNoAccountCanHave() {
        assertThatThrownBy(() -> fixture.login("\u00e4da@example.com", "wrong password"))
                .isInstanceOf(AccountsException.InvalidLogin.class);
    }

    @Test
    void throttlesUnknownAndKnownAccountsAlike() {
        fixture.register("ada@example.com");
        for (String email : List.of("ada@example.com", "nobody@example.com")) {
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> fixture.login(email, "wrong password"))
                        .isInstanceOf(AccountsException.InvalidLogin.class);
            }
            AccountsException.TooManyAttempts throttled = catchThrowableOfType(
                    AccountsException.TooManyAttempts.class,
                    () -> fixture.login(email, AccountsFixture.PASSWORD, "198.51.100.7"));
            assertThat(throttled.retryAfterSeconds()).isEqualTo(60);
        }
        fixture.clock.pass(Duration.ofSeconds(60));
        assertThat(fixture.login("ada@example.com", AccountsFixture.PASSWORD).token())
                .startsWith("drs_");
    }

    @Test
    void countsAttemptsAtOnceBeforeTheyAreAnswered() throws Exception {
        fixture.register("ada@example.com");
        List<Object> ended = atOnce(12, i -> fixture.login("ada@example.com", "wrong password", "192.0.2." + i));
        assertThat(ended)
                .filteredOn(AccountsException.InvalidLogin.class::isInstance)
                .hasSize(5);
        assertThat(ended)
                .filteredOn(AccountsException.TooManyAttempts.class::isInstance)
                .hasSize(7);
    }

    @Test
    void letsManyGoodSignInsAtOnceThrough() throws Exception {
        for (int i = 0; i < 30; i++) {
            fixture.register("user" + i + "@example.com");
        }
        List<Object> strangers = atOnce(30, i -> fixture.login("user" + i + "@example.com", AccountsFixture.PASSWORD));
        assertThat(strangers).hasSize(30).allSatisfy(end -> assertThat(end).isInstanceOf(SignedIn.class));
        List<Object> same = atOnce(30, i -> fixture.login("user1@example.com", AccountsFixture.PASSWORD));
        assertThat(same).hasSize(30).allSatisfy(end -> assertThat(end).isInstanceOf(SignedIn.class));
        assertThat(fixture.count("acc_attempt WHERE failures > 0")).isZero();
    }

    @Test
    void recordsAThrottledAccountOncePerBlock() {
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(() -> fixture.login("nobody@example.com", "wrong password"))
                    .isInstanceOf(AccountsException.class);
        }
        assertThat(fixture.audited()).hasSize(6).containsOnly("session.opened REFUSED");
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        fixture.register("ada@example.com");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                assertThatThrownBy(() -> fixture.login("ada@example.com", "wrong password"))
                        .isInstanceOf(AccountsException.InvalidLogin.class);
            }
            fixture.login("ada@example.com", AccountsFixture.PASSWORD);
        }
    }

    @Test
    void neverTakesAPasswordThatIsTooBigToBeOne() {
        fixture.register("ada@example.com");
        for (String size : List.of("", "x".repeat(100_000))) {
            assertThatThrownBy(() -> fixture.login("ada@example.com", size))
                    .isInstanceOf(AccountsException.InvalidLogin.class);
        }
    }

    @Test
    void givesASessionEveryScopeButRuntime() {
        Caller ada = fixture.newUser("ada@example.com");
        assertThat(ada.scopes())
                .containsExactlyInAnyOrder(
                        Scope.CONNECTIONS_READ,
                        Scope.CONNECTIONS_WRITE,
                        Scope.SECRETS_READ,
                        Scope.SECRETS_WRITE,
                        Scope.WORKSPACES_WRITE,
                        Scope.ACTIVITY_READ,
                        Scope.METRICS_READ);
        assertThat(fixture.accounts.me(ada).email()).isEqualTo("ada@example.com");
    }

    @Test
    void endsASessionAfterHalfAnHourWithoutRequests() {
        String bearer = fixture.register("ada@example.com").token();
        fixture.clock.pass(Duration.ofMinutes(29));
        assertThat(fixture.caller(bearer)).isPresent();
        fixture.clock.pass(Duration.ofMinutes(29));
        assertThat(fixture.caller(bearer)).isPresent();
        fixture.clock.pass(Duration.ofMinutes(30));
        assertThat(fixture.caller(bearer)).isEmpty();
    }

    @Test
    void endsASessionAfterTwelveHoursHoweverBusy() {
        SignedIn signedIn = fixture.register("ada@example.com");
        for (int i = 0; i < 35; i++) {
            fixture.clock.pass(Duration.ofMinutes(20));
            assertThat(fixture.caller(signedIn.token())).isPresent();
        }
        fixture.clock.pass(Duration.ofMinutes(20));
        assertThat(fixture.clock.instant()).isAfterOrEqualTo(signedIn.expiresAt());
        assertThat(fixture.caller(signedIn.token())).isEmpty();
    }

    @Test
    void dropsEndedSessionsAndForgottenAttempts() {
        fixture.register("ada@example.com");
        assertThatThrownBy(() -> fixture.login("ada@example.com", "wrong password"))
                .isInstanceOf(AccountsException.InvalidLogin.class);
        Sessions sessions = new Sessions(fixture.database, fixture.clock);
        Throttle throttle = new Throttle(fixture.database, key -> key, fixture.clock);
        assertThat(sessions.dropEnded()).isZero();
        assertThat(throttle.forget()).isZero();
        fixture.clock.pass(Duration.ofHours(1));
        assertThat(sessions.dropEnded()).isEqualTo(1);
        assertThat(throttle.forget()).isEqualTo(2);
    }

    @Test
    void endsASessionByLoggingOut() {
        String bearer = fixture.register("ada@example.com").token();
        String other =
                fixture.login("ada@example.com", AccountsFixture.PASSWORD).token();
        fixture.accounts.logout(fixture.caller(bearer).orElseThrow());
        assertThat(fixture.caller(bearer)).isEmpty();
        assertThat(fixture.caller(other)).isPresent();
        assertThat(fixture.audited())
                .containsExactly("account.registered SUCCEEDED", "session.opened SUCCEEDED", "session.ended SUCCEEDED");
    }

    @Test
    void keepsOnlyHashesOfBearers() {
        Caller ada = fixture.newUser("ada@example.com");
        String secret = fixture.accounts
                .issueToken(ada, tokenRequest(Scope.CONNECTIONS_READ))
                .secret();
        byte[] stored = fixture.database
                .first("SELECT bearer_hash FROM acc_api_token", row -> row.getBytes("bearer_hash"))
                .orElseThrow();
        assertThat(stored).isEqualTo(Bearer.sha256(secret)).hasSize(32);
    }

    @Test
    void lacksNothingButItsScopes() {
        Caller ada = fixture.newUser("ada@example.com");
        Caller token = fixture.withToken(ada, Optional.empty(), Scope.RUNTIME, Scope.CONNECTIONS_READ);
        assertThat(token.user()).isEqualTo(ada.user());
        assertThat(token.scopes()).containsExactlyInAnyOrder(Scope.RUNTIME, Scope.CONNECTIONS_READ);
        assertThatThrownBy(() -> token.require(Scope.SECRETS_READ))
                .isInstanceOf(AccountsException.InsufficientScope.class);
    }

    @Test
    void neverLetsAnApiTokenManageTokensOrSessions() {
        Caller ada = fixture.newUser("ada@example.com");
        Caller token = fixture.withToken(ada, Optional.empty(), Scope.RUNTIME);
        TokenId id = fixture.accounts.tokens(ada).get(0).id();
        assertThatThrownBy(() -> fixture.accounts.tokens(token)).isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> fixture.accounts.issueToken(token, tokenRequest(Scope.CONNECTIONS_READ)))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> fixture.accounts.revokeToken(token, id))
                .isInstanceOf(AccountsException.SessionRequired.class);
        assertThatThrownBy(() -> fixture.accounts.logout(token)).isInstanceOf(AccountsException.SessionRequired.class);
    }

    @Test
    void asksForThePasswordAgainBeforeARuntimeToken() {
        Caller ada = fixture.newUser("ada@example.com");
        for (Optional<String> wrong : List.of(Optional.<String>empty(), Optional.of("wrong password"))) {
            ApiToken.Request request = new ApiToken.Request(
                    "engine", List.of(Scope.RUNTIME), Optional.empty(), Optional.empty(), wrong.map(Plaintext::ofText));
            assertThatThrownBy(() -> fixture.accounts.issueToken(ada, request))
                    .isInstanceOf(AccountsException.ReauthenticationRequired.class);
        }
        assertThat(fixture.accounts.tokens(ada)).isEmpty();
        fixture.withToken(ada, Optional.empty(), Scope.RUNTIME);
        assertThat(fixture.audited())
                .containsExactly(
                        "account.registered SUCCEEDED",
                        "token.issued REFUSED",
                        "token.issued REFUSED",
                        "token.issued SUCCEEDED");
    }

    @Test
    void throttlesGuessingOfThePasswordOfAStolenSession() {
        Caller ada = fixture.newUser("ada@example.com");
        ApiToken.Request guess = new ApiToken.Request(
                "engine",
                List.of(Scope.RUNTIME),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Plaintext.ofText("wrong password")));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> fixture.accounts.issueToken(ada, guess))
                    .isInstanceOf(AccountsException.ReauthenticationRequired.class);
        }
        assertThatThrownBy(() -> fixture.accounts.issueToken(ada, guess))
                .isInstanceOf(AccountsException.TooManyAttempts.class);
    }

    @Test
    void endsAnApiTokenAtOnce() {
        Caller ada = fixture.newUser("ada@example.com");
        ApiToken.Issued issued = fixture.accounts.issueToken(ada, tokenRequest(Scope.CONNECTIONS_READ));
        assertThat(fixture.caller(issued.secret())).isPresent();
        fixture.accounts.revokeToken(ada, issued.token().id());
        assertThat(fixture.caller(issued.secret())).isEmpty();
        assertThat(fixture.accounts.tokens(ada)).isEmpty();
        assertThatThrownBy(
                        () -> fixture.accounts.revokeToken(ada, issued.token().id()))
                .isInstanceOf(AccountsException.TokenNotFound.class);
    }

    @Test
    void hidesTokensFromOthers() {
        Caller ada = fixture.newUser("ada@example.com");
        Caller bob = fixture.newUser("bob@example.com");
        ApiToken.Issued issued = fixture.accounts.issueToken(ada, tokenRequest(Scope.CONNECTIONS_READ));
        assertThat(fixture.accounts.tokens(bob)).isEmpty();
        assertThatThrownBy(
                        () -> fixture.accounts.revokeToken(bob, issued.token().id()))
                .isInstanceOf(AccountsException.TokenNotFound.class);
        assertThat(fixture.caller(issued.secret())).isPresent();
    }

    @Test
    void endsAnApiTokenWhenItExpires() {
        Caller ada = fixture.newUser("ada@example.com");
        ApiToken.Request request = new ApiToken.Request(
                "ci",
                List.of(Scope.CONNECTIONS_READ),
                Optional.of(fixture.clock.instant().plus(Duration.ofHours(1))),
                Optional.empty(),
                Optional.empty());
        String secret = fixture.accounts.issueToken(ada, request).secret();
        fixture.clock.pass(Duration.ofMinutes(59));
        assertThat(fixture.caller(secret)).isPresent();
        fixture.clock.pass(Duration.ofMinutes(1));
        assertThat(fixture.caller(secret)).isEmpty();
    }

    @Test
    void knowsToTheMinuteWhenATokenWasUsed() {
        Caller ada = fixture.newUser("ada@example.com");
        ApiToken.Issued issued = fixture.accounts.issueToken(ada, tokenRequest(Scope.CONNECTIONS_READ));
        assertThat(fixture.accounts.tokens(ada)).containsExactly(issued.token());
        fixture.caller(issued.secret());
        var first = fixture.clock.instant();
        assertThat(fixture.accounts.tokens(ada).get(0).lastUsedAt()).contains(first);
        fixture.clock.pass(Duration.ofSeconds(59));
        fixture.caller(issued.secret());
        assertThat(fixture.accounts.tokens(ada).get(0).lastUsedAt()).contains(first);
        fixture.clock.pass(Duration.ofSeconds(1));
        fixture.caller(issued.secret());
        assertThat(fixture.accounts.tokens(ada).get(0).lastUsedAt()).contains(fixture.clock.instant());
    }

    @Test
    void letsARequestThroughWhileItsTokensRowIsLocked() {
        Caller ada = fixture.newUser("ada@example.com");
        ApiToken.Issued issued = fixture.accounts.issueToken(ada, tokenRequest(Scope.CONNECTIONS_READ));
        try (var executor = new Closing(Executors.newSingleThreadExecutor())) {
            fixture.transactions.in(() -> {
                Database.of(fixture.transactions)
                        .exists(
                                "SELECT id FROM acc_api_token WHERE id = ? FOR UPDATE",
                                issued.token().id().value());
                assertThat(executor.of(() -> fixture.caller(issued.secret()))).isPresent();
            });
        }
    }

    @Test
    void refusesTokensThatMakeNoSense() {
        Caller ada = fixture.newUser("ada@example.com");
        ApiToken.Request request = new ApiToken.Request(
                " ", List.of(), Optional.of(fixture.clock.instant()), Optional.empty(), Optional.empty());
        AccountsException.Invalid invalid =
                catchThrowableOfType(AccountsException.Invalid.class, () -> fixture.accounts.issueToken(ada, request));
        assertThat(invalid.fieldErrors()).extracting(FieldError::field).containsExactly("name", "scopes", "expiresAt");
    }

    @Test
    void pinsATokenToAWorkspaceOfItsOwnerOnly() {
        Caller ada = fixture.newUser("ada@example.com");
        Caller bob = fixture.newUser("bob@example.com");
        WorkspaceId bobs = fixture.workspaces.list(bob).get(0).id();
        assertThatThrownBy(() -> fixture.withToken(ada, Optional.of(bobs), Scope.CONNECTIONS_READ))
                .isInstanceOf(AccountsException.WorkspaceNotFound.class);
        WorkspaceId own = fixture.workspaces.list(ada).get(0).id();
        assertThat(fixture.withToken(ada, Optional.of(own), Scope.CONNECTIONS_READ)
                        .pinnedWorkspace())
                .contains(own);
    }

    @Test
    void takesNoTokenForAPage() {
        Caller ada = fixture.newUser("ada@example.com");
        String secret = fixture.accounts
                .issueToken(ada, tokenRequest(Scope.CONNECTIONS_READ))
                .secret();
        assertThat(fixture.accounts.authenticateSession(secret, AccountsFixture.REQUEST))
                .isEmpty();
    }

    @Test
    void knowsNobodyByAnythingElse() {
        for (String bearer : List.of("", "drs_", "drt_" + "A".repeat(43), "drs_" + "A".repeat(44), "drs_\u0000")) {
            assertThat(fixture.caller(bearer)).isEmpty();
        }
    }

    private static ApiToken.Request tokenRequest(Scope... scopes) {
        return new ApiToken.Request("ci", List.of(scopes), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private interface Numbered {
        Object call(int number);
    }

    /** What each ended with: its answer, or its refusal. */
    private static List<Object> atOnce(int times, Numbered work) throws Exception {
        try (var executor = new Closing(Executors.newFixedThreadPool(times))) {
            List<Callable<Object>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                calls.add(() -> {
                    try {
                        return work.call(number);
                    } catch (AccountsException refused) {
                        return refused;
                    }
                });
            }
            List<Object> ended = new ArrayList<>();
            for (Future<Object> future : executor.service().invokeAll(calls)) {
                ended.add(future.get());
            }
            return ended;
        }
    }

    /** An executor as a resource, which it is only from Java 19 on. */
    private record Closing(ExecutorService service) implements AutoCloseable {
        <T> T of(Callable<T> work) {
            try {
                return service.submit(work).get();
            } catch (ExecutionException failed) {
                throw new AssertionError(failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        @Override
        public void close() {
            service.shutdownNow();
        }
    }
}
