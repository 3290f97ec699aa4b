package dev.dragops.accounts;

import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request, and what they may do. Every method of an entry bean that touches a user's objects takes one and
 * asks it first: this is the one check of access, for REST and pages alike.
 *
 * @param user the owner on whose behalf the request acts
 * @param role the owner's role
 * @param scopes what the session or token allows
 * @param access the session or the API token that proved it
 * @param pinnedWorkspace the workspace that an API token is pinned to
 * @param requestedWorkspace the workspace that {@code X-Workspace-Id} names for this one request; it is not yet known
 *     whether the user belongs to it
 * @param request what the audit trail keeps of the request
 */
public record Caller(
        UserId user,
        Role role,
        Set<Scope> scopes,
        Access access,
        Optional<WorkspaceId> pinnedWorkspace,
        Optional<WorkspaceId> requestedWorkspace,
        RequestInfo request) {

    /** How the caller proved who they are. */
    public sealed interface Access {
        /** The id of the session or token. */
        String id();
    }

    /** A person who signed in. */
    public record BySession(SessionId session) implements Access {
        @Override
        public String id() {
            return session.value();
        }
    }

    /** A program with an API token. */
    public record ByToken(TokenId token) implements Access {
        @Override
        public String id() {
            return token.value();
        }
    }

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** The same caller with another workspace for this request. */
    public Caller inWorkspace(Optional<WorkspaceId> workspace) {
        return new Caller(user, role, scopes, access, pinnedWorkspace, workspace, request);
    }

    /**
     * Refuses a caller without that scope.
     *
     * @throws AccountsException.InsufficientScope where it is missing
     */
    public void require(Scope scope) {
        if (!scopes.contains(scope)) {
            throw new AccountsException.InsufficientScope(scope);
        }
    }

    /**
     * Refuses a caller who does not administer this server.
     *
     * @throws AccountsException.AdministratorRequired for a member
     */
    public void requireAdministrator() {
        if (role != Role.ADMINISTRATOR) {
            throw new AccountsException.AdministratorRequired();
        }
    }

    /**
     * Refuses a caller that is not a signed-in person: API tokens never manage accounts or tokens.
     *
     * @throws AccountsException.SessionRequired for an API token
     */
    public SessionId requireSession() {
        if (access instanceof BySession bySession) {
            return bySession.session();
        }
        throw new AccountsException.SessionRequired();
    }
}
