package dev.dragops.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;

/** A workspace's row. */
@Entity
@Table(name = "acc_workspace")
class StoredWorkspace {
    @Id
    private String id;

    @Column(name = "name")
    private String name;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    @Column(name = "version")
    private long version;

    StoredWorkspace() {}

    StoredWorkspace(WorkspaceId id, String name, Instant createdAt) {
        this.id = id.value();
        this.name = name;
        this.createdAt = createdAt;
    }

    void rename(String newName) {
        name = newName;
    }

    WorkspaceId id() {
        return new WorkspaceId(id);
    }

    Workspace asWorkspace(Optional<WorkspaceId> active) {
        return new Workspace(id(), name, active.filter(id()::equals).isPresent(), createdAt);
    }
}
