package dev.dragops.accounts;

import dev.dragops.platform.DatabaseFailure;
import java.sql.SQLException;

/** Why a database cannot be used, for the operator of a command: what is wrong with it, and not which statement failed. */
final class DatabaseReason {
    private DatabaseReason() {}

    static String of(Exception failed) {
        return failed instanceof DatabaseFailure && failed.getCause() instanceof SQLException cause
                ? of(cause)
                : failed instanceof SQLException itself ? of(itself) : "the log says why";
    }

    private static String of(SQLException failed) {
        String state = String.valueOf(failed.getSQLState());
        if (state.equals("42S02")) {
            return "this version of the product has never run on it (a table is missing)";
        }
        if (state.equals("42S22")) {
            return "another version of the product ran on it last (a column is missing)";
        }
        if (state.startsWith("28")) {
            return "it refuses the user or the password";
        }
        // the driver's words name hosts and ports, which the operator needs; before them stands the number of a session
        String said = String.valueOf(failed.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", "");
        boolean rejected = state.equals("08004");
        return state.startsWith("08") && !rejected ? "it does not answer (" + said + ")" : said;
    }
}
