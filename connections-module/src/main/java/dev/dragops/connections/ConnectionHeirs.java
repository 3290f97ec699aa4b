package dev.dragops.connections;

import dev.dragops.secrets.Heirs;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Seed;
import dev.dragops.secrets.SeedSource;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Opens connections to pass secrets on from them, each once, and wipes everything at its end. */
final class ConnectionHeirs implements Heirs, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ConnectionHeirs.class.getName());

    private final ConnectionStore connections;
    private final Vault vault;
    private final BiFunction<StoredConnection, Credential, List<Seed>> seedsOf;
    private final Map<SeedSource, Optional<Opening>> openings = new HashMap<>();

    ConnectionHeirs(
            ConnectionStore connections, Vault vault, BiFunction<StoredConnection, Credential, List<Seed>> seedsOf) {
        this.connections = connections;
        this.vault = vault;
        this.seedsOf = seedsOf;
    }

    private record Opening(Credential credential, List<Seed> seeds) {}

    @Override
    public Optional<Plaintext> value(SeedSource heir, SecretName name) {
        return openings.computeIfAbsent(heir, this::open).flatMap(opening -> opening.seeds().stream()
                .filter(seed -> seed.name().equals(name))
                .map(Seed::value)
                .findFirst());
    }

    private Optional<Opening> open(SeedSource heir) {
        return connections
                .lockWhoeverOwnsIt(new ConnectionId(heir.id()))
                .filter(connection -> !connection.isRevoked())
                .flatMap(connection -> {
                    try {
                        Credential credential = connection.open(vault::open);
                        return Optional.of(new Opening(credential, seedsOf.apply(connection, credential)));
                    } catch (VaultException unreadable) {
                        // a damaged credential must not keep another connection from being deleted
                        LOG.log(Level.WARNING, "{0} cannot inherit secrets: its credential is unreadable", heir.id());
                        return Optional.empty();
                    }
                });
    }

    @Override
    public void close() {
        openings.values().forEach(opening -> opening.map(Opening::credential).ifPresent(Credential::close));
    }
}
