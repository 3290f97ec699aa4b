package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.platform.Database;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which source wanted to seed which name in which environment. The one that holds a name has its value in the secret;
 * the others wait, and the newest of them inherits the name when the holder goes.
 */
final class Claims {
    private final EntityManager entityManager;
    private final Database database;

    Claims(EntityManager entityManager, Database database) {
        this.entityManager = entityManager;
        this.database = database;
    }

    /** Whether the claimant's value is in the secret. */
    enum Standing {
        /** Its value is the secret's. */
        HOLDS,
        /** It found a secret of that name and kept it. */
        WAITS,
        /** It held the name until someone edited or deleted the secret; it never gets it back. */
        LOST
    }

    /** A name in an environment, and who claims it. */
    record Claim(EnvironmentId environment, SecretName name, Standing standing) {}

    void add(SeedSource source, List<Claim> claims) {
        if (claims.isEmpty()) {
            return;
        }
        database.update(
                "insert into sec_claim (environment_id, name, source_id, standing) values "
                        + String.join(", ", Collections.nCopies(claims.size(), "(?, ?, ?, ?)"))
                        + " on duplicate key update standing = values(standing)",
                claims.stream()
                        .flatMap(claim -> Stream.of(
                                claim.environment().value(),
                                claim.name().value(),
                                source.id(),
                                claim.standing().name()))
                        .toArray());
    }

    /** Everything that a source ever claimed, in one order for everybody. */
    List<Claim> of(SeedSource source) {
        List<?> rows = entityManager
                .createNativeQuery("select environment_id, name, standing from sec_claim where source_id = :source"
                        + " order by environment_id, name")
                .setParameter("source", source.id())
                .getResultList();
        return rows.stream()
                .map(row -> (Object[]) row)
                .map(row -> new Claim(
                        new EnvironmentId((String) row[0]), new SecretName((String) row[1]), Standing.valueOf((String)
                                row[2])))
                .toList();
    }

    /** Those that wait for a name, the newest first. */
    List<SeedSource> waiting(EnvironmentId environment, SecretName name) {
        List<?> rows = entityManager
                .createNativeQuery("select source_id from sec_claim where environment_id = :environment"
                        + " and name = :name and standing = 'WAITS' order by id desc")
                .setParameter("environment", environment.value())
                .setParameter("name", name.value())
                .getResultList();
        return rows.stream().map(row -> new SeedSource((String) row)).toList();
    }

    /** The holder of a name lost it to someone who edited or deleted the secret. */
    void lose(EnvironmentId environment, SecretName name) {
        lose(environment, List.of(name));
    }

    /** As {@link #lose(EnvironmentId, SecretName)}, of at least one name. */
    void lose(EnvironmentId environment, Collection<SecretName> names) {
        entityManager
                .createNativeQuery("update sec_claim set standing = 'LOST' where environment_id = :environment"
                        + " and name in (:names) and standing = 'HOLDS'")
                .setParameter("environment", environment.value())
                .setParameter("names", names.stream().map(SecretName::value).toList())
                .executeUpdate();
    }

    /** The holder of a name gave it up to another source, and waits for it from now on. */
    void giveUp(EnvironmentId environment, SecretName name) {
        entityManager
                .createNativeQuery("update sec_claim set standing = 'WAITS' where environment_id = :environment"
                        + " and name = :name and standing = 'HOLDS'")
                .setParameter("environment", environment.value())
                .setParameter("name", name.value())
                .executeUpdate();
    }

    /** A source no longer claims these names anywhere. */
    void drop(SeedSource source, Collection<SecretName> names) {
        if (names.isEmpty()) {
            return;
        }
        entityManager
                .createNativeQuery("delete from sec_claim where source_id = :source and name in (:names)")
                .setParameter("source", source.id())
                .setParameter("names", names.stream().map(SecretName::value).toList())
                .executeUpdate();
    }

    void dropAll(EnvironmentId environment) {
        entityManager
                .createNativeQuery("delete from sec_claim where environment_id = :environment")
                .setParameter("environment", environment.value())
                .executeUpdate();
    }
}
