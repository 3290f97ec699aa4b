package dev.dragops.accounts;

import dev.dragops.platform.Database;
import java.security.MessageDigest;
import java.util.Optional;

/** Who becomes the administrator: decided on one row, so that of two who come at once one is first. */
final class FirstAccount {
    private final Database database;
    private final boolean codeNeeded;
    private final Optional<String> operatorsCode;

    /**
     * The decision on this server.
     *
     * @param codeNeeded whether the first account needs a code here
     * @param operatorsCode the code that the operator set, if any
     */
    FirstAccount(Database database, boolean codeNeeded, Optional<String> operatorsCode) {
        this.database = database;
        this.codeNeeded = codeNeeded;
        this.operatorsCode = operatorsCode;
    }

    private record Installation(boolean taken, Optional<byte[]> codeHash) {}

    /** Whether the next account is the first one, and needs the code. */
    boolean needsCode() {
        return codeNeeded && !installation("").taken();
    }

    /** Whether that is the code; asks for nothing else. */
    boolean isCode(String code) {
        return isCode(code, installation(""));
    }

    /**
     * Makes the user the first one where there is none yet, and answers the role. Holds a lock until the transaction
     * ends, only while there is no first user.
     *
     * @throws AccountsException.SetupCodeRequired where the code is needed, and missing or wrong
     */
    Role claim(UserId user, Optional<String> code) {
        if (installation("").taken()) {
            return Role.MEMBER;
        }
        Installation installation = installation(" FOR UPDATE");
        if (installation.taken()) {
            return Role.MEMBER;
        }
        if (codeNeeded && !code.filter(given -> isCode(given, installation)).isPresent()) {
            throw new AccountsException.SetupCodeRequired();
        }
        database.update(
                "UPDATE acc_installation SET first_user = ?, setup_code_hash = NULL WHERE id = 1", user.value());
        return Role.ADMINISTRATOR;
    }

    /**
     * A new code to be printed, which replaces the one before; empty where none is needed. Called at each start, since
     * only a hash is stored.
     */
    Optional<String> printableCode() {
        if (operatorsCode.isPresent() || !needsCode()) {
            return Optional.empty();
        }
        String code = SetupCode.next();
        int stored = database.update(
                "UPDATE acc_installation SET setup_code_hash = ? WHERE id = 1 AND first_user IS NULL",
                (Object) SetupCode.hash(code));
        return stored == 1 ? Optional.of(code) : Optional.empty();
    }

    private boolean isCode(String code, Installation installation) {
        return operatorsCode
                .map(operators -> SetupCode.isOperators(code, operators))
                .orElseGet(() -> installation
                        .codeHash()
                        .map(hash -> MessageDigest.isEqual(hash, SetupCode.hash(code)))
                        .orElse(false));
    }

    private Installation installation(String lock) {
        return database.first(
                        "SELECT first_user, setup_code_hash FROM acc_installation WHERE id = 1" + lock,
                        row -> new Installation(
                                row.getString("first_user") != null,
                                Optional.ofNullable(row.getBytes("setup_code_hash"))))
                .orElseThrow(() -> new IllegalStateException("acc_installation lost its row"));
    }
}
