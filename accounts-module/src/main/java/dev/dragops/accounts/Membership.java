package dev.dragops.accounts;

import dev.dragops.platform.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** That a user belongs to a workspace. */
@Entity
@Table(name = "acc_membership")
class Membership {
    @Id
    private String id;

    @Column(name = "user_id")
    private String userId;

    @Column(name = "workspace_id")
    private String workspaceId;

    /** The order of the user's workspaces. */
    @Column(name = "position")
    private int position;

    @Version
    @Column(name = "version")
    private long version;

    Membership() {}

    Membership(UserId user, WorkspaceId workspace, int position) {
        this.id = Ids.next("mem");
        this.userId = user.value();
        this.workspaceId = workspace.value();
        this.position = position;
    }
}
