package dev.dragops.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** An environment's row. */
@Entity
@Table(name = "acc_environment")
class StoredEnvironment {
    @Id
    private String id;

    @Column(name = "workspace_id")
    private String workspaceId;

    @Column(name = "name")
    private String name;

    /** Their order; instants of one transaction may be equal. */
    @Column(name = "position")
    private int position;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    @Column(name = "version")
    private long version;

    StoredEnvironment() {}

    StoredEnvironment(EnvironmentId id, WorkspaceId workspace, String name, int position, Instant createdAt) {
        this.id = id.value();
        this.workspaceId = workspace.value();
        this.name = name;
        this.position = position;
        this.createdAt = createdAt;
    }

    void rename(String newName) {
        name = newName;
    }

    WorkspaceId workspace() {
        return new WorkspaceId(workspaceId);
    }

    Environment asEnvironment() {
        return new Environment(new EnvironmentId(id), workspace(), name, createdAt);
    }
}
