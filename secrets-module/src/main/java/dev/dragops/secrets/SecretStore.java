package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.UserId;
import dev.dragops.platform.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The secrets and their versions in the database. */
final class SecretStore {
    private static final String METADATA =
            "select s.environmentId, s.name, s.version, s.seededBy, s.createdAt, s.updatedAt from StoredSecret s ";

    private static final int MOST_BYTES = 4 << 20;

    private final EntityManager entityManager;
    private final Database database;

    SecretStore(EntityManager entityManager, Database database) {
        this.entityManager = entityManager;
        this.database = database;
    }

    /** A row without its sealed value. */
    record Row(
            String environmentId,
            String name,
            Long version, // boxed, as Hibernate looks the constructor up
            @Nullable String seededBy,
            Instant createdAt,
            Instant updatedAt) {
        Secret metadata() {
            return new Secret(
                    new EnvironmentId(environmentId),
                    new SecretName(name),
                    version,
                    Optional.ofNullable(seededBy).map(SeedSource::new),
                    createdAt,
                    updatedAt);
        }
    }

    /** A sealed value with all that is needed to open it. */
    @SuppressWarnings("ArrayRecordComponent") // read once and opened; never compared
    record Sealed(String id, String environmentId, String name, Long version, byte[] envelope) {}

    List<Secret> in(EnvironmentId environment) {
        return metadata(entityManager
                .createQuery(METADATA + "where s.environmentId = :environment order by s.name", Row.class)
                .setParameter("environment", environment.value()));
    }

    Optional<Secret> find(EnvironmentId environment, SecretName name) {
        return metadata(entityManager
                        .createQuery(METADATA + "where s.environmentId = :environment and s.name = :name", Row.class)
                        .setParameter("environment", environment.value())
                        .setParameter("name", name.value()))
                .stream()
                .findFirst();
    }

    List<Secret> seededBy(SeedSource source) {
        return metadata(entityManager
                .createQuery(METADATA + "where s.seededBy = :source order by s.environmentId, s.name", Row.class)
                .setParameter("source", source.id()));
    }

    private static List<Secret> metadata(TypedQuery<Row> query) {
        return query.getResultList().stream().map(Row::metadata).toList();
    }

    List<Sealed> sealed(EnvironmentId environment, Collection<SecretName> names) {
        return entityManager
                .createQuery(
                        "select s.id, s.environmentId, s.name, s.version, s.envelope from StoredSecret s"
                                + " where s.environmentId = :environment and s.name in :names",
                        Sealed.class)
                .setParameter("environment", environment.value())
                .setParameter("names", values(names))
                .getResultList();
    }

