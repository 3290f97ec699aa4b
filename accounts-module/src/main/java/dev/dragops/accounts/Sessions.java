package dev.dragops.accounts;

import dev.dragops.platform.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Sessions: rows of ours, so that they are the same on each node and end when told to. A session ends after 30 minutes
 * without a request, and after 12 hours in any case, by the clock of the node that is asked.
 */
final class Sessions {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration ABSOLUTE = Duration.ofHours(12);

    private final Database database;
    private final Clock clock;

    Sessions(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A session just opened. */
    record Opened(SessionId id, Bearer bearer, Instant expiresAt) {}

    /** A session found by its bearer. */
    record Found(SessionId id, UserId user, Role role, Instant touchedAt) {}

    Opened open(UserId user) {
        Bearer bearer = Bearer.next(Bearer.Kind.SESSION);
        SessionId id = SessionId.next();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant expiresAt = now.plus(ABSOLUTE);
        database.update(
                "INSERT INTO acc_session (id, user_id, bearer_hash, created_at, touched_at, ends_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id.value(),
                user.value(),
                bearer.hash(),
                now,
                now,
                now.plus(IDLE),
                expiresAt);
        return new Opened(id, bearer, expiresAt);
    }

    Optional<Found> find(Bearer bearer) {
        return database.first(
                "SELECT s.id, s.user_id, s.touched_at, u.role FROM acc_session s JOIN acc_user u ON u.id = s.user_id"
                        + " WHERE s.bearer_hash = ? AND s.ends_at > ?",
                row -> new Found(
                        new SessionId(row.getString("id")),
                        new UserId(row.getString("user_id")),
                        Role.valueOf(row.getString("role")),
                        Database.instant(row, "touched_at")),
                bearer.hash(),
                clock.instant());
    }

    /** Keeps the session alive; at most one request a minute pays for it. */
    void touch(Found session) {
        Instant now = clock.instant();
        if (LastUse.isWorthWriting(Optional.of(session.touchedAt()), now)) {
            database.update(
                    LastUse.WITHOUT_WAITING + "UPDATE acc_session SET touched_at = ?, ends_at = LEAST(?, expires_at)"
                            + " WHERE id = ? AND touched_at < ?",
                    now,
                    now.plus(IDLE),
                    session.id().value(),
                    now);
        }
    }

    /** Whether there was one to end. */
    boolean end(SessionId session) {
        return database.update("DELETE FROM acc_session WHERE id = ?", session.value()) > 0;
    }

    /** Ends all sessions of the user; answers how many. */
    int endAll(UserId user) {
        return database.update("DELETE FROM acc_session WHERE user_id = ?", user.value());
    }

    /** Drops those that are past; answers how many. */
    int dropEnded() {
        return database.update("DELETE FROM acc_session WHERE ends_at < ? LIMIT 10000", clock.instant());
    }
}
