package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which source wanted to seed which name in which environment. The one that holds a name has its value in the secret;
 * the others wait, and the newest of them inherits the name when the holder goes.
 */
final class Claims {
    private final EntityManager entityManager;

    Claims(EntityManager entityManager) {
        this.entityManager = entityManager;
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
        String rows = claims.stream().map(claim -> "(?, ?, ?, ?)").collect(Collectors.joining(", "));
        Query insert =
                entityManager.createNativeQuery("insert into sec_claim (environment_id, name, source_id, standing)"
                        + " values " + rows + " on duplicate key update standing = values(standing)");
        int parameter = 0;
        for (Claim claim : claims) {
            insert.setParameter(++parameter, claim.environment().value());
            insert.setParameter(++parameter, claim.name().value());
            insert.setParameter(++parameter, source.id());
            insert.setParameter(++parameter, claim.standing().name());
        }
        insert.executeUpdate();
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
