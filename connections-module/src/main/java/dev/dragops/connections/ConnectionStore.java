package dev.dragops.connections;

import dev.dragops.accounts.UserId;
import dev.dragops.connections.ConnectionQuery.Sort;
import dev.dragops.platform.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The connections in the database. Every query carries the owner. */
final class ConnectionStore {
    private static final String METADATA = "select c.id, c.position, c.provider, c.displayName, c.type, c.status,"
            + " c.statusReason, c.createdAt, c.updatedAt, g.scopesRequested, g.scopes, g.expiresAt, g.lifetimeSeconds,"
            + " g.accountId, g.accountLabel, g.refreshable, g.failures, g.nextRefreshAt, " + GrantStore.NOW
            + " from StoredConnection c left join StoredGrant g on g.connectionId = c.id where c.userId = :user";

    private static final int MOST_EXPIRING = 500;

    private final EntityManager entityManager;
    private final Database database;

    ConnectionStore(EntityManager entityManager, Database database) {
        this.entityManager = entityManager;
        this.database = database;
    }

    /** A row without its sealed credential; numbers are boxed, as Hibernate looks the constructor up. */
    record Row(
            String id,
            Long position,
            String provider,
            String displayName,
            ConnectionType type,
            ConnectionStatus status,
            @Nullable String statusReason,
            Instant createdAt,
            Instant updatedAt,
            @Nullable String scopesRequested,
            @Nullable String scopes,
            @Nullable Instant expiresAt,
            @Nullable Long lifetimeSeconds,
            @Nullable String accountId,
            @Nullable String accountLabel,
            @Nullable Boolean refreshable,
            @Nullable Integer failures,
            @Nullable Instant nextRefreshAt,
            String now) {
        Connection metadata() {
            return StoredConnection.metadata(
                    new ConnectionId(id),
                    new Provider(provider),
                    displayName,
                    type,
                    new Standing(status, Optional.ofNullable(statusReason)),
                    facts(),
                    createdAt,
                    updatedAt,
                    GrantStore.instant(now));
        }

        private Optional<StoredGrant.Facts> facts() {
            if (scopesRequested == null || scopes == null || refreshable == null || failures == null) {
                return Optional.empty();
            }
            return Optional.of(new StoredGrant.Facts(
                    scopesRequested,
                    scopes,
                    expiresAt,
                    lifetimeSeconds,
                    accountId,
                    accountLabel,
                    refreshable,
                    failures,
                    nextRefreshAt));
        }
    }

    Optional<Connection> find(UserId user, ConnectionId id) {
        return entityManager
                .createQuery(METADATA + " and c.id = :id", Row.class)
                .setParameter("user", user.value())
                .setParameter("id", id.value())
                .getResultStream()
                .findFirst()
                .map(Row::metadata);
    }

    /** What those that are the user's are called. */
    Map<ConnectionId, String> displayNames(UserId user, Set<ConnectionId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return entityManager
                .createQuery(
                        "select c.id, c.displayName from StoredConnection c where c.userId = :user and c.id in :ids",
                        Object[].class)
                .setParameter("user", user.value())
                .setParameter("ids", ids.stream().map(ConnectionId::value).toList())
                .getResultStream()
                .collect(Collectors.toMap(row -> new ConnectionId((String) row[0]), row -> (String) row[1]));
    }

    Optional<StoredConnection> lock(UserId user, ConnectionId id) {
        return locked(entityManager
                .createQuery(
                        "select c from StoredConnection c where c.userId = :user and c.id = :id",
                        StoredConnection.class)
                .setParameter("user", user.value())
                .setParameter("id", id.value()));
    }

    /** For passing secrets on inside the product, where the environment and not the caller decides who inherits. */
    Optional<StoredConnection> lockWhoeverOwnsIt(ConnectionId id) {
        return locked(entityManager
                .createQuery("select c from StoredConnection c where c.id = :id", StoredConnection.class)
                .setParameter("id", id.value()));
    }

    /** Whether it is there, whoever owns it, and has a credential to pass on. */
    boolean isLive(ConnectionId id) {
        return entityManager
                        .createQuery(
                                "select count(c) from StoredConnection c where c.id = :id and c.status <> :revoked",
                                Long.class)
                        .setParameter("id", id.value())
                        .setParameter("revoked", ConnectionStatus.REVOKED)
                        .getSingleResult()
                > 0;
    }

