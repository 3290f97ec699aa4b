package dev.dragops.accounts;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of workspaces and environments. What a user asks for is always found by way of a membership. Locks are taken
 * in one order: the workspace, its environments by id, the user.
 */
final class Spaces {
    private static final List<String> FIRST_ENVIRONMENTS = List.of("development", "staging", "production");

    private final EntityManager entityManager;
    private final Clock clock;

    Spaces(EntityManager entityManager, Clock clock) {
        this.entityManager = entityManager;
        this.clock = clock;
    }

    /** A workspace just made, with its environments. */
    record Created(StoredWorkspace workspace, List<EnvironmentId> environments) {
        /** Their ids, for the audit trail. */
        List<String> objects() {
            List<String> objects = new ArrayList<>();
            objects.add(workspace.id().value());
            environments.forEach(environment -> objects.add(environment.value()));
            return objects;
        }
    }

    Created create(UserId user, String name) {
        Instant now = now();
        StoredWorkspace workspace = new StoredWorkspace(WorkspaceId.next(), name, now);
        entityManager.persist(workspace);
        int last = entityManager
                .createQuery(
                        "select coalesce(max(m.position), 0) from Membership m where m.userId = :user", Integer.class)
                .setParameter("user", user.value())
                .getSingleResult();
        entityManager.persist(new Membership(user, workspace.id(), last + 1));
        List<EnvironmentId> environments = new ArrayList<>();
        for (String environment : FIRST_ENVIRONMENTS) {
            EnvironmentId id = EnvironmentId.next();
            environments.add(id);
            entityManager.persist(new StoredEnvironment(id, workspace.id(), environment, environments.size(), now));
        }
        entityManager.flush();
        return new Created(workspace, environments);
    }

    /** In order of creation. */
    List<StoredWorkspace> workspaces(UserId user) {
        return entityManager
                .createQuery(
                        "select w from StoredWorkspace w, Membership m"
                                + " where m.workspaceId = w.id and m.userId = :user order by m.position",
                        StoredWorkspace.class)
                .setParameter("user", user.value())
                .getResultList();
    }

    Optional<StoredWorkspace> workspace(UserId user, WorkspaceId workspace) {
        return entityManager
                .createQuery(
                        "select w from StoredWorkspace w, Membership m"
                                + " where m.workspaceId = w.id and m.userId = :user and w.id = :workspace",
                        StoredWorkspace.class)
                .setParameter("user", user.value())
                .setParameter("workspace", workspace.value())
                .getResultStream()
                .findFirst();
    }

    /** As {@link #workspace}, locked until the transaction ends. */
    Optional<StoredWorkspace> lockedWorkspace(UserId user, WorkspaceId workspace, LockModeType lock) {
        if (!isMember(user, workspace)) {
            return Optional.empty();
        }
        return Optional.ofNullable(entityManager.find(StoredWorkspace.class, workspace.value(), lock));
    }

    boolean isMember(UserId user, WorkspaceId workspace) {
        return !entityManager
                .createQuery(
                        "select m.id from Membership m where m.userId = :user and m.workspaceId = :workspace",
                        String.class)
                .setParameter("user", user.value())
                .setParameter("workspace", workspace.value())
                .getResultList()
                .isEmpty();
    }

    /** The user's row, locked until the transaction ends: changes to the user's workspaces take turns. */
    StoredUser lockedUser(UserId user) {
        StoredUser stored = entityManager.find(StoredUser.class, user.value(), LockModeType.PESSIMISTIC_WRITE);
        if (stored == null) {
            throw new IllegalStateException("a caller's account is gone");
        }
        return stored;
    }

    Optional<WorkspaceId> active(UserId user) {
        return entityManager
                .createQuery("select u.activeWorkspace from StoredUser u where u.id = :user", String.class)
                .setParameter("user", user.value())
                .getResultList()
                .stream()
                .flatMap(id -> Optional.ofNullable(id).stream())
                .map(WorkspaceId::new)
                .findFirst();
    }

