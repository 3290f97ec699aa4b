package dev.dragops.connections;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.UserId;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.platform.Transactions;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SeedResult;
import dev.dragops.vault.Vault;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.io.StringReader;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Remembers the answers to requests that carry an {@code Idempotency-Key}. The key's row is written first and without
 * waiting, in the transaction of the change: whoever finds it locked knows that the first request is still running.
 */
final class IdempotencyStore {
    /** Kept, since finding it searches the class path each time. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final int MARIADB_LOCK_WAIT_TIMEOUT = 1205;

    private final EntityManager entityManager;
    private final Vault vault;

    IdempotencyStore(EntityManager entityManager, Vault vault) {
        this.entityManager = entityManager;
        this.vault = vault;
    }

    /**
     * Takes the key for this request, or answers what an earlier request with it was answered.
     *
     * @throws ConnectionsException.IdempotencyInProgress where the earlier request has not ended
     * @throws ConnectionsException.IdempotencyMismatch where the earlier request had another body
     */
    Optional<Saved> begin(UserId user, Idempotency request, Instant now) {
        byte[] mac = vault.mac("idempotency", request.body().reveal());
        try {
            int inserted = entityManager
                    .createNativeQuery("set statement innodb_lock_wait_timeout = 0 for"
                            + " insert into con_idempotency (user_id, idempotency_key, body_mac, answer, created_at)"
                            + " values (:user, :key, :mac, '', :now)"
                            + " on duplicate key update created_at = con_idempotency.created_at")
                    .setParameter("user", user.value())
                    .setParameter("key", request.key())
                    .setParameter("mac", mac)
                    .setParameter("now", LocalDateTime.ofInstant(now, ZoneOffset.UTC))
                    .executeUpdate();
            if (inserted == 1) {
                return Optional.empty();
            }
        } catch (PersistenceException failed) {
            if (Transactions.sqlCause(failed)
                    .filter(sql -> sql.getErrorCode() == MARIADB_LOCK_WAIT_TIMEOUT)
                    .isPresent()) {
                throw new ConnectionsException.IdempotencyInProgress();
            }
            throw failed;
        }
        Object[] row = (Object[]) entityManager
                .createNativeQuery("select body_mac, answer from con_idempotency"
                        + " where user_id = :user and idempotency_key = :key")
                .setParameter("user", user.value())
                .setParameter("key", request.key())
                .getSingleResult();
        if (!MessageDigest.isEqual((byte[]) row[0], mac)) {
            throw new ConnectionsException.IdempotencyMismatch();
        }
        return Optional.of(read((String) row[1]));
    }

    /** Remembers the answer, to be kept with the change or not at all. */
    void end(UserId user, Idempotency request, Saved saved) {
        entityManager
                .createNativeQuery("update con_idempotency set answer = :answer"
                        + " where user_id = :user and idempotency_key = :key")
                .setParameter("answer", write(saved))
                .setParameter("user", user.value())
                .setParameter("key", request.key())
                .executeUpdate();
    }

    /** Forgets some of what is older, and answers how much. */
    int forgetBefore(Instant instant) {
        return entityManager
                .createNativeQuery("delete from con_idempotency where created_at < :instant limit 1000")
                .setParameter("instant", LocalDateTime.ofInstant(instant, ZoneOffset.UTC))
                .executeUpdate();
    }

    private static String write(Saved saved) {
        Connection connection = saved.connection();
        JsonArrayBuilder details = JSON.createArrayBuilder();
        for (SeedResult.Detail detail : saved.seedResult().details()) {
            details.add(JSON.createArrayBuilder()
                    .add(detail.environment().value())
                    .add(detail.name().value())
                    .add(detail.outcome().name()));
        }
        JsonObjectBuilder answer = JSON.createObjectBuilder()
                .add("id", connection.id().value())
                .add("provider", connection.provider().value())
                .add("displayName", connection.displayName())
                .add("type", connection.type().name())
                .add("createdAt", connection.createdAt().toString())
                .add("details", details);
        saved.seedResult().workspace().ifPresent(workspace -> answer.add("workspace", workspace.value()));
        return answer.build().toString();
    }

    private static Saved read(String answer) {
        try (JsonReader reader = JSON.createReader(new StringReader(answer))) {
            JsonObject saved = reader.readObject();
            Instant createdAt = Instant.parse(saved.getString("createdAt"));
            Connection connection = new Connection(
                    new ConnectionId(saved.getString("id")),
                    new Provider(saved.getString("provider")),
                    saved.getString("displayName"),
                    ConnectionType.valueOf(saved.getString("type")),
                    ConnectionStatus.ACTIVE,
                    Optional.empty(),
                    Optional.empty(),
                    createdAt,
                    createdAt);
            List<SeedResult.Detail> details = saved.getJsonArray("details").stream()
                    .map(detail -> detail.asJsonArray())
                    .map(detail -> new SeedResult.Detail(
                            new EnvironmentId(detail.getString(0)),
                            new SecretName(detail.getString(1)),
                            SeedResult.Outcome.valueOf(detail.getString(2))))
                    .toList();
            Optional<WorkspaceId> workspace =
                    Optional.ofNullable(saved.getString("workspace", null)).map(WorkspaceId::new);
            return new Saved(connection, new SeedResult(workspace, details), true);
        }
    }
}
