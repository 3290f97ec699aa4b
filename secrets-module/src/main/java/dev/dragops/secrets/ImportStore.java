package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.UserId;
import dev.dragops.platform.Database;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The staged files in the database: each sealed for one user, one environment and one choice. */
final class ImportStore {
    /** How long a file waits for the yes to it. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int PORTION = 100;

    private final Database database;
    private final Vault vault;

    ImportStore(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** A staged file that is still good. */
    @SuppressWarnings("ArrayRecordComponent") // read once and opened; never compared
    record Staged(ImportId id, UserId user, EnvironmentId environment, OnExisting onExisting, byte[] envelope) {}

    /** Stages a file in place of what the user staged for that environment before. */
    ImportId add(UserId user, EnvironmentId environment, OnExisting onExisting, Plaintext dotenv, Instant now) {
        ImportId id = ImportId.next();
        database.update(
                "DELETE FROM sec_import WHERE user_id = ? AND environment_id = ?", user.value(), environment.value());
        database.update(
                "INSERT INTO sec_import (id, user_id, environment_id, on_existing, envelope, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id.value(),
                user.value(),
                environment.value(),
                onExisting.name(),
                vault.seal(context(id, user, environment, onExisting), dotenv),
                now.plus(PATIENCE));
        return id;
    }

    Optional<Staged> find(UserId user, ImportId id, Instant now) {
        return read("", user, id, now);
    }

    /** Takes a file away: of two that ask at once, one gets it. It is back where the transaction fails. */
    Optional<Staged> take(UserId user, ImportId id, Instant now) {
        Optional<Staged> staged = read(" FOR UPDATE", user, id, now);
        staged.ifPresent(found -> remove(user, id));
        return staged;
    }

    void remove(UserId user, ImportId id) {
        database.update("DELETE FROM sec_import WHERE id = ? AND user_id = ?", id.value(), user.value());
    }

    private Optional<Staged> read(String lock, UserId user, ImportId id, Instant now) {
        return database.first(
                "SELECT environment_id, on_existing, envelope FROM sec_import"
                        + " WHERE id = ? AND user_id = ? AND expires_at > ?" + lock,
                row -> new Staged(
                        id,
                        user,
                        new EnvironmentId(row.getString("environment_id")),
                        OnExisting.valueOf(row.getString("on_existing")),
                        row.getBytes("envelope")),
                id.value(),
                user.value(),
                now);
    }

    Plaintext open(Staged staged) {
        return vault.open(
                context(staged.id(), staged.user(), staged.environment(), staged.onExisting()), staged.envelope());
    }

    /** Where the envelopes of all staged files are. */
    static SealedRows sealedRows() {
        return new SealedRows(
                "sec_import",
                "id",
                "envelope",
                "kek_id",
                "sec_key",
                "user_id, environment_id, on_existing",
                row -> context(
                        new ImportId(row.getString("id")),
                        new UserId(row.getString("user_id")),
                        new EnvironmentId(row.getString("environment_id")),
                        OnExisting.valueOf(row.getString("on_existing"))));
    }

    private static SealContext context(ImportId id, UserId user, EnvironmentId environment, OnExisting onExisting) {
        return new SealContext("import", user.value(), id.value(), environment.value(), onExisting.name(), 1);
    }

    /** Drops some of the files whose time is over, and answers how many. */
    int dropExpired(Instant now) {
        return database.update("DELETE FROM sec_import WHERE expires_at <= ? LIMIT " + PORTION, now);
    }
}
