package dev.dragops.secrets;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Execution;
import dev.dragops.vault.Plaintext;
import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Map;

/** Secrets per environment: written by people and by seeding, never shown again, opened only for an execution. */
@Stateless
public class Secrets {
    /** The secrets of an environment by name, without values. Needs {@code secrets:read}. */
    public List<Secret> list(Caller caller, EnvironmentId environment) {
        throw new UnsupportedOperationException();
    }

    /** One secret without its value. Needs {@code secrets:read}. */
    public Secret get(Caller caller, EnvironmentId environment, SecretName name) {
        throw new UnsupportedOperationException();
    }

    /** Writes a value; a seeded secret is the writer's own from then on. Needs {@code secrets:write}. */
    public Put put(Caller caller, EnvironmentId environment, SecretName name, Plaintext value) {
        throw new UnsupportedOperationException();
    }

    /** What a write left behind, and whether the secret is new. */
    public record Put(Secret secret, boolean created) {}

    /** Needs {@code secrets:write}. */
    public void delete(Caller caller, EnvironmentId environment, SecretName name) {
        throw new UnsupportedOperationException();
    }

    /** Opens secrets for an execution: all of them, or none. Needs {@code runtime}. The caller wipes the values. */
    public Map<SecretName, Plaintext> open(
            Caller caller, EnvironmentId environment, List<SecretName> names, Execution execution) {
        throw new UnsupportedOperationException();
    }
}
