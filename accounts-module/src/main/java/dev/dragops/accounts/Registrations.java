package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.Transactions;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes accounts. */
final class Registrations {
    static final String ACTION = "account.registered";

    private static final String WORKSPACE_SUFFIX = "'s workspace";
    private static final int WORKSPACE_NAME_LENGTH = 100;

    private final EntityManager entityManager;
    private final Database database;
    private final Transactions transactions;
    private final Passwords passwords;
    private final PasswordCheck passwordCheck;
    private final Throttle throttle;
    private final FirstAccount firstAccount;
    private final Sessions sessions;
    private final AuditRows audit;
    private final Clock clock;

    Registrations(
            EntityManager entityManager,
            Database database,
            Transactions transactions,
            Passwords passwords,
            PasswordCheck passwordCheck,
            Throttle throttle,
            FirstAccount firstAccount,
            Sessions sessions,
            AuditRows audit,
            Clock clock) {
        this.entityManager = entityManager;
        this.database = database;
        this.transactions = transactions;
        this.passwords = passwords;
        this.passwordCheck = passwordCheck;
        this.throttle = throttle;
        this.firstAccount = firstAccount;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    private record Person(String email, String firstName, String lastName, String passwordHash) {
        @Override
        public String toString() {
            return "Person[redacted]";
        }
    }

    SignedIn register(Registration registration, RequestInfo request) {
        String password = registration.password().revealText();
        InputCheck check = new InputCheck();
        String email = check.email("email", registration.email());
        String firstName = check.name("firstName", registration.firstName());
        String lastName = check.name("lastName", registration.lastName());
        check.password("password", password, email);
        check.refuseFaults();
        checkSetupCode(registration.setupCode(), request);
        if (database.exists("SELECT id FROM acc_user WHERE email = ?", email)) {
            throw new AccountsException.EmailAlreadyExists();
        }
        Person person = new Person(email, firstName, lastName, passwords.inTurn(() -> passwords.hash(password)));
        return transactions.run(() -> store(person, registration.setupCode(), request));
    }

    /** Before the costly part; {@link FirstAccount#claim} asks again, under its lock. */
    private void checkSetupCode(Optional<String> given, RequestInfo request) {
        if (!firstAccount.needsCode()) {
            return;
        }
        String code = given.filter(text -> !text.isBlank()).orElseThrow(() -> refused("no setup code", request));
        Throttle.Admitted admitted = passwordCheck.admit(ACTION, request, throttle.address(request.remoteAddress()));
        if (!firstAccount.isCode(code)) {
            throw refused("wrong setup code", request);
        }
        transactions.run(() -> {
            throttle.succeeded(admitted);
            return admitted;
        });
    }

    private AccountsException refused(String reason, RequestInfo request) {
        passwordCheck.refused(ACTION, Optional.empty(), reason, request);
        return new AccountsException.SetupCodeRequired();
    }

    private SignedIn store(Person person, Optional<String> setupCode, RequestInfo request) {
        UserId id = UserId.next();
        User user = new User(
                id,
                person.email(),
                person.firstName(),
                person.lastName(),
                firstAccount.claim(id, setupCode),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        insert(user, person.passwordHash());
        Spaces.Created space = new Spaces(entityManager, clock).create(id, firstWorkspaceName(person.firstName()));
        entityManager
                .find(StoredUser.class, id.value())
                .activate(Optional.of(space.workspace().id()));
        entityManager.flush();
        Sessions.Opened session = sessions.open(id, request);
        List<String> objects = new ArrayList<>(List.of(id.value()));
        objects.addAll(space.objects());
        audit.write(
                Optional.of(id),
                Optional.of(session.id().value()),
                request,
                AuditEntry.of(ACTION, objects, Map.of("role", user.role().wire())));
        return new SignedIn(session.bearer().text(), user, session.expiresAt());
    }

    /** Cuts a long first name, so that the whole is a name that a workspace may have. */
    static String firstWorkspaceName(String firstName) {
        int room = WORKSPACE_NAME_LENGTH - WORKSPACE_SUFFIX.length();
        int length = firstName.codePointCount(0, firstName.length());
        String name = length <= room
                ? firstName
                : firstName.substring(0, firstName.offsetByCodePoints(0, room)).strip();
        return name + WORKSPACE_SUFFIX;
    }

    /**
     * Of two registrations at once with one address, the second waits here for the first. Not through the entity
     * manager, which would log the address that it could not insert.
     */
    private void insert(User user, String passwordHash) {
        database.update(
                "INSERT INTO acc_user"
                        + " (id, email, first_name, last_name, password_hash, role, created_at, version)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON DUPLICATE KEY UPDATE version = version",
                user.id().value(),
                user.email(),
                user.firstName(),
                user.lastName(),
                passwordHash,
                user.role().name(),
                user.createdAt());
        if (!database.exists("SELECT id FROM acc_user WHERE id = ?", user.id().value())) {
            throw new AccountsException.EmailAlreadyExists();
        }
    }
}
