package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Settings;
import dev.dragops.platform.SettingsException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The operator's command for a user who forgot the password. Sets a new one, read from the console or from the first
 * line of the standard input, and ends the user's sessions. API tokens stay. Needs no server, only the database that
 * the environment names.
 */
public final class ResetPassword {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    ResetPassword(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Where the new password comes from; empty where it was not given, or differently the second time. */
    interface Prompt {
        Optional<String> newPassword() throws IOException;
    }

    /** With the user's e-mail address as the only argument; exits with 0 where the password was set. */
    public static void main(String[] arguments) throws IOException {
        System.exit(new ResetPassword(System.out, System.err).run(List.of(arguments)));
    }

    private int run(List<String> arguments) throws IOException {
        if (arguments.size() != 1 || arguments.get(0).isBlank()) {
            err.println("usage: reset-password <e-mail address>");
            return USAGE;
        }
        try {
            DataSource dataSource =
                    new DatabaseSource(Settings.fromEnvironment().requireDatabase());
            return reset(arguments.get(0), dataSource, ResetPassword::prompt);
        } catch (SettingsException wrong) {
            err.println(wrong.getMessage());
        } catch (SQLException failed) {
            err.println("The database cannot be used: " + DatabaseReason.of(failed));
        }
        return REFUSED;
    }

    int reset(String email, DataSource dataSource, Prompt prompt) throws IOException, SQLException {
        String normalised = InputCheck.normalisedEmail(email);
        try (Connection connection = dataSource.getConnection()) {
            Database database = Database.on(connection);
            Optional<UserId> user = InputCheck.isEmail(normalised)
                    ? database.first(
                            "SELECT id FROM acc_user WHERE email = ?",
                            row -> new UserId(row.getString("id")),
                            normalised)
                    : Optional.empty();
            if (user.isEmpty()) {
                err.println("There is no account with this e-mail address.");
                return REFUSED;
            }
            Optional<String> password = prompt.newPassword();
            if (password.isEmpty()) {
                err.println("No password was given, or the two differ. Nothing was changed.");
                return REFUSED;
            }
            InputCheck check = new InputCheck();
            check.password("password", password.get(), normalised);
            check.refuseFaults();
            String hash = new Passwords().hash(password.get());
            connection.setAutoCommit(false);
            int ended = store(database, user.get(), hash);
            connection.commit();
            out.println("The password was changed; " + ended + " session(s) ended.");
            return DONE;
        } catch (AccountsException.Invalid invalid) {
            invalid.fieldErrors().forEach(error -> err.println(error.message()));
            return REFUSED;
        } catch (DatabaseFailure failed) {
            throw failed.getCause() instanceof SQLException cause ? cause : new SQLException(failed);
        }
    }

    /** The user's row first: a sign-in with the old password that is under way then opens no session any more. */
    private static int store(Database database, UserId user, String hash) {
        database.update(
                "UPDATE acc_user SET password_hash = ?, version = version + 1 WHERE id = ?", hash, user.value());
        int ended = new Sessions(database, Clock.systemUTC()).endAll(user);
        new AuditRows(database, Clock.systemUTC())
                .write(
                        Optional.of(user),
                        Optional.empty(),
                        new RequestInfo("reset-password", "operator"),
                        AuditEntry.of(
                                "password.reset",
                                List.of(user.value()),
                                Map.of("sessionsEnded", Integer.toString(ended))));
        return ended;
    }

    // null for a piped line up to Java 21 and from 25 on
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<String> prompt() throws IOException {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            // not closed: the process ends anyway, and the stream is not ours
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            return Optional.ofNullable(input.readLine()).filter(line -> !line.isEmpty());
        }
        char[] first = console.readPassword("New password: ");
        char[] second = console.readPassword("Once more: ");
        boolean same = first != null && second != null && first.length > 0 && Arrays.equals(first, second);
        return same ? Optional.of(new String(first)) : Optional.empty();
    }

    /** Java 22 to 24 make a console of a pipe too, and tell by a method that is missing from the older ones. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
