package dev.dragops.accounts;

import java.util.Optional;
import java.util.Set;

/** What a bearer proves, whatever request presents it. */
record Proof(UserId user, Role role, Set<Scope> scopes, Caller.Access access, Optional<WorkspaceId> pinnedWorkspace) {
    Caller of(RequestInfo request) {
        return new Caller(user, role, scopes, access, pinnedWorkspace, Optional.empty(), request);
    }
}
