package dev.dragops.platform;

import java.sql.SQLException;

/** The database did not do what it always does; the cause says why, and is for the log only. */
public final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseFailure(SQLException cause) {
        super("the database failed", cause);
    }
}
