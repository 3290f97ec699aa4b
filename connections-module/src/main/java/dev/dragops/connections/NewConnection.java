package dev.dragops.connections;

import dev.dragops.accounts.EnvironmentId;
import java.util.Optional;

/**
 * What a user asks to save.
 *
 * @param displayName a label of the user's; by default the provider's name, made unique
 * @param environment the one environment to seed, instead of all of the workspace in force
 */
public record NewConnection(
        Provider provider, Credential credential, Optional<String> displayName, Optional<EnvironmentId> environment) {}
