package dev.dragops.accounts;

import dev.dragops.platform.Transactions;
import dev.dragops.vault.Plaintext;
import java.util.List;
import java.util.Map;

/**
 * Changes a password for whoever knows the old one, and ends all other sessions with it: whoever got in by the old
 * password is out. API tokens stay, as after the operator's reset.
 */
final class PasswordChange {
    private static final String ACTION = "password.changed";

    private final Transactions transactions;
    private final Passwords passwords;
    private final PasswordCheck passwordCheck;
    private final Sessions sessions;
    private final AuditRows audit;

    PasswordChange(
            Transactions transactions,
            Passwords passwords,
            PasswordCheck passwordCheck,
            Sessions sessions,
            AuditRows audit) {
        this.transactions = transactions;
        this.passwords = passwords;
        this.passwordCheck = passwordCheck;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Answers how many other sessions ended. */
    int change(Caller caller, SessionId session, User user, Plaintext current, Plaintext next) {
        String chosen = next.revealText();
        InputCheck check = new InputCheck();
        check.password("newPassword", chosen, user.email());
        check.refuseFaults();
        return passwordCheck
                .whereRight(
                        ACTION,
                        user.email(),
                        current,
                        caller.request(),
                        right -> store(caller, session, right, passwords.hash(chosen)))
                .orElseThrow(AccountsException.ReauthenticationRequired::new);
    }

    private int store(Caller caller, SessionId session, PasswordCheck.Right right, String hash) {
        return transactions.run(() -> {
            if (!passwordCheck.replace(right, hash)) {
                throw new AccountsException.ReauthenticationRequired();
            }
            int ended = sessions.endOthers(caller.user(), session);
            audit.write(
                    caller,
                    AuditEntry.of(
                            ACTION, List.of(caller.user().value()), Map.of("sessionsEnded", Integer.toString(ended))));
            return ended;
        });
    }
}
