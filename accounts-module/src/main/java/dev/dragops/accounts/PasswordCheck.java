package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.Transactions;
import dev.dragops.vault.Plaintext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether an e-mail address and a password belong together. Unknown and known accounts take the same way: counted,
 * looked up, one password hashed, one refusal recorded. Called outside of transactions.
 */
final class PasswordCheck {
    private final Database database;
    private final Throttle throttle;
    private final Passwords passwords;
    private final AuditRows audit;
    private final Transactions transactions;

    PasswordCheck(
            Database database, Throttle throttle, Passwords passwords, AuditRows audit, Transactions transactions) {
        this.database = database;
        this.throttle = throttle;
        this.passwords = passwords;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** They belonged together a moment ago: {@link #confirm} says whether they still do. */
    record Right(UserId user, String passwordHash, Throttle.Admitted admitted) {
        @Override
        public String toString() {
            return "Right[" + user + "]";
        }
    }

    private record Known(UserId id, String passwordHash) {}

    /**
     * Does what the password is for, where it is right; empty where it is not, and the refusal is in the audit trail by
     * then. All of it in one turn, so that few attempts at a time are counted without being known to be good.
     *
     * @param action what the audit trail calls that which the password is for
     * @throws AccountsException.TooManyAttempts where the account or the client's network is closed
     */
    <T> Optional<T> whereRight(
            String action, String email, Plaintext password, RequestInfo request, Function<Right, T> work) {
        String normalised = InputCheck.normalisedEmail(email);
        Throttle.Key account = throttle.account(normalised);
        Throttle.Key address = throttle.address(request.remoteAddress());
        // those who are refused anyway do not wait for a turn
        throttle.refusal(account, address).ifPresent(refused -> refuse(action, request, refused));
        return passwords.inTurn(() -> {
            Throttle.Admitted admitted = admit(action, request, account, address);
            return check(action, normalised, password, request, admitted).map(work);
        });
    }

    private Optional<Right> check(
            String action, String email, Plaintext password, RequestInfo request, Throttle.Admitted admitted) {
        Optional<Known> known = InputCheck.isEmail(email) ? known(email) : Optional.empty();
        boolean sane = InputCheck.isPasswordSize(password.length());
        boolean matches = passwords.matches(
                sane ? password.revealText() : "",
                known.map(Known::passwordHash).orElse(Passwords.OF_NOBODY));
        if (sane && matches && known.isPresent()) {
            return Optional.of(new Right(known.get().id(), known.get().passwordHash(), admitted));
        }
        refused(action, known.map(Known::id), "wrong e-mail address or password", request);
        return Optional.empty();
    }

    private Optional<Known> known(String email) {
        return database.first(
                "SELECT id, password_hash FROM acc_user WHERE email = ?",
                row -> new Known(new UserId(row.getString("id")), row.getString("password_hash")),
                email);
    }

    /**
     * Counts an attempt before it is made.
     *
     * @throws AccountsException.TooManyAttempts where one of the keys is closed
     */
    Throttle.Admitted admit(String action, RequestInfo request, Throttle.Key... keys) {
        Throttle.Admission admission = transactions.run(() -> throttle.admit(keys));
        if (admission instanceof Throttle.Refused refused) {
            throw refuse(action, request, refused);
        }
        return (Throttle.Admitted) admission;
    }

    private AccountsException.TooManyAttempts refuse(String action, RequestInfo request, Throttle.Refused refused) {
        // once for each block, or whoever hammers on a closed door fills the database
        if (refused.firstOfThisBlock()) {
            refused(action, Optional.empty(), "throttled", request);
        }
        throw new AccountsException.TooManyAttempts(refused.retryAfterSeconds());
    }

    /** Records a refusal in a transaction of its own: one row, whether the user is known or not. */
    void refused(String action, Optional<UserId> user, String reason, RequestInfo request) {
        AuditEntry entry = new AuditEntry(
                action,
                AuditEntry.Outcome.REFUSED,
                List.of(), // a row more for a known address would tell it from an unknown one by the time it takes
                Map.of("reason", reason),
                Optional.empty());
        transactions.run(() -> {
            audit.write(user, Optional.empty(), request, entry);
            return entry;
        });
    }

    /**
     * In the transaction that acts on it: whether the password is still the one that was checked, and stays it until
     * that transaction ends. Ends the count of failures.
     */
    boolean confirm(Right right) {
        boolean unchanged = database.exists(
                "SELECT id FROM acc_user WHERE id = ? AND password_hash = ? LOCK IN SHARE MODE",
                right.user().value(),
                right.passwordHash());
        if (unchanged) {
            throttle.succeeded(right.admitted());
        }
        return unchanged;
    }

    /** As {@link #confirm}, and sets another password instead. Its row is the first that the transaction locks. */
    boolean replace(Right right, String newHash) {
        boolean unchanged = database.update(
                        "UPDATE acc_user SET password_hash = ?, version = version + 1 WHERE id = ? AND password_hash = ?",
                        newHash,
                        right.user().value(),
                        right.passwordHash())
                == 1;
        if (unchanged) {
            throttle.succeeded(right.admitted());
        }
        return unchanged;
    }
}
