package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.platform.Lease;
import dev.dragops.platform.Lease.Term;
import dev.dragops.vault.KeyLife.Request;
import dev.dragops.vault.SealedRows.Sealed;
import dev.dragops.vault.crypto.UnknownFormatException;
import dev.dragops.vault.crypto.UnreadableException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does what the rows say is to be done: lets a pending key seal once every node has loaded it, and moves rows from
 * retiring keys to the active one, in small transactions, on whichever node leads. It keeps nothing between two
 * transactions that it could not read again, so that any node goes on where another was killed. For one thread.
 */
final class Rotation {
    private static final System.Logger LOG = System.getLogger(Rotation.class.getName());

    /** Runs work in one transaction of its own. */
    interface Unit {
        <T> T run(Function<Database, T> work);
    }

    private record Pass(SealedRows rows, int key) {}

    /** Where a pass over the rows of a table is; a hint, by which it does not begin at the same unreadable row again. */
    private record Cursor(String after, int moved, long notBefore) {}

    private static final long SECOND = 1_000_000_000L;

    /** After a pass that found nothing but rows that do not open. */
    private static final long REST = 10 * SECOND;

    private final Unit unit;
    private final Database database;
    private final Lease lease;
    private final LiveKeys keys;
    private final Supplier<List<SealedRows>> sealed;
    private final Function<Database, KeyLife> lives;
    private final SealedRows.Witness witness;
    private final KeyLife.Witness answers;
    private final int most;
    private final Supplier<Long> nanos;
    private final Map<Pass, Cursor> cursors = new HashMap<>();

    /**
     * A node's share in the work.
     *
     * @param database outside of any transaction
     * @param most rows in one transaction
     */
    Rotation(
            Unit unit,
            Database database,
            Lease lease,
            LiveKeys keys,
            Supplier<List<SealedRows>> sealed,
            Function<Database, KeyLife> lives,
            SealedRows.Witness witness,
            KeyLife.Witness answers,
            int most,
            Supplier<Long> nanos) {
        this.unit = unit;
        this.database = database;
        this.lease = lease;
        this.keys = keys;
        this.sealed = sealed;
        this.lives = lives;
        this.witness = witness;
        this.answers = answers;
        this.most = most;
        this.nanos = nanos;
    }

    /**
     * Works while there is something to do and the caller agrees; a batch that was begun is ended.
     *
     * @throws Lease.Lost where another node leads by now
     */
    void work(BooleanSupplier goOn) {
        KeyLife life = lives.apply(database);
        List<Integer> retiring = life.retiring();
        boolean anyToMove =
                retiring.stream().anyMatch(key -> sealed.get().stream().anyMatch(rows -> rows.any(database, key)));
        boolean settled = anyToMove || !life.isUnsettled();
        if (life.open().isEmpty() && life.pending().isEmpty() && !anyToMove && settled) {
            return;
        }
        Optional<Term> term = lease.take(database);
        if (term.isEmpty()) {
            return;
        }
        life.open().forEach(request -> answer(term.get(), request));
        if (life.pending().isPresent()) {
            activate(term.get());
        }
        if (!settled) {
            settle(term.get());
        }
        for (SealedRows rows : sealed.get()) {
            for (int key : lives.apply(database).retiring()) {
                move(term.get(), new Pass(rows, key), goOn);
            }
        }
    }

    private void answer(Term term, Request request) {
        try {
            unit.run(in -> {
                lease.hold(in, term);
                KeyLife life = lives.apply(in);
                OptionalInt key =
                        switch (request.action()) {
                            case ROTATE -> OptionalInt.of(life.rotate(false));
                            case REENCRYPT -> OptionalInt.of(life.rotate(true));
                            case DESTROY -> {
                                life.destroy(request.key().orElse(0));
                                yield request.key();
                            }
                        };
                answers.answered(in, life.answer(request, key, "DONE"));
                return key;
            });
        } catch (VaultException refused) {
            unit.run(in -> {
                lease.hold(in, term);
                answers.answered(in, lives.apply(in).answer(request, request.key(), refused.code()));
                return refused;
            });
        }
    }

    private void activate(Term term) {
        boolean active = unit.run(in -> {
            lease.hold(in, term);
            return lives.apply(in).activate();
        });
        if (active) {
            keys.reread();
            cursors.clear();
            LOG.log(
                    System.Logger.Level.INFO,
                    "Key {0} seals from now on",
                    keys.keys().active());
        }
    }

    private void move(Term term, Pass pass, BooleanSupplier goOn) {
        Cursor cursor = cursors.getOrDefault(pass, new Cursor("", 0, nanos.get()));
        if (cursor.notBefore() - nanos.get() > 0) {
            return;
        }
        while (goOn.getAsBoolean()) {
            Cursor from = cursor;
            Batch batch = unit.run(in -> batch(in, term, pass, from.after()));
            int moved = from.moved() + batch.moved();
            if (batch.found() < most) {
                boolean inVain = batch.found() > 0 && moved == 0;
                cursors.put(pass, new Cursor("", 0, nanos.get() + (inVain ? REST : 0)));
                endOfPass(term, pass);
                return;
            }
            cursor = new Cursor(batch.last(), moved, nanos.get());
            cursors.put(pass, cursor);
        }
    }

    /** What a transaction found and moved. */
    private record Batch(int found, int moved, String last) {}

    private Batch batch(Database in, Term term, Pass pass, String after) {
        lease.hold(in, term);
        boolean reseal = lives.apply(in).reseals();
        List<Sealed> found = pass.rows().next(in, pass.key(), after, most);
        Map<String, byte[]> moved = new LinkedHashMap<>();
        for (Sealed row : found) {
            Optional<byte[]> envelope = moved(row, reseal);
            if (envelope.isPresent()) {
                if (pass.rows().replace(in, row, envelope.get())) {
                    moved.put(row.id(), envelope.get());
                }
            } else {
                in.update(
                        "INSERT INTO vlt_unreadable (source, row_id, key_id, found_at)"
                                + " VALUES (?, ?, ?, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE key_id = VALUES(key_id),"
                                + " found_at = VALUES(found_at)",
                        pass.rows().source(),
                        row.id(),
                        pass.key());
            }
        }
        if (reseal && !moved.isEmpty()) {
            witness.sealedAnew(in, pass.rows(), moved);
        }
        in.update(
                "INSERT INTO vlt_move (source, moved, remaining, started_at, updated_at)"
                        + " VALUES (?, ?, 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE"
                        + " moved = moved + VALUES(moved), remaining = IF(remaining > VALUES(moved),"
                        + " remaining - VALUES(moved), 0), updated_at = VALUES(updated_at)",
                pass.rows().source(),
                moved.size());
        String last = found.isEmpty() ? after : found.get(found.size() - 1).id();
        return new Batch(found.size(), moved.size(), last);
    }

    private Optional<byte[]> moved(Sealed row, boolean reseal) {
        try {
            return Optional.of(keys.move(row.context().encoded(), row.envelope(), reseal));
        } catch (UnreadableException | UnknownFormatException unreadable) {
            return Optional.empty();
        }
    }

    private void endOfPass(Term term, Pass pass) {
        unit.run(in -> {
            lease.hold(in, term);
            lives.apply(in).settle(pass.rows());
            return pass;
        });
    }

    /** Where the last rows were deleted or written anew by others, or a leader was killed before the end of its pass. */
    private void settle(Term term) {
        unit.run(in -> {
            lease.hold(in, term);
            KeyLife life = lives.apply(in);
            sealed.get().forEach(life::settle);
            return term;
        });
    }
}
