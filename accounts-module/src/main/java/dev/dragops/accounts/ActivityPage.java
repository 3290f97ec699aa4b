package dev.dragops.accounts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A part of the audit trail, the latest first.
 *
 * @param next where the next part begins, empty where this is the last
 */
public record ActivityPage(List<Row> rows, Optional<Position> next) {
    public ActivityPage {
        rows = List.copyOf(rows);
    }

    /**
     * A row with what an auditor wants of it beyond the activity itself.
     *
     * @param user whose it is, empty where nobody was signed in and no account was concerned
     * @param email that user's address
     * @param access the session or API token that did it, empty where the server did it by itself
     * @param remoteAddress where the request came from, {@code -} where there was none
     * @param objects the ids of all that it touched
     */
    public record Row(
            Activity activity,
            Optional<UserId> user,
            Optional<String> email,
            Optional<String> access,
            String requestId,
            String remoteAddress,
            List<String> objects) {
        public Row {
            objects = List.copyOf(objects);
        }

        Position position() {
            return new Position(activity.at(), activity.sequence());
        }
    }

    /** A place in the order of the rows. */
    public record Position(Instant at, long sequence) {
        /** As it is given to a client, which gives it back unread. */
        public String wire() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + sequence;
        }

        /** The place that the text stands for; empty where it is none of ours. */
        public static Optional<Position> parse(String wire) {
            if (!wire.matches("\\d{1,17}-\\d{1,18}")) {
                return Optional.empty();
            }
            int dash = wire.indexOf('-');
            long micros = Long.parseLong(wire.substring(0, dash));
            return Optional.of(new Position(
                    Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Long.parseLong(wire.substring(dash + 1))));
        }
    }
}