    /** Whether another workspace of the user has that name, in any case. */
    boolean isWorkspaceNameTaken(UserId user, String name, Optional<WorkspaceId> except) {
        return !entityManager
                .createQuery(
                        "select w.id from StoredWorkspace w, Membership m where m.workspaceId = w.id"
                                + " and m.userId = :user and w.name = :name and w.id <> :except",
                        String.class)
                .setParameter("user", user.value())
                .setParameter("name", name)
                .setParameter("except", except.map(WorkspaceId::value).orElse(""))
                .getResultList()
                .isEmpty();
    }

    /** Its environments in order of creation. */
    List<StoredEnvironment> environments(WorkspaceId workspace) {
        return entityManager
                .createQuery(
                        "select e from StoredEnvironment e where e.workspaceId = :workspace order by e.position",
                        StoredEnvironment.class)
                .setParameter("workspace", workspace.value())
                .getResultList();
    }

    /** The ids of its environments, in the order in which they are locked. */
    List<EnvironmentId> environmentIds(WorkspaceId workspace) {
        return entityManager
                .createQuery(
                        "select e.id from StoredEnvironment e where e.workspaceId = :workspace order by e.id",
                        String.class)
                .setParameter("workspace", workspace.value())
                .getResultStream()
                .map(EnvironmentId::new)
                .toList();
    }

    Optional<StoredEnvironment> environment(UserId user, EnvironmentId environment) {
        return entityManager
                .createQuery(
                        "select e from StoredEnvironment e, Membership m"
                                + " where m.workspaceId = e.workspaceId and m.userId = :user and e.id = :environment",
                        StoredEnvironment.class)
                .setParameter("user", user.value())
                .setParameter("environment", environment.value())
                .getResultStream()
                .findFirst();
    }

    /** The row, locked until the transaction ends. Whose it is has to be asked apart. */
    Optional<StoredEnvironment> lockedEnvironment(EnvironmentId environment) {
        return Optional.ofNullable(
                entityManager.find(StoredEnvironment.class, environment.value(), LockModeType.PESSIMISTIC_WRITE));
    }

    StoredEnvironment addEnvironment(WorkspaceId workspace, String name) {
        int last = entityManager
                .createQuery(
                        "select coalesce(max(e.position), 0) from StoredEnvironment e where e.workspaceId = :workspace",
                        Integer.class)
                .setParameter("workspace", workspace.value())
                .getSingleResult();
        StoredEnvironment environment = new StoredEnvironment(EnvironmentId.next(), workspace, name, last + 1, now());
        entityManager.persist(environment);
        entityManager.flush();
        return environment;
    }

    /** Whether another environment of the workspace has that name, in any case. */
    boolean isEnvironmentNameTaken(WorkspaceId workspace, String name, Optional<EnvironmentId> except) {
        return !entityManager
                .createQuery(
                        "select e.id from StoredEnvironment e where e.workspaceId = :workspace"
                                + " and e.name = :name and e.id <> :except",
                        String.class)
                .setParameter("workspace", workspace.value())
                .setParameter("name", name)
                .setParameter("except", except.map(EnvironmentId::value).orElse(""))
                .getResultList()
                .isEmpty();
    }

    void delete(StoredEnvironment environment) {
        entityManager.remove(environment);
        entityManager.flush();
    }

    /** Deletes a workspace that has no environments left, for all its members. */
    void delete(StoredWorkspace workspace) {
        String id = workspace.id().value();
        entityManager
                .createQuery("delete from Membership m where m.workspaceId = :workspace")
                .setParameter("workspace", id)
                .executeUpdate();
        entityManager
                .createQuery("update StoredUser u set u.activeWorkspace = null, u.version = u.version + 1"
                        + " where u.activeWorkspace = :workspace")
                .setParameter("workspace", id)
                .executeUpdate();
        entityManager.remove(workspace);
        entityManager.flush();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
