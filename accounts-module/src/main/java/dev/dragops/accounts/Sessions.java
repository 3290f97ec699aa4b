package dev.dragops.accounts;

import dev.dragops.platform.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Sessions: rows of ours, so that they are the same on each node and end when told to. A session ends after 30 minutes
 * without a request, and after 12 hours in any case, by the clock of the node that is asked.
 */
final class Sessions {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration ABSOLUTE = Duration.ofHours(12);
    private static final int LONGEST_AGENT = 200;

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

    /** Opens one, and remembers where it was opened from. */
    Opened open(UserId user, RequestInfo request) {
        Bearer bearer = Bearer.next(Bearer.Kind.SESSION);
        SessionId id = SessionId.next();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant expiresAt = now.plus(ABSOLUTE);
        database.update(
                "INSERT INTO acc_session (id, user_id, bearer_hash, created_at, touched_at, ends_at, expires_at,"
                        + " user_agent, network) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.value(),
                user.value(),
                bearer.hash(),
                now,
                now,
                now.plus(IDLE),
                expiresAt,
                request.userAgent().map(Sessions::printable).orElse(null),
                ClientNetwork.shown(request.remoteAddress()).orElse(null));
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

    /** The user's sessions that have not ended, the current one first, then the one seen last. */
    List<Session> of(UserId user, SessionId current) {
        return database.list(
                "SELECT id, created_at, touched_at, expires_at, user_agent, network FROM acc_session"
                        + " WHERE user_id = ? AND ends_at > ? ORDER BY id = ? DESC, touched_at DESC, id",
                row -> {
                    SessionId id = new SessionId(row.getString("id"));
                    return new Session(
                            id,
                            Database.instant(row, "created_at"),
                            Database.instant(row, "touched_at"),
                            Database.instant(row, "expires_at"),
                            id.equals(current),
                            Optional.ofNullable(row.getString("user_agent")),
                            Optional.ofNullable(row.getString("network")));
                },
                user.value(),
                clock.instant(),
                current.value());
    }

    /** Whether the user had that one, and it had not ended. */
    boolean end(UserId user, SessionId session) {
        return database.update(
                        "DELETE FROM acc_session WHERE id = ? AND user_id = ? AND ends_at > ?",
                        session.value(),
                        user.value(),
                        clock.instant())
                > 0;
    }

    /** Ends all sessions of the user but that one; answers how many. */
    int endOthers(UserId user, SessionId kept) {
        return database.update("DELETE FROM acc_session WHERE user_id = ? AND id <> ?", user.value(), kept.value());
    }

    private static String printable(String userAgent) {
        String shown = userAgent.replaceAll("[^ -~]", "?");
        return shown.length() <= LONGEST_AGENT ? shown : shown.substring(0, LONGEST_AGENT);
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
