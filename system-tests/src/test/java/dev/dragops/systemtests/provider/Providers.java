package dev.dragops.systemtests.provider;

import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The providers that an installation is made to know: packs in its folder of packs, OAuth apps by its environment and
 * its files, and leave to call them on loopback. The mock provider runs from the start; of the real ones only the ports
 * are taken, for a test to start them there.
 */
public final class Providers implements AutoCloseable {
    /** Rotates refresh tokens; each grant is revoked by itself. */
    public static final String ROTATING = "mock";

    /** A second one of the same kind, to be slow beside the first. */
    public static final String SECOND = "mock-second";

    /** Its callbacks must name their issuer, and a revocation ends all grants of app and account. */
    public static final String STRICT = "mock-strict";

    /** Its refresh tokens stay. */
    public static final String STABLE = "mock-stable";

    /** Cannot revoke, but has a page for it. */
    public static final String WITHOUT_REVOCATION = "mock-no-revocation";

    /** Is where the field {@code instance} says. */
    public static final String INSTANCE = "mock-instance";

    /** Known by its issuer only; its app is for an administrator to save. */
    public static final String DISCOVERED = "mock-discovered";

    /** Has no app until an administrator saves one. */
    public static final String WITHOUT_APP = "mock-no-app";

    /** Its app is in a file of the operator's. */
    public static final String BY_FILE = "mock-file";

    /** The client credentials grant. */
    public static final String MACHINE = "mock-machine";

    /** API keys and fields that a request verifies. */
    public static final String VERIFIED = "mock-verified";

    public static final String KEYCLOAK = "keycloak";
    public static final String NAVIKT = "navikt";
    public static final String OIDC_PROVIDER = "oidc-provider";

    private final MockProvider mock = MockProvider.start(Ports.free());
    private final int keycloak = Ports.free();
    private final int keycloakManagement = Ports.free();
    private final int navikt = Ports.free();
    private final int oidcProvider = Ports.free();

    private Providers() {}

    /** Makes them known to an installation that is yet to be started. */
    public static Providers of(Installation installation) {
        Providers providers = new Providers();
        try {
            providers.introduce(installation);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return providers;
    }

    public Realm realm(String provider) {
        return mock.realm(provider);
    }

    public MockProvider mock() {
        return mock;
    }

    int keycloakPort() {
        return keycloak;
    }

    int keycloakManagementPort() {
        return keycloakManagement;
    }

    int naviktPort() {
        return navikt;
    }

    int oidcProviderPort() {
        return oidcProvider;
    }

    private void introduce(Installation installation) throws IOException {
        Path packs = installation.folder().resolve("packs");
        Files.createDirectories(packs);
        installation.with("DRAGOPS_PACKS_DIR", packs.toString());
        Map<String, String> oauth = Map.of("issRequired", "false", "rotation", "rotating", "endsGrant", "false");
        for (String provider : List.of(ROTATING, SECOND, WITHOUT_APP, BY_FILE)) {
            pack(packs, provider, "oauth", oauth);
        }
        pack(packs, STRICT, "oauth", Map.of("issRequired", "true", "rotation", "rotating", "endsGrant", "true"));
        pack(packs, STABLE, "oauth", Map.of("issRequired", "false", "rotation", "stable", "endsGrant", "false"));
        pack(packs, WITHOUT_REVOCATION, "no-revocation", Map.of());
        pack(packs, INSTANCE, "instance", Map.of());
        pack(packs, DISCOVERED, "discovered", Map.of());
        pack(packs, MACHINE, "machine", Map.of());
        pack(packs, VERIFIED, "verified", Map.of());
        openIdPack(packs, KEYCLOAK, keycloak + "/realms/dragops", "/protocol/openid-connect/revoke");
        openIdPack(packs, NAVIKT, navikt + "/default", "/revoke");
        openIdPack(packs, OIDC_PROVIDER, Integer.toString(oidcProvider), "/token/revocation");

        for (String provider : List.of(ROTATING, SECOND, STRICT, STABLE, WITHOUT_REVOCATION, INSTANCE)) {
            app(installation, provider);
        }
        for (String provider : List.of(KEYCLOAK, NAVIKT, OIDC_PROVIDER)) {
            app(installation, provider);
        }
        appByFile(installation.dataDir());
        installation.with(
                "DRAGOPS_EGRESS_ALLOW",
                Stream.concat(
                                Stream.of(mock.authority()),
                                IntStream.of(keycloak, navikt, oidcProvider).mapToObj(port -> "127.0.0.1:" + port))
                        .collect(Collectors.joining(",")));
    }

    private void pack(Path folder, String provider, String template, Map<String, String> values) throws IOException {
        lay(folder, provider, template, realm(provider).issuer(), values);
    }

    private static void openIdPack(Path folder, String provider, String address, String revoke) throws IOException {
        lay(folder, provider, "openid", "http://127.0.0.1:" + address, Map.of("revoke", revoke));
    }

    private static void lay(Path folder, String provider, String template, String base, Map<String, String> values)
            throws IOException {
        String text = resource(template + ".dragops-pack.json")
                .replace("@provider@", provider)
                .replace("@base@", base);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        Files.writeString(folder.resolve(provider + ".dragops-pack.json"), text);
    }

    /** A file of those that the providers are made from. */
    static String resource(String name) throws IOException {
        try (var in = Providers.class.getResourceAsStream("/providers/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void app(Installation installation, String provider) {
        String start = "DRAGOPS_OAUTH_" + provider.toUpperCase(Locale.ROOT).replace('-', '_');
        installation
                .with(start + "_CLIENT_ID", realm(provider).clientId())
                .with(start + "_CLIENT_SECRET", realm(provider).clientSecret());
    }

    private void appByFile(Path dataDir) throws IOException {
        Path folder = Files.createDirectories(dataDir.resolve("oauth"));
        Path file = folder.resolve(BY_FILE + ".json");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file, """
                {"clientId":"%s","clientSecret":"%s"}
                """.formatted(realm(BY_FILE).clientId(), realm(BY_FILE).clientSecret()));
    }

    @Override
    public void close() {
        mock.close();
    }
}
