package dev.dragops.connections;

import dev.dragops.oauth.OAuthProvider;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The OAuth providers of the product's packs, with their fixtures. */
public final class ProviderDefinitions {
    static final Path FIXTURES = Path.of("src", "test", "resources", "providers");

    private ProviderDefinitions() {}

    /** By name. */
    public static Map<String, OAuthProvider> all() {
        return PackCatalogue.read(Optional.empty()).packs().stream()
                .flatMap(pack -> pack.method(ConnectionType.OAUTH).stream())
                .flatMap(method -> method.oauth().stream())
                .map(Pack.OAuth::provider)
                .collect(Collectors.toMap(
                        OAuthProvider::provider, definition -> definition, (one, other) -> one, TreeMap::new));
    }

    /** What is sent to that provider, its replies of the documented shape, and what must come of them. */
    public static JsonObject fixture(String provider) {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(FIXTURES.resolve(provider + ".json")))) {
            return reader.readObject();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
