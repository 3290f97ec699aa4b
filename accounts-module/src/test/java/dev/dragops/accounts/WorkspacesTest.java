package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.platform.DatabaseFailure;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkspacesTest {
    private AccountsFixture fixture;
    private Workspaces workspaces;
    private Caller ada;
    private Workspace home;

    @BeforeEach
    void open() {
        fixture = new AccountsFixture();
        workspaces = fixture.workspaces;
        ada = fixture.newUser("ada@example.com");
        home = workspaces.list(ada).get(0);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void listsInOrderOfCreation() {
        for (String name : List.of("zebra", "apple", "mango")) {
            create(name);
        }
        assertThat(workspaces.list(ada))
                .extracting(Workspace::name)
                .containsExactly("Ada's workspace", "zebra", "apple", "mango");
        assertThat(workspaces.list(ada)).filteredOn(Workspace::active).containsExactly(home);
    }

    @Test
    void startsAWorkspaceWithThreeEnvironmentsAndAddsOthersBehind() {
        Workspace lab = create("  Lab ");
        assertThat(lab.name()).isEqualTo("Lab");
        assertThat(lab.active()).isFalse();
        Environment qa = fixture.transactions.in(() -> workspaces.createEnvironment(ada, lab.id(), "qa"));
        List<Environment> environments = workspaces.environments(ada, lab.id());
        assertThat(environments)
                .extracting(Environment::name)
                .containsExactly("development", "staging", "production", "qa");
        assertThat(environments.get(3).id()).isEqualTo(qa.id());
        assertThat(workspaces.environment(ada, qa.id()).name()).isEqualTo("qa");
    }

    @Test
    void refusesANameThatIsTakenInAnyCase() {
        create("Lab");
        assertTaken(() -> create("lab"));
        assertTaken(() -> fixture.transactions.in(() -> workspaces.rename(ada, home.id(), "LAB ")));
        assertTaken(() -> fixture.transactions.in(() -> workspaces.createEnvironment(ada, home.id(), "Production")));
        Environment first = workspaces.environments(ada, home.id()).get(0);
        assertTaken(() -> fixture.transactions.in(() -> workspaces.renameEnvironment(ada, first.id(), "STAGING")));
        Caller bob = fixture.newUser("bob@example.com");
        assertThat(fixture.transactions.in(() -> workspaces.create(bob, "Lab")).name())
                .isEqualTo("Lab");
    }

    @Test
    void renamesAlsoToAnotherCaseOfTheSameName() {
        Workspace renamed = fixture.transactions.in(() -> workspaces.rename(ada, home.id(), "ADA'S WORKSPACE"));
        assertThat(renamed.name()).isEqualTo("ADA'S WORKSPACE");
        assertThat(renamed.active()).isTrue();
        Environment first = workspaces.environments(ada, home.id()).get(0);
        fixture.transactions.in(() -> workspaces.renameEnvironment(ada, first.id(), "Development"));
        assertThat(workspaces.environment(ada, first.id()).name()).isEqualTo("Development");
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("", " \t", "x".repeat(101), "a\u0000b")) {
            assertThatThrownBy(() -> create(name)).isInstanceOf(AccountsException.Invalid.class);
        }
        assertThat(create("\uD83D\uDE00".repeat(100)).name()).hasSize(200);
    }

    @Test
    void hidesTheWorkspacesOfOthers() {
        Caller bob = fixture.newUser("bob@example.com");
        Environment adas = workspaces.environments(ada, home.id()).get(0);
        for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                () -> workspaces.environments(bob, home.id()),
                () -> fixture.transactions.in(() -> workspaces.rename(bob, home.id(), "mine")),
                () -> fixture.transactions.in(() -> workspaces.delete(bob, home.id())),
                () -> fixture.transactions.in(() -> workspaces.activate(bob, Optional.of(home.id()))),
                () -> fixture.transactions.in(() -> workspaces.createEnvironment(bob, home.id(), "mine")),
                () -> workspaces.inForce(bob.inWorkspace(Optional.of(home.id()))),
                () -> workspaces.environments(bob, WorkspaceId.next()))) {
            assertThatThrownBy(attempt).isInstanceOf(AccountsException.WorkspaceNotFound.class);
        }
        for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                () -> workspaces.environment(bob, adas.id()),
                () -> fixture.transactions.in(() -> workspaces.renameEnvironment(bob, adas.id(), "mine")),
                () -> fixture.transactions.in(() -> workspaces.deleteEnvironment(bob, adas.id())),
                () -> fixture.transactions.in(() -> workspaces.holdEnvironments(bob, List.of(adas.id()))),
                () -> workspaces.environment(bob, EnvironmentId.next()))) {
            assertThatThrownBy(attempt).isInstanceOf(AccountsException.EnvironmentNotFound.class);
        }
        assertThat(fixture.deletedEnvironments).isEmpty();
    }

    @Test
    void changesOnlyWithTheScope() {
        Caller reader = fixture.withToken(ada, Optional.empty(), Scope.CONNECTIONS_READ);
        assertThat(workspaces.list(reader)).hasSize(1);
        Environment first = workspaces.environments(reader, home.id()).get(0);
        for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                () -> fixture.transactions.in(() -> workspaces.create(reader, "Lab")),
                () -> fixture.transactions.in(() -> workspaces.rename(reader, home.id(), "Lab")),
                () -> fixture.transactions.in(() -> workspaces.delete(reader, home.id())),
                () -> fixture.transactions.in(() -> workspaces.activate(reader, Optional.empty())),
                () -> fixture.transactions.in(() -> workspaces.createEnvironment(reader, home.id(), "qa")),
                () -> fixture.transactions.in(() -> workspaces.renameEnvironment(reader, first.id(), "qa")),
                () -> fixture.transactions.in(() -> workspaces.deleteEnvironment(reader, first.id())))) {
            assertThatThrownBy(attempt).isInstanceOf(AccountsException.InsufficientScope.class);
        }
    }

    @Test
    void prefersTheRequestsWorkspaceToThePinnedToTheActive() {
        Workspace pinned = create("Pinned");
        Workspace asked = create("Asked");
        Caller token = fixture.withToken(ada, Optional.of(pinned.id()), Scope.CONNECTIONS_READ);
        assertThat(workspaces.inForce(ada)).contains(home);
        assertThat(workspaces.inForce(token)).map(Workspace::id).contains(pinned.id());
        assertThat(workspaces.inForce(token.inWorkspace(Optional.of(asked.id()))))
                .map(Workspace::id)
                .contains(asked.id());
        fixture.transactions.in(() -> workspaces.activate(ada, Optional.of(asked.id())));
        assertThat(workspaces.inForce(ada)).map(Workspace::id).contains(asked.id());
        assertThat(fixture.transactions.in(() -> workspaces.activate(ada, Optional.empty())))
                .isEmpty();
        assertThat(workspaces.inForce(ada)).isEmpty();
    }

    @Test
    void neverLetsAPinThatIsGoneStandForAnotherWorkspace() {
        Workspace lab = create("Lab");
        Caller token = fixture.withToken(ada, Optional.of(lab.id()), Scope.CONNECTIONS_READ);
        fixture.transactions.in(() -> workspaces.delete(ada, lab.id()));
        assertThat(workspaces.inForce(token)).isEmpty();
        assertThat(workspaces.inForce(ada)).contains(home);
    }

    @Test
    void tellsOfEachEnvironmentThatGoesWithItsWorkspace() {
        List<EnvironmentDeleted> all = workspaces.environments(ada, home.id()).stream()
                .map(environment -> new EnvironmentDeleted(environment.id()))
                .toList();
        fixture.transactions.in(() -> workspaces.delete(ada, home.id()));
        assertThat(fixture.deletedEnvironments).containsExactlyInAnyOrderElementsOf(all);
        assertThat(workspaces.list(ada)).isEmpty();
        assertThat(workspaces.inForce(ada)).isEmpty();
        assertThat(fixture.count("acc_environment")).isZero();
        assertThat(fixture.audited()).last().isEqualTo("workspace.deleted SUCCEEDED");
        assertThat(fixture.count("acc_audit_object")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void keepsEverythingWhereTheDeletionIsRolledBack() {
        assertThatThrownBy(() -> fixture.transactions.in(() -> {
                    workspaces.delete(ada, home.id());
                    throw new IllegalArgumentException("an observer failed");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(workspaces.environments(ada, home.id())).hasSize(3);
        assertThat(workspaces.list(ada)).containsExactly(home);
        assertThat(fixture.audited()).containsExactly("account.registered SUCCEEDED");
    }

    @Test
    void keepsHeldEnvironmentsFromBeingDeleted() {
        List<EnvironmentId> ids = workspaces.environments(ada, home.id()).stream()
                .map(Environment::id)
                .toList();
        EnvironmentId held = ids.get(2);
        fixture.transactions.in(() -> {
            assertThat(workspaces.holdEnvironments(ada, List.of(held)))
                    .extracting(Environment::name)
                    .containsExactly("production");
            String grab = "SELECT id FROM acc_environment WHERE id = ? FOR UPDATE NOWAIT";
            assertThatThrownBy(() -> fixture.database.exists(grab, held.value()))
                    .isInstanceOf(DatabaseFailure.class);
            assertThat(fixture.database.exists(grab, ids.get(0).value())).isTrue();
        });
        fixture.transactions.in(() -> workspaces.deleteEnvironment(ada, held));
        assertThatThrownBy(() -> fixture.transactions.in(() -> workspaces.holdEnvironments(ada, ids)))
                .isInstanceOf(AccountsException.EnvironmentNotFound.class);
    }

    @Test
    void holdsTheEnvironmentsOfTheWorkspaceInForce() {
        Workspace pinned = create("Pinned");
        Workspace asked = create("Asked");
        Caller token = fixture.withToken(ada, Optional.of(pinned.id()), Scope.CONNECTIONS_WRITE);
        for (Caller caller : List.of(ada, token, token.inWorkspace(Optional.of(asked.id())))) {
            WorkspaceId inForce = workspaces.inForce(caller).orElseThrow().id();
            assertThat(held(caller)).contains(new Workspaces.Held(inForce, environments(inForce)));
        }
        Caller bob = fixture.newUser("bob@example.com");
        assertThatThrownBy(() -> held(bob.inWorkspace(Optional.of(home.id()))))
                .isInstanceOf(AccountsException.WorkspaceNotFound.class);
        fixture.transactions.in(() -> workspaces.delete(ada, pinned.id()));
        assertThat(held(token)).isEmpty();
        fixture.transactions.in(() -> workspaces.activate(ada, Optional.empty()));
        assertThat(held(ada)).isEmpty();
        for (EnvironmentId environment : environments(asked.id())) {
            fixture.transactions.in(() -> workspaces.deleteEnvironment(ada, environment));
        }
        assertThat(held(ada.inWorkspace(Optional.of(asked.id())))).contains(new Workspaces.Held(asked.id(), List.of()));
    }

    @Test
    void keepsTheEnvironmentsInForceFromBeingDeletedAndNoOthers() {
        Workspace other = create("Other");
        fixture.transactions.in(() -> {
            Workspaces.Held held = workspaces.holdInForce(ada).orElseThrow();
            String grab = "SELECT id FROM acc_environment WHERE id = ? FOR UPDATE NOWAIT";
            for (EnvironmentId environment : held.environments()) {
                assertThatThrownBy(() -> fixture.database.exists(grab, environment.value()))
                        .isInstanceOf(DatabaseFailure.class);
            }
            for (EnvironmentId environment : environments(other.id())) {
                assertThat(fixture.database.exists(grab, environment.value())).isTrue();
            }
        });
    }

    private Optional<Workspaces.Held> held(Caller caller) {
        return fixture.transactions.in(() -> workspaces.holdInForce(caller));
    }

    private List<EnvironmentId> environments(WorkspaceId workspace) {
        return workspaces.environments(ada, workspace).stream()
                .map(Environment::id)
                .toList();
    }

    private Workspace create(String name) {
        return fixture.transactions.in(() -> workspaces.create(ada, name));
    }

    private static void assertTaken(ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOf(AccountsException.NameTaken.class);
    }
}
