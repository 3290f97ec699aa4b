package dev.dragops.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this node is about to be stopped: it is while a file {@code draining} lies in its data folder. A file, since
 * whoever may stop a server (the launcher, an operator's script) can make one, on every server, and nobody can over the
 * network.
 */
public final class Drain {
    private static final String FILE = "draining";
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final Path file;
    private final long servingNanos;
    private final LongSupplier nanoTime;
    private volatile Seen seen;

    /** How far it is. */
    public enum Phase {
        /** Nobody wants it stopped. */
        OPEN,
        /** It says that it is not ready, and serves whoever comes nevertheless, until balancers know. */
        LEAVING,
        /** It begins nothing any more, and ends what it has begun. */
        CLOSED
    }

    /** What a look at the file told. */
    private record Seen(long at, boolean draining, long since) {}

    public Drain(Settings settings) {
        this(settings.dataDir(), settings.drain(), System::nanoTime);
    }

    Drain(Path dataDir, Duration serving, LongSupplier nanoTime) {
        this.file = fileIn(dataDir);
        this.servingNanos = serving.toNanos();
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.seen = new Seen(now - LOOK_NANOS, false, now);
    }

    /** Where the file is that says so. */
    public static Path fileIn(Path dataDir) {
        return dataDir.resolve(FILE);
    }

    /** Forgets what an earlier run of this node was told. */
    public void begin() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException kept) {
            throw new UncheckedIOException(
                    "the file " + file + " tells this server to drain, and cannot be removed: remove it", kept);
        }
    }

    /** How far it is, a tenth of a second ago at most. */
    public Phase phase() {
        Seen known = seen;
        return nanoTime.getAsLong() - known.at < LOOK_NANOS ? phase(known) : look();
    }

    /** How far it is now. */
    public Phase look() {
        boolean draining = Files.exists(file);
        synchronized (this) {
            Seen before = seen;
            long now = nanoTime.getAsLong();
            seen = new Seen(now, draining, draining && before.draining ? before.since : now);
            return phase(seen);
        }
    }

    private Phase phase(Seen known) {
        if (!known.draining) {
            return Phase.OPEN;
        }
        return nanoTime.getAsLong() - known.since < servingNanos ? Phase.LEAVING : Phase.CLOSED;
    }
}
