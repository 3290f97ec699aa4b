package dev.dragops.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A user's row. */
@Entity
@Table(name = "acc_user")
class StoredUser {
    @Id
    private String id;

    @Column(name = "email")
    private String email;

    @Column(name = "first_name")
    private String firstName;

    @Column(name = "last_name")
    private String lastName;

    @Column(name = "password_hash")
    private String passwordHash;

    @Column(name = "role")
    @Enumerated(EnumType.STRING)
    private Role role;

    @Column(name = "active_workspace")
    private @Nullable String activeWorkspace;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    @Column(name = "version")
    private long version;

    StoredUser() {}

    StoredUser(User user, String passwordHash) {
        this.id = user.id().value();
        this.email = user.email();
        this.firstName = user.firstName();
        this.lastName = user.lastName();
        this.passwordHash = passwordHash;
        this.role = user.role();
        this.createdAt = user.createdAt();
    }

    void activate(Optional<WorkspaceId> workspace) {
        activeWorkspace = workspace.map(WorkspaceId::value).orElse(null);
    }

    Optional<WorkspaceId> activeWorkspace() {
        return Optional.ofNullable(activeWorkspace).map(WorkspaceId::new);
    }

    String passwordHash() {
        return passwordHash;
    }

    User asUser() {
        return new User(new UserId(id), email, firstName, lastName, role, createdAt);
    }
}
