package dev.dragops.accounts;

import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Optional;

/** Workspaces and their environments. Reading them needs no scope; changing them needs {@link Scope#WORKSPACES_WRITE}. */
@Stateless
public class Workspaces {
    /** The workspaces that the caller belongs to, in order of creation. */
    public List<Workspace> list(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** Makes a workspace with development, staging and production. */
    public Workspace create(Caller caller, String name) {
        throw new UnsupportedOperationException();
    }

    public Workspace rename(Caller caller, WorkspaceId workspace, String name) {
        throw new UnsupportedOperationException();
    }

    /** Deletes a workspace with its environments, and with what others keep of them, in one transaction. */
    public void delete(Caller caller, WorkspaceId workspace) {
        throw new UnsupportedOperationException();
    }

    /** Makes a workspace the caller's active one, or none. */
    public Optional<Workspace> activate(Caller caller, Optional<WorkspaceId> workspace) {
        throw new UnsupportedOperationException();
    }

    /**
     * The workspace in force for this request: the one that the request names, else the token's, else the active one.
     *
     * @throws AccountsException.WorkspaceNotFound where the request names one that the caller does not belong to
     */
    public Optional<Workspace> inForce(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** The environments of a workspace, in order of creation. */
    public List<Environment> environments(Caller caller, WorkspaceId workspace) {
        throw new UnsupportedOperationException();
    }

    public Environment createEnvironment(Caller caller, WorkspaceId workspace, String name) {
        throw new UnsupportedOperationException();
    }

    public Environment renameEnvironment(Caller caller, EnvironmentId environment, String name) {
        throw new UnsupportedOperationException();
    }

    /** Deletes an environment, and with it what others keep of it ({@link EnvironmentDeleted}), in one transaction. */
    public void deleteEnvironment(Caller caller, EnvironmentId environment) {
        throw new UnsupportedOperationException();
    }

    /**
     * One environment of any workspace that the caller belongs to.
     *
     * @throws AccountsException.EnvironmentNotFound where there is none such, or it is another's
     */
    public Environment environment(Caller caller, EnvironmentId environment) {
        throw new UnsupportedOperationException();
    }

    /**
     * As {@link #environment}, and keeps the row from being deleted until the transaction ends, so that nothing is
     * written into an environment that goes away meanwhile. Mandatory transaction.
     */
    public List<Environment> holdEnvironments(Caller caller, List<EnvironmentId> environments) {
        throw new UnsupportedOperationException();
    }
}
