package dev.dragops.connections;

import dev.dragops.platform.FieldError;
import dev.dragops.secrets.Seed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a credential must be before it is sealed, and which secrets it seeds. */
final class CredentialRules {
    private final Packs packs;

    CredentialRules(Packs packs) {
        this.packs = packs;
    }

    /**
     * The seeds of a credential that may be saved; their values are the credential's own.
     *
     * @throws ConnectionsException.WrongCredentialKind where the provider's pack has no method of its type
     * @throws ConnectionsException.Invalid naming the fields that make no sense
     */
    List<Seed> check(Provider provider, Credential credential) {
        Optional<Pack> pack = packs.of(provider);
        Optional<Pack.Method> method = pack.flatMap(known -> known.method(credential.type()));
        if (pack.isPresent() && method.isEmpty()) {
            throw new ConnectionsException.WrongCredentialKind(wrongKind(pack.get()));
        }
        List<FieldError> errors = PackValidation.check(method, provider, credential);
        if (!errors.isEmpty()) {
            throw new ConnectionsException.Invalid(errors);
        }
        return seeds(method, provider, credential);
    }

    /** The seeds of a credential that was saved before; a pack may have changed since. */
    List<Seed> seeds(Provider provider, Credential credential) {
        return seeds(packs.of(provider).flatMap(pack -> pack.method(credential.type())), provider, credential);
    }

    private static List<Seed> seeds(Optional<Pack.Method> method, Provider provider, Credential credential) {
        if (credential instanceof Credential.ApiKey key) {
            return SecretNames.seedNames(method, provider, ConnectionType.API_KEY, "").stream()
                    .map(name -> new Seed(name, key.key()))
                    .toList();
        }
        return ((Credential.Fields) credential)
                .values().entrySet().stream()
                        .flatMap(field ->
                                SecretNames.seedNames(method, provider, ConnectionType.CREDENTIALS, field.getKey())
                                        .stream()
                                        .map(name -> new Seed(name, field.getValue())))
                        .toList();
    }

    private static String wrongKind(Pack pack) {
        return pack.name() + " is connected "
                + pack.methods().stream()
                        .map(method -> "with " + kind(method.type()) + " at " + endpoint(method.type()))
                        .collect(Collectors.joining(", or "));
    }

    /** A type in words. */
    static String kind(ConnectionType type) {
        return switch (type) {
            case API_KEY -> "an API key";
            case CREDENTIALS -> "several fields";
            case OAUTH -> "OAuth";
        };
    }

    private static String endpoint(ConnectionType type) {
        return switch (type) {
            case API_KEY -> "POST /api/connections/api-key";
            case CREDENTIALS -> "POST /api/connections/credentials";
            case OAUTH -> "the Connections page";
        };
    }
}
