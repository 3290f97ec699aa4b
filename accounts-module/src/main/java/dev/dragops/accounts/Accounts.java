package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Settings;
import dev.dragops.platform.Transactions;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.UserTransaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Users, sign-in, sessions and API tokens. Passwords that are passed in stay the caller's to close. Each call has
 * transactions of its own, and none while it hashes a password: call it outside of yours.
 */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Accounts {
    private static final System.Logger LOG = System.getLogger(Accounts.class.getName());
    private static final String SESSION_OPENED = "session.opened";
    private static final String TOKEN_ISSUED = "token.issued";

    /** One for the node: there are several of this bean. */
    private static final RecentBearers OF_THIS_NODE = new RecentBearers(System::nanoTime);

    @PersistenceContext(unitName = "accounts")
    private EntityManager entityManager;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    @Resource
    private UserTransaction userTransaction;

    private RecentBearers recent = OF_THIS_NODE;
    private Settings settings;
    private Clock clock;
    private Transactions transactions;
    private Database database;
    private Sessions sessions;
    private ApiTokens tokens;
    private AuditRows audit;
    private FirstAccount firstAccount;
    private PasswordCheck passwordCheck;
    private PasswordChange passwordChange;
    private Registrations registrations;

    /** For the server, which injects, and then calls {@link #prepare()}. */
    public Accounts() {}

    /** For tests. */
    Accounts(
            EntityManager entityManager,
            DataSource dataSource,
            Vault vault,
            UserTransaction userTransaction,
            Settings settings,
            boolean setupCodeNeeded,
            Clock clock,
            Passwords passwords) {
        this.entityManager = entityManager;
        this.dataSource = dataSource;
        this.vault = vault;
        this.userTransaction = userTransaction;
        recent = new RecentBearers(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()));
        assemble(settings, setupCodeNeeded, clock, passwords);
    }

    /** Makes what the methods stand on. */
    @PostConstruct
    void prepare() {
        assemble(Settings.fromEnvironment(), SetupCode.isNeeded(), Clock.systemUTC(), new Passwords());
    }

    private void assemble(Settings decided, boolean setupCodeNeeded, Clock time, Passwords passwords) {
        settings = decided;
        clock = time;
        transactions = new Transactions(userTransaction);
        database = Database.of(dataSource);
        sessions = new Sessions(database, clock);
        tokens = new ApiTokens(database, clock);
        audit = new AuditRows(database, clock);
        firstAccount = new FirstAccount(database, setupCodeNeeded, settings.setupCode());
        Throttle throttle = new Throttle(database, key -> vault.mac("accounts/throttle", key), clock);
        passwordCheck = new PasswordCheck(database, throttle, passwords, audit, transactions);
        passwordChange = new PasswordChange(transactions, passwords, passwordCheck, sessions, audit);
        registrations = new Registrations(
                entityManager,
                database,
                transactions,
                passwords,
                passwordCheck,
                throttle,
                firstAccount,
                sessions,
                audit,
                clock);
    }

    /**
     * Makes an account with a workspace of development, staging and production, and signs it in. The first account is
     * the administrator.
     *
     * @throws AccountsException.Invalid naming the fields that make no sense
     * @throws AccountsException.EmailAlreadyExists where the address has an account
     * @throws AccountsException.LocalAuthDisabled where the operator closed registration
     * @throws AccountsException.SetupCodeRequired where the first account needs the code and it is missing or wrong
     * @throws AccountsException.TooManyAttempts where the client's address has tried too many setup codes
     */
    public SignedIn register(Registration registration, RequestInfo request) {
        if (!settings.localAuth()) {
            throw new AccountsException.LocalAuthDisabled();
        }
        return registrations.register(registration, request);
    }

    /**
     * Signs a person in.
     *
     * @throws AccountsException.InvalidLogin for an unknown address and a wrong password alike
     * @throws AccountsException.TooManyAttempts where the account or the client's address is throttled
     */
    public SignedIn login(String email, Plaintext password, RequestInfo request) {
        return passwordCheck
                .whereRight(SESSION_OPENED, email, password, request, right -> openSession(right, request))
                .orElseThrow(AccountsException.InvalidLogin::new);
    }

    private SignedIn openSession(PasswordCheck.Right right, RequestInfo request) {
        return transactions.run(() -> {
            if (!passwordCheck.confirm(right)) {
                throw new AccountsException.InvalidLogin();
            }
            User user = user(right.user());
            Sessions.Opened session = sessions.open(user.id(), request);
            audit.write(
                    Optional.of(user.id()),
                    Optional.of(session.id().value()),
                    request,
                    AuditEntry.of(
                            SESSION_OPENED,
                            List.of(session.id().value(), user.id().value()),
                            Map.of()));
            return new SignedIn(session.bearer().text(), user, session.expiresAt());
        });
    }

    /** Ends the caller's session. */
    public void logout(Caller caller) {
        SessionId session = caller.requireSession();
        ending(() -> {
            boolean ended = sessions.end(session);
            if (ended) {
                audit.write(caller, AuditEntry.of("session.ended", List.of(session.value()), Map.of()));
            }
            return ended;
        });
    }

    /**
     * Who presents that bearer: a session's or an API token's. Empty where it is unknown, expired or revoked, which is
     * known on this node at once and on every other within half a second. A session is kept alive by this.
     */
    public Optional<Caller> authenticate(String bearer, RequestInfo request) {
        return Bearer.parse(bearer).flatMap(this::proof).map(proof -> proof.of(request));
    }

    /** {@link Accounts#authenticate}, past the server's interceptors: it is asked thousands of times in a second. */
    public interface Authentication {
        Optional<Caller> authenticate(String bearer, RequestInfo request);
    }

    public Authentication authentication() {
        return this::authenticate;
    }

    /** As {@link #authenticate}, for a page: only a session's bearer is known here. */
    public Optional<Caller> authenticateSession(String bearer, RequestInfo request) {
        return Bearer.parse(bearer)
                .filter(parsed -> parsed.kind() == Bearer.Kind.SESSION)
                .flatMap(this::proof)
                .map(proof -> proof.of(request));
    }

    private Optional<Proof> proof(Bearer bearer) {
        return recent.find(bearer, () -> switch (bearer.kind()) {
            case SESSION -> bySession(bearer);
            case API_TOKEN -> byToken(bearer);
        });
    }

    /** The caller's own account. */
    public User me(Caller caller) {
        return user(caller.user());
    }

    /**
     * Changes the caller's own name, for a session only. What is not given stays.
     *
     * @throws AccountsException.Invalid naming {@code firstName} or {@code lastName}
     */
    public User rename(Caller caller, Optional<String> firstName, Optional<String> lastName) {
        caller.requireSession();
        return transactions.run(() -> {
            StoredUser stored =
                    entityManager.find(StoredUser.class, caller.user().value());
            if (stored == null) {
                throw new IllegalStateException("an account is gone");
            }
            User before = stored.asUser();
            InputCheck check = new InputCheck();
            String first = check.name("firstName", firstName.orElse(before.firstName()));
            String last = check.name("lastName", lastName.orElse(before.lastName()));
            check.refuseFaults();
            if (!first.equals(before.firstName()) || !last.equals(before.lastName())) {
                stored.rename(first, last);
                entityManager.flush();
                audit.write(
                        caller,
                        AuditEntry.of("profile.changed", List.of(caller.user().value()), Map.of()));
            }
            return stored.asUser();
        });
    }

    /**
     * Changes the caller's password and ends all other sessions, for a session only. API tokens stay.
     *
     * @return how many other sessions ended
     * @throws AccountsException.Invalid naming {@code newPassword}
     * @throws AccountsException.ReauthenticationRequired where the current password is wrong
     * @throws AccountsException.TooManyAttempts where the account or the client's address is throttled
     */
    public int changePassword(Caller caller, Plaintext current, Plaintext next) {
        SessionId session = caller.requireSession();
        int ended = passwordChange.change(caller, session, me(caller), current, next);
        recent.forget();
        return ended;
    }

    /** The caller's sessions that have not ended, the current one first, for a session only. */
    public List<Session> sessions(Caller caller) {
        return sessions.of(caller.user(), caller.requireSession());
    }

    /**
     * Ends a session of the caller's at once, for a session only; it may be the current one.
     *
     * @throws AccountsException.SessionNotFound where there is none such, or it is another's, or it has ended
     */
    public void endSession(Caller caller, SessionId session) {
        caller.requireSession();
        ending(() -> {
            if (!sessions.end(caller.user(), session)) {
                throw new AccountsException.SessionNotFound();
            }
            audit.write(caller, AuditEntry.of("session.ended", List.of(session.value()), Map.of()));
            return session;
        });
    }

    /** Ends all sessions of the caller but the current one, for a session only; answers how many. */
    public int endOtherSessions(Caller caller) {
        SessionId current = caller.requireSession();
        return ending(() -> {
            List<String> others = sessions.of(caller.user(), current).stream()
                    .map(session -> session.id().value())
                    .filter(id -> !id.equals(current.value()))
                    .toList();
            sessions.endOthers(caller.user(), current);
            if (!others.isEmpty()) {
                audit.write(caller, AuditEntry.of("session.ended", others, Map.of()));
            }
            return others.size();
        });
    }

    /** What a person can sign in with, and whether the next registration needs the setup code. Public. */
    public SignInOptions signInOptions() {
        return new SignInOptions(settings.localAuth(), settings.localAuth() && firstAccount.needsCode());
    }

    /**
     * How a person can get in.
     *
     * @param localRegistration whether a person may register here with a password
     * @param setupCodeRequired whether the next account is the first one and needs the setup code
     */
    public record SignInOptions(boolean localRegistration, boolean setupCodeRequired) {}

    /** The caller's API tokens in order of creation, expired ones too, for a session only. */
    public List<ApiToken> tokens(Caller caller) {
        caller.requireSession();
        return tokens.of(caller.user());
    }

    /**
     * Makes an API token, for a session only.
     *
     * @throws AccountsException.Invalid naming {@code name}, {@code scopes} or {@code expiresAt}
     * @throws AccountsException.ReauthenticationRequired for a runtime token without the right password
     * @throws AccountsException.TooManyAttempts where the account or the client's address is throttled
     * @throws AccountsException.WorkspaceNotFound where it is to be pinned to a workspace that is not the caller's
     */
    public ApiToken.Issued issueToken(Caller caller, ApiToken.Request request) {
        return issueToken(caller, request, TokenId.next());
    }

    /**
     * As {@link #issueToken(Caller, ApiToken.Request)}, at most once in all time for each form: one that is sent again
     * makes no other token, also where the first was revoked since.
     *
     * @param form what tells one form of that session from another
     * @throws AccountsException.TokenIssuedBefore where this form has made its token
     */
    public ApiToken.Issued issueTokenOnce(Caller caller, ApiToken.Request request, String form) {
        String once = caller.requireSession() + " " + form;
        TokenId id = TokenId.of(vault.mac("accounts/token-form", once.getBytes(StandardCharsets.UTF_8)));
        if (tokens.wasIssued(id)) {
            throw new AccountsException.TokenIssuedBefore();
        }
        return issueToken(caller, request, id);
    }

    private ApiToken.Issued issueToken(Caller caller, ApiToken.Request request, TokenId id) {
        caller.requireSession();
        TokenRequestCheck checked = TokenRequestCheck.of(request, clock.instant());
        if (!checked.scopes().contains(Scope.RUNTIME)) {
            return transactions.run(() -> issue(caller, id, request, checked));
        }
        Plaintext password = request.password().orElseThrow(() -> withoutPassword(caller));
        String email = me(caller).email();
        return passwordCheck
                .whereRight(
                        TOKEN_ISSUED,
                        email,
                        password,
                        caller.request(),
                        right -> transactions.run(() -> {
                            if (!passwordCheck.confirm(right)) {
                                throw new AccountsException.ReauthenticationRequired();
                            }
                            return issue(caller, id, request, checked);
                        }))
                .orElseThrow(AccountsException.ReauthenticationRequired::new);
    }

    private AccountsException withoutPassword(Caller caller) {
        passwordCheck.refused(TOKEN_ISSUED, Optional.of(caller.user()), "no password", caller.request());
        return new AccountsException.ReauthenticationRequired();
    }

    private ApiToken.Issued issue(Caller caller, TokenId id, ApiToken.Request request, TokenRequestCheck checked) {
        Spaces spaces = new Spaces(entityManager, clock);
        if (!request.workspace()
                .map(workspace -> spaces.isMember(caller.user(), workspace))
                .orElse(true)) {
            throw new AccountsException.WorkspaceNotFound();
        }
        ApiToken.Issued issued = tokens.issue(
                        caller.user(), id, checked.name(), checked.scopes(), request.expiresAt(), request.workspace())
                .orElseThrow(AccountsException.TokenIssuedBefore::new);
        String scopes = checked.scopes().stream().map(Scope::wire).collect(Collectors.joining(" "));
        audit.write(
                caller, AuditEntry.of(TOKEN_ISSUED, List.of(issued.token().id().value()), Map.of("scopes", scopes)));
        return issued;
    }

    /**
     * Ends an API token at once, for a session only.
     *
     * @throws AccountsException.TokenNotFound where there is none such, or it is another's
     */
    public void revokeToken(Caller caller, TokenId token) {
        caller.requireSession();
        ending(() -> {
            if (!tokens.revoke(caller.user(), token)) {
                throw new AccountsException.TokenNotFound();
            }
            audit.write(caller, AuditEntry.of("token.revoked", List.of(token.value()), Map.of()));
            return token;
        });
    }

    private Optional<Proof> bySession(Bearer bearer) {
        Optional<Sessions.Found> found = sessions.find(bearer);
        found.ifPresent(session -> note(() -> sessions.touch(session)));
        return found.map(session -> new Proof(
                session.user(),
                session.role(),
                Scope.OF_A_SESSION,
                new Caller.BySession(session.id()),
                Optional.empty()));
    }

    private Optional<Proof> byToken(Bearer bearer) {
        Optional<ApiTokens.Found> found = tokens.find(bearer);
        found.ifPresent(token -> note(() -> tokens.touch(token)));
        return found.map(token -> new Proof(
                token.user(), token.role(), token.scopes(), new Caller.ByToken(token.id()), token.workspace()));
    }

    /** Runs what ends sessions or tokens, which this node then knows at once. */
    private <T> T ending(Supplier<T> change) {
        T result = transactions.run(change);
        recent.forget();
        return result;
    }

    /** A time of use that could not be written is written by the next request: this one goes on. */
    private static void note(Runnable lastUse) {
        try {
            lastUse.run();
        } catch (DatabaseFailure notNow) {
            LOG.log(System.Logger.Level.DEBUG, "a time of last use was not written", notNow);
        }
    }

    private User user(UserId id) {
        StoredUser user = entityManager.find(StoredUser.class, id.value());
        if (user == null) {
            throw new IllegalStateException("an account is gone");
        }
        return user.asUser();
    }
}
