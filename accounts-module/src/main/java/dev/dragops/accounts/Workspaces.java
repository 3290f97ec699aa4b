package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Workspaces and their environments. Reading them needs no scope; changing them needs {@link Scope#WORKSPACES_WRITE}.
 * Names have 1 to 100 characters after trimming and are compared without regard to case.
 */
@Stateless
public class Workspaces {
    @PersistenceContext(unitName = "accounts")
    private EntityManager entityManager;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @Inject
    private Event<EnvironmentDeleted> environmentDeleted;

    /** Fewer than the thousand from which on the database reads a list of values as a table, in an order of its own. */
    private static final int HELD_AT_ONCE = 500;

    private Spaces spaces;
    private Database database;
    private AuditRows audit;

    /** For the server, which injects, and then calls {@link #prepare()}. */
    public Workspaces() {}

    /** For tests, which inject what the server otherwise does. */
    @SuppressWarnings("UnnecessaryAssignment")
    Workspaces(EntityManager entityManager, DataSource dataSource, Event<EnvironmentDeleted> environmentDeleted) {
        this.entityManager = entityManager;
        this.dataSource = dataSource;
        this.environmentDeleted = environmentDeleted;
        ready();
    }

    /** Makes what the methods stand on. */
    @PostConstruct
    void prepare() {
        ready();
    }

    private void ready() {
        spaces = new Spaces(entityManager, Clock.systemUTC());
        database = Database.of(dataSource);
        audit = new AuditRows(database, Clock.systemUTC());
    }

    /** The workspaces that the caller belongs to, in order of creation. */
    public List<Workspace> list(Caller caller) {
        Optional<WorkspaceId> active = spaces.active(caller.user());
        return spaces.workspaces(caller.user()).stream()
                .map(workspace -> workspace.asWorkspace(active))
                .toList();
    }

    /**
     * Makes a workspace with development, staging and production. Which one is active stays as it is.
     *
     * @throws AccountsException.Invalid naming {@code name}
     * @throws AccountsException.NameTaken where the caller has one of that name
     */
    public Workspace create(Caller caller, String name) {
        caller.require(Scope.WORKSPACES_WRITE);
        String checked = checkedName(name);
        StoredUser user = spaces.lockedUser(caller.user());
        if (spaces.isWorkspaceNameTaken(caller.user(), checked, Optional.empty())) {
            throw workspaceNameTaken();
        }
        Spaces.Created created = spaces.create(caller.user(), checked);
        audit.write(caller, AuditEntry.of("workspace.created", created.objects(), Map.of()));
        return created.workspace().asWorkspace(user.activeWorkspace());
    }

    /**
     * Gives a workspace another name.
     *
     * @throws AccountsException.WorkspaceNotFound where there is none such, or it is another's
     * @throws AccountsException.Invalid naming {@code name}
     * @throws AccountsException.NameTaken where the caller has another one of that name
     */
    public Workspace rename(Caller caller, WorkspaceId workspace, String name) {
        caller.require(Scope.WORKSPACES_WRITE);
        StoredWorkspace stored = locked(caller, workspace, LockModeType.PESSIMISTIC_WRITE);
        String checked = checkedName(name);
        StoredUser user = spaces.lockedUser(caller.user());
        if (spaces.isWorkspaceNameTaken(caller.user(), checked, Optional.of(workspace))) {
            throw workspaceNameTaken();
        }
        stored.rename(checked);
        entityManager.flush();
        audit.write(caller, AuditEntry.of("workspace.renamed", List.of(workspace.value()), Map.of()));
        return stored.asWorkspace(user.activeWorkspace());
    }

    /**
     * Deletes a workspace with its environments, and with what others keep of them ({@link EnvironmentDeleted}), in one
     * transaction. Where it was active, none is.
     *
     * @throws AccountsException.WorkspaceNotFound where there is none such, or it is another's
     */
    public void delete(Caller caller, WorkspaceId workspace) {
        caller.require(Scope.WORKSPACES_WRITE);
        StoredWorkspace stored = locked(caller, workspace, LockModeType.PESSIMISTIC_WRITE);
        List<String> objects = new ArrayList<>(List.of(workspace.value()));
        for (EnvironmentId id : spaces.environmentIds(workspace)) {
            spaces.lockedEnvironment(id).ifPresent(environment -> {
                environmentDeleted.fire(new EnvironmentDeleted(id));
                spaces.delete(environment);
                objects.add(id.value());
            });
        }
        spaces.delete(stored);
        audit.write(caller, AuditEntry.of("workspace.deleted", objects, Map.of()));
    }

    /**
     * Makes a workspace the caller's active one, or none.
     *
     * @throws AccountsException.WorkspaceNotFound where there is none such, or it is another's
     */
    public Optional<Workspace> activate(Caller caller, Optional<WorkspaceId> workspace) {
        caller.require(Scope.WORKSPACES_WRITE);
        // held, so that nobody deletes it meanwhile
        Optional<StoredWorkspace> stored = workspace.map(id -> locked(caller, id, LockModeType.PESSIMISTIC_READ));
        spaces.lockedUser(caller.user()).activate(workspace);
        entityManager.flush();
        List<String> objects = workspace.map(WorkspaceId::value).map(List::of).orElse(List.of());
        audit.write(caller, AuditEntry.of("workspace.activated", objects, Map.of()));
        return stored.map(active -> active.asWorkspace(workspace));
    }

    /**
     * The workspace in force for this request: the one that the request names, else the token's, else the active one.
     * Empty too where a token's workspace is gone: it never stands for another.
     *
     * @throws AccountsException.WorkspaceNotFound where the request names one that the caller does not belong to
     */
    public Optional<Workspace> inForce(Caller caller) {
        Optional<WorkspaceId> active = spaces.active(caller.user());
        if (caller.requestedWorkspace().isPresent()) {
            return Optional.of(member(caller, caller.requestedWorkspace().get()).asWorkspace(active));
        }
        return caller.pinnedWorkspace()
                .or(() -> active)
                .flatMap(workspace -> spaces.workspace(caller.user(), workspace))
                .map(workspace -> workspace.asWorkspace(active));
    }

    /**
     * A workspace, and those of its environments that are kept from being deleted.
     *
     * @param environments in order of creation
     */
    public record Held(WorkspaceId workspace, List<EnvironmentId> environments) {
        public Held {
            environments = List.copyOf(environments);
        }
    }

    /**
     * As {@link #inForce}, and keeps all its environments from being deleted until the transaction ends, but for those
     * that are deleted meanwhile. Call it before anything of them is locked, as {@link #holdThoseLeft}.
     *
     * @throws AccountsException.WorkspaceNotFound where the request names one that the caller does not belong to
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Optional<Held> holdInForce(Caller caller) {
        Optional<String> named =
                caller.requestedWorkspace().or(caller::pinnedWorkspace).map(WorkspaceId::value);
        String user = caller.user().value();
        List<Place> places = database.list(
                "SELECT m.workspace_id, e.id FROM acc_membership m"
                        + " LEFT JOIN acc_environment e ON e.workspace_id = m.workspace_id"
                        + " WHERE m.user_id = ? AND m.workspace_id = "
                        + (named.isPresent() ? "?" : "(SELECT u.active_workspace FROM acc_user u WHERE u.id = ?)")
                        + " ORDER BY e.position",
                row -> new Place(
                        new WorkspaceId(row.getString("workspace_id")),
                        Optional.ofNullable(row.getString("id")).map(EnvironmentId::new)),
                user,
                named.orElse(user));
        if (places.isEmpty() && caller.requestedWorkspace().isPresent()) {
            throw new AccountsException.WorkspaceNotFound();
        }
        List<EnvironmentId> left = holdThoseLeft(
                places.stream().flatMap(place -> place.environment().stream()).toList());
        return places.stream().findFirst().map(place -> new Held(place.workspace(), left));
    }

    /** The environment is empty where the workspace has none. */
    private record Place(WorkspaceId workspace, Optional<EnvironmentId> environment) {}

    /**
     * The environments of a workspace, in order of creation.
     *
     * @throws AccountsException.WorkspaceNotFound where there is none such, or it is another's
     */
    public List<Environment> environments(Caller caller, WorkspaceId workspace) {
        member(caller, workspace);
        return spaces.environments(workspace).stream()
                .map(StoredEnvironment::asEnvironment)
                .toList();
    }

    /**
     * Adds an environment to a workspace.
     *
     * @throws AccountsException.WorkspaceNotFound where there is none such, or it is another's
     * @throws AccountsException.Invalid naming {@code name}
     * @throws AccountsException.NameTaken where the workspace has one of that name
     */
    public Environment createEnvironment(Caller caller, WorkspaceId workspace, String name) {
        caller.require(Scope.WORKSPACES_WRITE);
        locked(caller, workspace, LockModeType.PESSIMISTIC_WRITE);
        String checked = checkedName(name);
        if (spaces.isEnvironmentNameTaken(workspace, checked, Optional.empty())) {
            throw environmentNameTaken();
        }
        Environment environment = spaces.addEnvironment(workspace, checked).asEnvironment();
        audit.write(
                caller,
                AuditEntry.of("environment.created", List.of(environment.id().value(), workspace.value()), Map.of()));
        return environment;
    }

    /**
     * Gives an environment another name.
     *
     * @throws AccountsException.EnvironmentNotFound where there is none such, or it is another's
     * @throws AccountsException.Invalid naming {@code name}
     * @throws AccountsException.NameTaken where the workspace has another one of that name
     */
    public Environment renameEnvironment(Caller caller, EnvironmentId environment, String name) {
        caller.require(Scope.WORKSPACES_WRITE);
        WorkspaceId workspace = environment(caller, environment).workspace();
        locked(caller, workspace, LockModeType.PESSIMISTIC_WRITE);
        String checked = checkedName(name);
        StoredEnvironment stored =
                spaces.lockedEnvironment(environment).orElseThrow(AccountsException.EnvironmentNotFound::new);
        if (spaces.isEnvironmentNameTaken(workspace, checked, Optional.of(environment))) {
            throw environmentNameTaken();
        }
        stored.rename(checked);
        entityManager.flush();
        audit.write(caller, AuditEntry.of("environment.renamed", List.of(environment.value()), Map.of()));
        return stored.asEnvironment();
    }

    /**
     * Deletes an environment, and with it what others keep of it ({@link EnvironmentDeleted}), in one transaction.
     *
     * @throws AccountsException.EnvironmentNotFound where there is none such, or it is another's
     */
    public void deleteEnvironment(Caller caller, EnvironmentId environment) {
        caller.require(Scope.WORKSPACES_WRITE);
        environment(caller, environment);
        StoredEnvironment stored =
                spaces.lockedEnvironment(environment).orElseThrow(AccountsException.EnvironmentNotFound::new);
        environmentDeleted.fire(new EnvironmentDeleted(environment));
        spaces.delete(stored);
        audit.write(caller, AuditEntry.of("environment.deleted", List.of(environment.value()), Map.of()));
    }

    /**
     * One environment of any workspace that the caller belongs to.
     *
     * @throws AccountsException.EnvironmentNotFound where there is none such, or it is another's
     */
    public Environment environment(Caller caller, EnvironmentId environment) {
        return spaces.environment(caller.user(), environment)
                .map(StoredEnvironment::asEnvironment)
                .orElseThrow(AccountsException.EnvironmentNotFound::new);
    }

    /**
     * As {@link #environment}, and keeps the rows from being deleted until the transaction ends, so that nothing is
     * written into an environment that goes away meanwhile.
     *
     * @return in the order asked for
     * @throws AccountsException.EnvironmentNotFound where one of them is none, or another's
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public List<Environment> holdEnvironments(Caller caller, List<EnvironmentId> environments) {
        if (holdThoseLeft(environments).size() < environments.size()) {
            throw new AccountsException.EnvironmentNotFound();
        }
        return environments.stream().map(id -> held(caller, id)).toList();
    }

    /**
     * Keeps those that are still there from being deleted until the transaction ends, whoever they belong to. Call it
     * before anything of them is locked: who deletes them locks them first too, so that the two never wait for each
     * other.
     *
     * @return in the order asked for
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public List<EnvironmentId> holdThoseLeft(List<EnvironmentId> environments) {
        List<String> ids = environments.stream()
                .map(EnvironmentId::value)
                .distinct()
                .sorted()
                .toList();
        Set<String> left = new HashSet<>();
        for (int from = 0; from < ids.size(); from += HELD_AT_ONCE) {
            left.addAll(hold(ids.subList(from, Math.min(from + HELD_AT_ONCE, ids.size()))));
        }
        return environments.stream().filter(id -> left.contains(id.value())).toList();
    }

    /** By id, which is the order of whoever deletes them: the key is read from its beginning, one range for each. */
    private List<String> hold(List<String> ids) {
        return database.list(
                "SELECT id FROM acc_environment FORCE INDEX (PRIMARY) WHERE id IN ("
                        + String.join(", ", Collections.nCopies(ids.size(), "?"))
                        + ") ORDER BY id LOCK IN SHARE MODE",
                row -> row.getString("id"),
                ids.toArray());
    }

    /** Read after it was locked, and not from what the transaction has seen before. */
    private Environment held(Caller caller, EnvironmentId environment) {
        return database.first(
                        "SELECT e.workspace_id, e.name, e.created_at FROM acc_environment e"
                                + " JOIN acc_membership m ON m.workspace_id = e.workspace_id"
                                + " WHERE e.id = ? AND m.user_id = ?",
                        row -> new Environment(
                                environment,
                                new WorkspaceId(row.getString("workspace_id")),
                                row.getString("name"),
                                Database.instant(row, "created_at")),
                        environment.value(),
                        caller.user().value())
                .orElseThrow(AccountsException.EnvironmentNotFound::new);
    }

    private StoredWorkspace member(Caller caller, WorkspaceId workspace) {
        return spaces.workspace(caller.user(), workspace).orElseThrow(AccountsException.WorkspaceNotFound::new);
    }

    private StoredWorkspace locked(Caller caller, WorkspaceId workspace, LockModeType lock) {
        return spaces.lockedWorkspace(caller.user(), workspace, lock)
                .orElseThrow(AccountsException.WorkspaceNotFound::new);
    }

    private static String checkedName(String name) {
        InputCheck check = new InputCheck();
        String checked = check.name("name", name);
        check.refuseFaults();
        return checked;
    }

    private static AccountsException.NameTaken workspaceNameTaken() {
        return new AccountsException.NameTaken("a workspace");
    }

    private static AccountsException.NameTaken environmentNameTaken() {
        return new AccountsException.NameTaken("an environment");
    }
}