    Optional<StoredSecret> lock(EnvironmentId environment, SecretName name) {
        return entityManager
                .createQuery(
                        "select s from StoredSecret s where s.environmentId = :environment and s.name = :name",
                        StoredSecret.class)
                .setParameter("environment", environment.value())
                .setParameter("name", name.value())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    /** In the order of the index. */
    List<StoredSecret> lock(EnvironmentId environment, Collection<SecretName> names) {
        return entityManager
                .createQuery(
                        "select s from StoredSecret s where s.environmentId = :environment and s.name in :names"
                                + " order by s.name",
                        StoredSecret.class)
                .setParameter("environment", environment.value())
                .setParameter("names", values(names))
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** Those of the names that the environment has. */
    Set<SecretName> existing(EnvironmentId environment, Collection<SecretName> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        return entityManager
                .createQuery(
                        "select s.name from StoredSecret s where s.environmentId = :environment and s.name in :names",
                        String.class)
                .setParameter("environment", environment.value())
                .setParameter("names", values(names))
                .getResultStream()
                .map(SecretName::new)
                .collect(Collectors.toSet());
    }

    /** By environment and name; the locks are taken in the order of the index, so two that cross may still deadlock. */
    List<StoredSecret> lockSeededBy(SeedSource source) {
        return entityManager
                .createQuery(
                        "select s from StoredSecret s where s.seededBy = :source order by s.environmentId, s.name",
                        StoredSecret.class)
                .setParameter("source", source.id())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /**
     * Inserts those whose name is free in their environment and leaves the others alone; waits for a rival that inserts
     * the same name.
     *
     * @return the ids of those that were inserted
     */
    Set<String> insertWhereFree(List<StoredSecret> secrets, UserId writer) {
        Set<String> named = statements(secrets).stream()
                .flatMap(statement -> insert(statement).stream())
                .collect(Collectors.toSet());
        List<StoredSecret> inserted =
                secrets.stream().filter(secret -> named.contains(secret.id())).toList();
        rememberFirst(inserted, writer);
        return inserted.stream().map(StoredSecret::id).collect(Collectors.toSet());
    }

    /** As few statements as fit a database's usual limit for one (max_allowed_packet, 16 MiB) with room to spare. */
    private static List<List<StoredSecret>> statements(List<StoredSecret> secrets) {
        List<List<StoredSecret>> statements = new ArrayList<>();
        long bytes = MOST_BYTES;
        for (StoredSecret secret : secrets) {
            bytes += secret.envelope().length;
            if (bytes > MOST_BYTES) {
                statements.add(new ArrayList<>());
                bytes = secret.envelope().length;
            }
            statements.get(statements.size() - 1).add(secret);
        }
        return statements;
    }

    /** The ids of the secrets that have these names now: those that were inserted, and those that were there. */
    private List<String> insert(List<StoredSecret> secrets) {
        List<@Nullable Object> values = new ArrayList<>();
        for (StoredSecret secret : secrets) {
            Collections.addAll(
                    values,
                    secret.id(),
                    secret.environment().value(),
                    secret.name().value(),
                    secret.version(),
                    secret.envelope(),
                    secret.seededBy().map(SeedSource::id).orElse(null),
                    secret.updatedAt(),
                    secret.updatedAt());
        }
        return database.list(
                "insert into sec_secret (id, environment_id, name, version, envelope, seeded_by, created_at, updated_at,"
                        + " revision) values " + rows("(?, ?, ?, ?, ?, ?, ?, ?, 0)", secrets.size())
                        + " on duplicate key update id = sec_secret.id returning id",
                row -> row.getString(1),
                values.toArray());
    }

    /** As {@link #remember}, without reading what was just inserted. */
    private void rememberFirst(List<StoredSecret> secrets, UserId writer) {
        if (secrets.isEmpty()) {
            return;
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (StoredSecret secret : secrets) {
            Collections.addAll(
                    values,
                    secret.id(),
                    secret.version(),
                    secret.updatedAt(),
                    writer.value(),
                    secret.seededBy().map(SeedSource::id).orElse(null));
        }
        database.update(
                "insert into sec_version (secret_id, version, written_at, written_by, seeded_by) values "
                        + rows("(?, ?, ?, ?, ?)", secrets.size()),
                values.toArray());
    }

    private static String rows(String row, int rows) {
        return String.join(", ", Collections.nCopies(rows, row));
    }

    /** Keeps what is known of the values just written, beside those that came before them. */
    void remember(Collection<String> ids, UserId writer) {
        if (ids.isEmpty()) {
            return;
        }
        entityManager.flush();
        entityManager
                .createNativeQuery("insert into sec_version (secret_id, version, written_at, written_by, seeded_by)"
                        + " select id, version, updated_at, :writer, seeded_by from sec_secret where id in (:ids)")
                .setParameter("writer", writer.value())
                .setParameter("ids", ids)
                .executeUpdate();
    }

    void remove(StoredSecret secret) {
        entityManager.remove(secret);
        entityManager.flush();
    }

    void removeAll(EnvironmentId environment) {
        entityManager
                .createQuery("delete from StoredSecret s where s.environmentId = :environment")
                .setParameter("environment", environment.value())
                .executeUpdate();
    }

    /** The files that wait to be imported there. */
    void removeStaged(EnvironmentId environment) {
        entityManager
                .createNativeQuery("delete from sec_import where environment_id = :environment")
                .setParameter("environment", environment.value())
                .executeUpdate();
    }

    private static List<String> values(Collection<SecretName> names) {
        return names.stream().map(SecretName::value).toList();
    }
}