    private static Optional<StoredConnection> locked(TypedQuery<StoredConnection> query) {
        return query.setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    /** Waits for the user's other creates and renames to end, and answers how many connections there have been. */
    long lockOwner(UserId user, boolean creating) {
        int step = creating ? 1 : 0;
        return database.list(
                        "insert into con_owner (user_id, created) values (?, ?)"
                                + " on duplicate key update created = created + ? returning created",
                        row -> row.getLong(1),
                        user.value(),
                        step,
                        step)
                .get(0);
    }

    boolean isNameTaken(UserId user, String displayName, Optional<ConnectionId> except) {
        return entityManager
                        .createQuery(
                                "select count(c) from StoredConnection c where c.userId = :user"
                                        + " and c.displayName = :name and c.id <> :except",
                                Long.class)
                        .setParameter("user", user.value())
                        .setParameter("name", displayName)
                        .setParameter("except", except.map(ConnectionId::value).orElse(""))
                        .getSingleResult()
                > 0;
    }

    /** The display names that start like that, for finding one that is free. */
    List<String> namesLike(UserId user, String start) {
        return entityManager
                .createQuery(
                        "select c.displayName from StoredConnection c where c.userId = :user"
                                + " and c.displayName like :start escape '!'",
                        String.class)
                .setParameter("user", user.value())
                .setParameter("start", escaped(start) + "%")
                .getResultList();
    }

    void add(StoredConnection connection) {
        entityManager.persist(connection);
        entityManager.flush();
    }

    /**
     * As {@link #add}, past the ORM: the connection is not changed any more.
     *
     * @throws ConnectionsException.NameTaken where another connection of the user has its name
     */
    void insert(StoredConnection connection) {
        if (!connection.insertWhereFree(database)) {
            throw new ConnectionsException.NameTaken();
        }
    }

    void remove(StoredConnection connection) {
        entityManager.remove(connection);
        entityManager.flush();
    }

    void flush() {
        entityManager.flush();
    }

    /**
     * A page of the list.
     *
     * @param named the providers whose packs' names have the text of the query
     */
    ConnectionPage list(UserId user, ConnectionQuery query, List<Provider> named) {
        Selection selection = select(user, query, named);
        Sort sort = query.sort();
        query.cursor().map(cursor -> Cursor.parse(sort, cursor)).ifPresent(cursor -> {
            selection.and(cursor.condition());
            for (int i = 0; i < cursor.after().size(); i++) {
                selection.with("after" + i, cursor.after().get(i));
            }
        });
        TypedQuery<Row> rows = entityManager.createQuery(
                METADATA + selection.conditions + " order by " + Cursor.order(sort), Row.class);
        selection.parameters.forEach(rows::setParameter);
        query.limit().ifPresent(limit -> rows.setMaxResults(limit + 1));
        List<Row> found = rows.getResultList();
        boolean more = query.limit().isPresent() && found.size() > query.limit().get();
        List<Row> page = more ? found.subList(0, query.limit().get()) : found;
        return new ConnectionPage(
                page.stream().map(Row::metadata).toList(),
                more ? Optional.of(Cursor.of(sort, page.get(page.size() - 1)).text()) : Optional.empty());
    }

    /** How many there are on all pages of the list; reads no more than it counts. */
    long count(UserId user, ConnectionQuery query, List<Provider> named, int most) {
        Selection selection = select(user, query, named);
        // by what they all have in common, which orders nothing: HQL knows no limit without an order
        TypedQuery<Long> count = entityManager.createQuery(
                "select count(found.id) from (select c.id as id from StoredConnection c where c.userId = :user"
                        + selection.conditions + " order by c.userId limit " + most + ") found",
                Long.class);
        selection.parameters.forEach(count::setParameter);
        return count.getSingleResult();
    }

    /** By as many looks into the index as there are providers: a distinct would read all of it. */
    List<Provider> providers(UserId user) {
        return entityManager
                .createQuery(
                        "select c.provider from StoredConnection c where c.userId = :user"
                                + " group by c.userId, c.provider",
                        String.class)
                .setParameter("user", user.value())
                .getResultStream()
                .map(Provider::new)
                .toList();
    }

    /** What a query asks for, in conditions that follow one on the user. */
    private static final class Selection {
        private final StringBuilder conditions = new StringBuilder();
        private final Map<String, Object> parameters = new HashMap<>();

        Selection and(String condition) {
            conditions.append(" and ").append(condition);
            return this;
        }

        Selection with(String name, Object value) {
            parameters.put(name, value);
            return this;
        }
    }

    private Selection select(UserId user, ConnectionQuery query, List<Provider> named) {
        Selection selection = new Selection().with("user", user.value());
        query.provider()
                .ifPresent(provider -> selection.and("c.provider = :provider").with("provider", provider.value()));
        query.type().ifPresent(type -> selection.and("c.type = :type").with("type", type));
        query.status().ifPresent(status -> selection.and("c.status = :status").with("status", status));
        query.text().ifPresent(text -> {
            // the column of providers is ASCII, which MariaDB refuses to compare with anything else
            boolean mayBeProvider = text.chars().allMatch(c -> c < 0x80);
            selection
                    .and("(c.displayName like :text escape '!'"
                            + (mayBeProvider ? " or c.provider like :lower escape '!'" : "")
                            + (named.isEmpty() ? ")" : " or c.provider in :named)"))
                    .with("text", "%" + escaped(text) + "%");
            if (mayBeProvider) {
                selection.with("lower", "%" + escaped(text.toLowerCase(Locale.ROOT)) + "%");
            }
            if (!named.isEmpty()) {
                selection.with("named", named.stream().map(Provider::value).toList());
            }
        });
        if (query.needsAttention()) {
            List<String> expiring = expiring(user);
            if (expiring.isEmpty()) {
                selection.and("c.needsAttention = true");
            } else {
                selection.and("(c.needsAttention = true or c.id in :expiring)").with("expiring", expiring);
            }
        }
        return selection;
    }

    /** Those that a person should approve again soon: only the clock tells, so no column does. */
    private List<String> expiring(UserId user) {
        return entityManager
                .createQuery(
                        METADATA + " and g.userId = :user and g.refreshable = false"
                                + " and g.expiresAt <= cast(sql('utc_timestamp(6) + interval "
                                + StoredGrant.EXPIRING.toDays() + " day') as LocalDateTime)"
                                + " and c.status = :active and c.statusReason is null order by g.expiresAt",
                        Row.class)
                .setParameter("user", user.value())
                .setParameter("active", ConnectionStatus.ACTIVE)
                .setMaxResults(MOST_EXPIRING)
                .getResultStream()
                .map(Row::metadata)
                .filter(connection -> connection.statusReason().equals(Optional.of(Standing.EXPIRING)))
                .map(connection -> connection.id().value())
                .toList();
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
