package dev.dragops.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Keeps whoever is not signed in from filling the audit trail: 30 rows a minute for each network of a client. Knows the
 * 10,000 networks that came last and forgets the one before them, so that its memory is bounded too. For many threads.
 */
final class AnonymousQuota {
    static final int ROWS = 30;
    static final int NETWORKS = 10_000;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true); // the one seen last is the last

    AnonymousQuota(Clock clock) {
        this.clock = clock;
    }

    private static final class Count {
        Instant start;
        int rows;
        long notRecorded;

        Count(Instant start) {
            this.start = start;
        }
    }

    /** Takes one row: how many were refused since the last one, or empty where this one is refused too. */
    synchronized OptionalLong take(String remoteAddress) {
        Instant now = clock.instant();
        Count count = counts.computeIfAbsent(ClientNetwork.of(AuditRows.cut(remoteAddress)), network -> new Count(now));
        if (counts.size() > NETWORKS) {
            counts.remove(counts.keySet().iterator().next());
        }
        if (!now.isBefore(count.start.plus(WINDOW))) {
            count.start = now;
            count.rows = 0;
        }
        if (count.rows == ROWS) {
            count.notRecorded++;
            return OptionalLong.empty();
        }
        count.rows++;
        long before = count.notRecorded;
        count.notRecorded = 0;
        return OptionalLong.of(before);
    }
}
