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

/** A user's row, but for the password's hash, which is read only to compare it. */
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

    void activate(Optional<WorkspaceId> workspace) {
        activeWorkspace = workspace.map(WorkspaceId::value).orElse(null);
    }

    void rename(String first, String last) {
        firstName = first;
        lastName = last;
    }

    Optional<WorkspaceId> activeWorkspace() {
        return Optional.ofNullable(activeWorkspace).map(WorkspaceId::new);
    }

    User asUser() {
        return new User(new UserId(id), email, firstName, lastName, role, createdAt);
    }
}
