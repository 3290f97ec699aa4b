package dev.dragops.connections;

import dev.dragops.accounts.UserId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The grants in the database, and the revocations that are still to be made. */
final class GrantStore {
    /** The database's clock in a query, as text: no driver and no time zone reads a text otherwise. */
    static final String NOW = "cast(sql('utc_timestamp(6)') as String)";

    private final EntityManager entityManager;

    GrantStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    static Instant instant(String now) {
        return LocalDateTime.parse(now.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    /** Locks a connection, and then reads its grant and the clock. Whoever owns it: the server's own work. */
    Optional<Held> lock(ConnectionId id) {
        return locked("c.id = :id", id, Optional.empty());
    }

    Optional<Held> lock(UserId user, ConnectionId id) {
        return locked("c.id = :id and c.userId = :user", id, Optional.of(user));
    }

    private Optional<Held> locked(String which, ConnectionId id, Optional<UserId> user) {
        TypedQuery<StoredConnection> query = entityManager
                .createQuery("select c from StoredConnection c where " + which, StoredConnection.class)
                .setParameter("id", id.value())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE);
        user.ifPresent(owner -> query.setParameter("user", owner.value()));
        return query.getResultStream().findFirst().map(connection -> {
            // in a statement of its own, so that both are read after the lock was had
            Object[] row = entityManager
                    .createQuery(
                            "select c, g, " + NOW
                                    + " from StoredConnection c left join StoredGrant g on g.connectionId = c.id"
                                    + " where c.id = :id",
                            Object[].class)
                    .setParameter("id", id.value())
                    .getSingleResult();
            return Held.of(row);
        });
    }

    Optional<StoredGrant> find(ConnectionId id) {
        return Optional.ofNullable(entityManager.find(StoredGrant.class, id.value()));
    }

    Instant now() {
        return instant((String) entityManager
                .createNativeQuery("select cast(utc_timestamp(6) as char)", String.class)
                .getSingleResult());
    }

    void add(StoredGrant grant) {
        entityManager.persist(grant);
        entityManager.flush();
    }

    void remove(StoredGrant grant) {
        entityManager.remove(grant);
        entityManager.flush();
    }

    void flush() {
        entityManager.flush();
    }

    /** Where a refresh that somebody else makes stands. */
    record Progress(long generation, boolean leased) {}

    Optional<Progress> progress(ConnectionId id) {
        return entityManager
                .createQuery(
                        "select g.generation, g.state, g.leaseUntil, " + NOW
                                + " from StoredGrant g where g.connectionId = :id",
                        Object[].class)
                .setParameter("id", id.value())
                .getResultStream()
                .findFirst()
                .map(row -> new Progress(
                        (Long) row[0],
                        row[1] == StoredGrant.State.REFRESHING
                                && row[2] instanceof Instant until
                                && until.isAfter(instant((String) row[3]))));
    }

    /** A grant that the job looks at. */
    record Due(String connectionId, String provider, Long generation) {}

    /** For each provider apart, so that a long queue at one keeps no other's from being seen. */
    List<Due> due(int mostOfOneProvider) {
        return entityManager
                .createQuery(
                        "select distinct g.provider from StoredGrant g"
                                + " where g.nextRefreshAt <= cast(sql('utc_timestamp(6)') as LocalDateTime)",
                        String.class)
                .getResultStream()
                .flatMap(provider -> entityManager
                        .createQuery(
                                "select g.connectionId, g.provider, g.generation from StoredGrant g"
                                        + " where g.provider = :provider"
                                        + " and g.nextRefreshAt <= cast(sql('utc_timestamp(6)') as LocalDateTime)"
                                        + " order by g.nextRefreshAt",
                                Due.class)
                        .setParameter("provider", provider)
                        .setMaxResults(mostOfOneProvider)
                        .getResultStream())
                .toList();
    }

    /**
     * Whether a live connection of anybody may stand on that grant at the provider: same app, same account. Where an
     * account is not known, it may be the same.
     */
    boolean isShared(Provider provider, String clientId, Optional<String> account, Optional<ConnectionId> except) {
        TypedQuery<Long> query = entityManager
                .createQuery(
                        "select count(g) from StoredGrant g join StoredConnection c on c.id = g.connectionId"
                                + " where g.provider = :provider and g.clientId = :client"
                                + " and g.connectionId <> :except"
                                + " and g.envelope is not null and c.status <> :revoked"
                                + (account.isPresent() ? " and coalesce(g.accountId, :account) = :account" : ""),
                        Long.class)
                .setParameter("provider", provider.value())
                .setParameter("client", clientId)
                .setParameter("except", except.map(ConnectionId::value).orElse(""))
                .setParameter("revoked", ConnectionStatus.REVOKED);
        account.ifPresent(id -> query.setParameter("account", id));
        return query.getSingleResult() > 0;
    }

    void add(StoredRevocation revocation) {
        entityManager.persist(revocation);
        entityManager.flush();
    }

    List<String> dueRevocations(int most) {
        return entityManager
                .createQuery(
                        "select r.id from StoredRevocation r"
                                + " where r.nextAttemptAt <= cast(sql('utc_timestamp(6)') as LocalDateTime)"
                                + " order by r.nextAttemptAt",
                        String.class)
                .setMaxResults(most)
                .getResultList();
    }

    Optional<StoredRevocation> lockRevocation(String id) {
        return Optional.ofNullable(entityManager.find(StoredRevocation.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    void remove(StoredRevocation revocation) {
        entityManager.remove(revocation);
        entityManager.flush();
    }
}
